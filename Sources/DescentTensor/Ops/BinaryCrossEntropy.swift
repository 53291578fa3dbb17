import CDescentKernels

extension Tensor {
  /// The cross-entropy of yes-or-no scores with targets, element by element, without overflow and
  /// without the difference of two great numbers.
  ///
  ///     l = (1 − t) ln(1 + eᶻ) + v t ln(1 + e⁻ᶻ)
  ///     z̄ = l̄ ((1 − t) σ(z) − v t σ(−z)),   t̄ = l̄ (v ln(1 + e⁻ᶻ) − ln(1 + eᶻ))
  ///
  /// - Parameters:
  ///   - targets: t, of this shape.
  ///   - positiveWeight: v, which stretches to this shape, constants; 1 where nil.
  /// - Returns: The losses, of this shape.
  package func binaryCrossEntropy(_ targets: Tensor, positiveWeight: Tensor? = nil) -> Tensor {
    guard dtype.isFloatingPoint else { KernelName(name: "binaryCrossEntropy").refuse(dtype) }
    precondition(
      shape == targets.shape && dtype == targets.dtype
        && positiveWeight.map { $0.dtype == dtype } ?? true,
      "binaryCrossEntropy: \(dtype) logits of shape \(shape), \(targets.dtype) targets of shape \(targets.shape)"
    )
    if let positiveWeight { requireFit(of: positiveWeight, "binaryCrossEntropy") }
    let weight = positiveWeight?.detached.broadcast(to: shape)
    let losses = Tensor(uninitialized: shape, dtype)
    launch(
      ForwardKernel(count: count, dtype: dtype, isWeighted: weight != nil),
      [detached, targets.detached] + (weight.map { [$0] } ?? []), into: [losses])
    return losses.recorded(of: self, targets) { _ in
      BinaryCrossEntropy(z: self, targets: targets, weight: weight)
    }
  }
}

/// Operands: scores, targets, weights if there are any; losses.
private struct ForwardKernel: Kernel {
  let count: Int
  let dtype: DType
  let isWeighted: Bool

  func run(_ at: Operands) {
    let function = dtype == .float32 ? dk_binaryCrossEntropy_f32 : dk_binaryCrossEntropy_f64
    let size = dtype.size
    nonisolated(unsafe) let (z, t, v, losses) = (
      at[0], at[1], isWeighted ? at[2] : nil, at[isWeighted ? 3 : 2]
    )
    Threads.split(count) { piece in
      let offset = piece.lowerBound * size
      function(z + offset, t + offset, v.map { $0 + offset }, losses + offset, piece.count)
    }
  }
}

/// Operands: cotangent, scores, targets, weights if there are any; the cotangent of the scores.
private struct PullbackKernel: Kernel {
  let count: Int
  let dtype: DType
  let isWeighted: Bool

  func run(_ at: Operands) {
    let function =
      dtype == .float32 ? dk_binaryCrossEntropyPullback_f32 : dk_binaryCrossEntropyPullback_f64
    let size = dtype.size
    nonisolated(unsafe) let (g, z, t, v, out) = (
      at[0], at[1], at[2], isWeighted ? at[3] : nil, at[isWeighted ? 4 : 3]
    )
    Threads.split(count) { piece in
      let offset = piece.lowerBound * size
      function(
        g + offset, z + offset, t + offset, v.map { $0 + offset }, out + offset, piece.count)
    }
  }
}

// l = (1 − t) ln(1 + eᶻ) + v t ln(1 + e⁻ᶻ)
private struct BinaryCrossEntropy: Operation {
  let z: Tensor
  let targets: Tensor
  let weight: Tensor?

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) {
      guard let weight else {
        x̄.add(ȳ * (z.sigmoid() - targets), to: 0)
        return target(ȳ, to: x̄)
      }
      x̄.add(ȳ * ((1 - targets) * z.sigmoid() - weight * targets * (-z).sigmoid()), to: 0)
    }
    target(ȳ, to: x̄)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    let g = ȳ
    if x̄.wants(0) {
      let result = Tensor(uninitialized: z.shape, z.dtype)
      launch(
        PullbackKernel(count: z.count, dtype: z.dtype, isWeighted: weight != nil),
        [g, z, targets] + (weight.map { [$0] } ?? []), into: [result])
      x̄.add(result, to: 0)
    }
    target(g, to: x̄)
  }

  private func target(_ ȳ: Tensor, to x̄: Cotangents) {
    guard x̄.wants(1) else { return }
    guard let weight else { return x̄.add(-(ȳ * z), to: 1) }
    x̄.add(ȳ * (weight * (-z).softplus() - z.softplus()), to: 1)
  }
}
