import CDescentKernels

extension Tensor {
  /// The weighted negative of each row's number at its class.
  ///
  ///     l = −w[c] x[c],   x̄[c] = −l̄ w[c], 0 elsewhere
  ///
  /// - Parameters:
  ///   - classes: c, `[rows]`, `int32`, `int64` or `uint8`.
  ///   - weights: w, one for each class, constants; 1 where nil.
  ///   - ignored: A class whose rows have l = 0 and no gradient.
  /// - Returns: `[rows]`.
  /// - Precondition: this is `[rows, n]`; every class that is not ignored is one of the n.
  package func classLikelihood(
    _ classes: Tensor, weights: Tensor? = nil, ignored: Int = -100
  ) -> Tensor {
    guard dtype.isFloatingPoint else { KernelName(name: "negativeLogLikelihood").refuse(dtype) }
    precondition(
      rank == 2 && shape[1] > 0 && classes.shape == [shape[0]],
      "negativeLogLikelihood: an input of shape \(shape), classes of shape \(classes.shape)")
    precondition(
      weights.map { $0.shape == [shape[1]] && $0.dtype == dtype } ?? true,
      "negativeLogLikelihood: weights of shape \(weights?.shape ?? []) for a \(dtype) input of shape \(shape)"
    )
    let classes = classes.asClasses("negativeLogLikelihood")
    let weights = weights?.detached
    let rows = ClassRows(
      name: "negativeLogLikelihood", count: shape[0], classes: shape[1], ignored: Int64(ignored),
      dtype: dtype,
      isWeighted: weights != nil)
    let losses = Tensor(uninitialized: classes.shape, dtype)
    launch(
      ForwardKernel(rows: rows), [detached, classes] + (weights.map { [$0] } ?? []), into: [losses])
    return losses.recorded(of: self) { _ in
      ClassLikelihood(classes: classes, weights: weights, rows: rows)
    }
  }
}

/// Operands: logarithms, classes, weights if there are any; losses.
private struct ForwardKernel: Kernel {
  let rows: ClassRows

  func run(_ at: Operands) {
    let function = rows.dtype == .float32 ? dk_classLikelihood_f32 : dk_classLikelihood_f64
    function(
      at[0], rows.checked(at[1]), rows.isWeighted ? at[2] : nil, at[rows.isWeighted ? 3 : 2],
      rows.count, rows.classes, rows.ignored)
  }
}

/// Operands: cotangent, classes, weights if there are any; the cotangent of the logarithms.
private struct PullbackKernel: Kernel {
  let rows: ClassRows

  func run(_ at: Operands) {
    let function =
      rows.dtype == .float32 ? dk_classLikelihoodPullback_f32 : dk_classLikelihoodPullback_f64
    function(
      at[0], rows.checked(at[1]), rows.isWeighted ? at[2] : nil, at[rows.isWeighted ? 3 : 2],
      rows.count, rows.classes, rows.ignored)
  }
}

// l = −w[c] x[c],   x̄[c] = −l̄ w[c]
private struct ClassLikelihood: Operation {
  let classes: Tensor
  let weights: Tensor?
  let rows: ClassRows

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(spread(ȳ.detached).recorded(of: ȳ) { _ in Spread(likelihood: self) }, to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) { x̄.add(spread(ȳ), to: 0) }

  private func spread(_ g: Tensor) -> Tensor {
    let result = Tensor(uninitialized: [rows.count, rows.classes], g.dtype)
    launch(
      PullbackKernel(rows: rows), [g, classes] + (weights.map { [$0] } ?? []), into: [result])
    return result
  }

  // The linear map of the pullback, whose own pullback picks again.
  struct Spread: Operation {
    let likelihood: ClassLikelihood

    func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
      x̄.add(
        ȳ.classLikelihood(
          likelihood.classes, weights: likelihood.weights,
          ignored: Int(likelihood.rows.ignored)), to: 0)
    }
  }
}
