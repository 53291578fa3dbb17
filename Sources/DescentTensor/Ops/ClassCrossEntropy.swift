import CDescentKernels

extension Tensor {
  /// The cross-entropy of each row of scores with its class, in one pass.
  ///
  ///     l = Σₖ qₖ (ln Σ eᶻ − zₖ),   qₖ = (1 − ε) w[c] [k = c] + ε wₖ / n
  ///     z̄ = l̄ (Σ q · softmax(z) − q)
  ///
  /// - Parameters:
  ///   - classes: c, `[rows]`, `int32`, `int64` or `uint8`.
  ///   - weights: w, one for each class, constants; 1 where nil.
  ///   - smoothing: ε.
  ///   - ignored: A class whose rows have l = 0 and no gradient.
  /// - Returns: `[rows]`.
  /// - Precondition: this is `[rows, n]`; every class that is not ignored is one of the n.
  package func classCrossEntropy(
    _ classes: Tensor, weights: Tensor? = nil, smoothing: Double = 0, ignored: Int = -100
  ) -> Tensor {
    guard dtype.isFloatingPoint else { KernelName(name: "crossEntropy").refuse(dtype) }
    precondition(
      rank == 2 && shape[1] > 0 && classes.shape == [shape[0]],
      "crossEntropy: logits of shape \(shape), classes of shape \(classes.shape)")
    precondition(
      weights.map { $0.shape == [shape[1]] && $0.dtype == dtype } ?? true,
      "crossEntropy: weights of shape \(weights?.shape ?? []) for \(dtype) logits of shape \(shape)"
    )
    let classes = classes.asClasses("crossEntropy")
    let weights = weights?.detached
    let rows = ClassRows(
      name: "crossEntropy", count: shape[0], classes: shape[1], ignored: Int64(ignored),
      dtype: dtype,
      isWeighted: weights != nil)
    let losses = Tensor(uninitialized: classes.shape, dtype)
    let kept = Tensor(uninitialized: [shape[0], 2], dtype)
    launch(
      ForwardKernel(rows: rows, smoothing: smoothing),
      [detached, classes] + (weights.map { [$0] } ?? []), into: [losses, kept])
    return losses.recorded(of: self) { _ in
      ClassCrossEntropy(
        z: self, classes: classes, weights: weights, kept: kept, rows: rows, smoothing: smoothing)
    }
  }
}

/// Operands: scores, classes, weights if there are any; losses and what is kept for the way back.
private struct ForwardKernel: Kernel {
  let rows: ClassRows
  let smoothing: Double

  func run(_ at: Operands) {
    let function = rows.dtype == .float32 ? dk_crossEntropy_f32 : dk_crossEntropy_f64
    let first = rows.isWeighted ? 3 : 2
    let (n, size) = (rows.classes, rows.dtype.size)
    nonisolated(unsafe) let (z, w, losses, kept, classes) = (
      at[0], rows.isWeighted ? at[2] : nil, at[first], at[first + 1], rows.checked(at[1])
    )
    Threads.split(rows.count, grain: max(1, Threads.grain / n)) { piece in
      let row = piece.lowerBound
      function(
        z + row * n * size, classes + row, w, losses + row * size, kept + 2 * row * size,
        piece.count, n, smoothing, rows.ignored)
    }
  }
}

/// Operands: cotangent, scores, classes, what was kept, weights if there are any; the cotangent of the
/// scores.
private struct PullbackKernel: Kernel {
  let rows: ClassRows
  let smoothing: Double

  func run(_ at: Operands) {
    let function =
      rows.dtype == .float32 ? dk_crossEntropyPullback_f32 : dk_crossEntropyPullback_f64
    let (n, size) = (rows.classes, rows.dtype.size)
    nonisolated(unsafe) let (g, z, classes, kept, w, out) = (
      at[0], at[1], rows.checked(at[2]), at[3], rows.isWeighted ? at[4] : nil,
      at[rows.isWeighted ? 5 : 4]
    )
    Threads.split(rows.count, grain: max(1, Threads.grain / n)) { piece in
      let row = piece.lowerBound
      function(
        g + row * size, z + row * n * size, classes + row, w, kept + 2 * row * size,
        out + row * n * size, piece.count, n, smoothing, rows.ignored)
    }
  }
}

// l = Σₖ qₖ (ln Σ eᶻ − zₖ),   z̄ = l̄ (Σ q · softmax(z) − q)
private struct ClassCrossEntropy: Operation {
  let z: Tensor
  let classes: Tensor
  let weights: Tensor?
  /// The greatest score of each row, and the logarithm of the sum after it was taken off.
  let kept: Tensor
  let rows: ClassRows
  let smoothing: Double

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    let result = Tensor(uninitialized: z.shape, z.dtype)
    launch(
      PullbackKernel(rows: rows, smoothing: smoothing),
      [ȳ, z, classes, kept] + (weights.map { [$0] } ?? []), into: [result])
    x̄.add(result, to: 0)
  }

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let q = targets
    let g = ȳ.expandingAxis(1)
    x̄.add(g * (q.sum(axis: 1, keepingAxis: true) * z.softmax() - q), to: 0)
  }

  /// q, `[rows, n]`.
  private var targets: Tensor {
    let n = z.shape[1]
    let w = weights?.doubles ?? Array(repeating: 1, count: n)
    var q = [Double](repeating: 0, count: z.count)
    for row in 0..<z.shape[0] {
      let c = classes.wholeElement(at: row)
      guard c != Int(rows.ignored) else { continue }
      for k in 0..<n { q[row * n + k] = smoothing / Double(n) * w[k] }
      q[row * n + c] += (1 - smoothing) * w[c]
    }
    return Tensor(q, shape: z.shape, dtype: z.dtype)
  }
}
