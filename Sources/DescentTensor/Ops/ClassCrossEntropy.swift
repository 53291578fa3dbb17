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
    let classes = classes.checkedClasses(below: shape[1], ignored: ignored)
    let losses = Tensor(uninitialized: classes.shape, dtype)
    let operation = ClassCrossEntropy(
      z: self, classes: classes, weights: weights?.detached,
      kept: Tensor(uninitialized: [shape[0], 2], dtype), smoothing: smoothing, ignored: ignored)
    operation.forward(losses)
    return losses.recorded(of: self) { _ in operation }
  }

  /// The same classes as `int64`, each found to be one of n or the one that is ignored.
  package func checkedClasses(below n: Int, ignored: Int) -> Tensor {
    precondition(
      dtype == .int32 || dtype == .int64 || dtype == .uint8,
      "crossEntropy: classes are whole numbers, not \(dtype)")
    let classes = detached.converted(to: .int64)
    let foreign = dk_firstForeignClass(classes.classPointer, count, n, Int64(ignored))
    precondition(
      foreign == count,
      "crossEntropy: class \(foreign == count ? 0 : classes.wholeElement(at: foreign)) of row \(foreign), of \(n) classes"
    )
    return classes
  }

  /// The weight of each class's place, 0 where it is the one that is ignored: `[count]`.
  ///
  /// - Precondition: these are ``checkedClasses(below:ignored:)``.
  package func classWeights(_ weights: Tensor?, ignored: Int, dtype: DType) -> Tensor {
    let result = Tensor(uninitialized: shape, dtype)
    let kernel = dtype == .float32 ? dk_classWeights_f32 : dk_classWeights_f64
    kernel(classPointer, weights?.pointer, result.pointer, count, Int64(ignored))
    return result
  }

  var classPointer: UnsafePointer<Int64> {
    UnsafePointer(pointer.assumingMemoryBound(to: Int64.self))
  }
}

// l = Σₖ qₖ (ln Σ eᶻ − zₖ),   z̄ = l̄ (Σ q · softmax(z) − q)
private struct ClassCrossEntropy: Operation {
  let z: Tensor
  let classes: Tensor
  let weights: Tensor?
  /// The greatest score of each row, and the logarithm of the sum after it was taken off.
  let kept: Tensor
  let smoothing: Double
  let ignored: Int

  func forward(_ losses: Tensor) {
    let n = z.shape[1]
    let size = z.dtype.size
    let kernel = z.dtype == .float32 ? dk_crossEntropy_f32 : dk_crossEntropy_f64
    let (smoothing, ignored) = (smoothing, Int64(ignored))
    nonisolated(unsafe) let (zp, c, w, l, k) = (
      z.pointer, classes.classPointer, weights?.pointer, losses.pointer, kept.pointer
    )
    Threads.split(z.shape[0], grain: Swift.max(1, Threads.grain / n)) { piece in
      let first = piece.lowerBound
      kernel(
        zp + first * n * size, c + first, w, l + first * size, k + 2 * first * size, piece.count,
        n, smoothing, ignored)
    }
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    let result = Tensor(uninitialized: z.shape, z.dtype)
    let n = z.shape[1]
    let size = z.dtype.size
    let kernel = z.dtype == .float32 ? dk_crossEntropyPullback_f32 : dk_crossEntropyPullback_f64
    let (smoothing, ignored) = (smoothing, Int64(ignored))
    nonisolated(unsafe) let (g, zp, c, w, k, out) = (
      ȳ.pointer, z.pointer, classes.classPointer, weights?.pointer, kept.pointer, result.pointer
    )
    Threads.split(z.shape[0], grain: Swift.max(1, Threads.grain / n)) { piece in
      let first = piece.lowerBound
      kernel(
        g + first * size, zp + first * n * size, c + first, w, k + 2 * first * size,
        out + first * n * size, piece.count, n, smoothing, ignored)
    }
    withExtendedLifetime(ȳ) {}
    x̄.add(result, to: 0)
  }

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let q = targets
    let g = ȳ.expandingAxis(1)
    x̄.add(g * (q.sum(axis: 1, keepingAxis: true) * z.softmax() - q), to: 0)
  }

  /// q, `[rows, n]`.
  private var targets: Tensor {
    let (rows, n) = (z.shape[0], z.shape[1])
    let w = weights?.doubles ?? Array(repeating: 1, count: n)
    var q = [Double](repeating: 0, count: rows * n)
    for row in 0..<rows {
      let c = classes.wholeElement(at: row)
      guard c != ignored else { continue }
      for k in 0..<n { q[row * n + k] = smoothing / Double(n) * w[k] }
      q[row * n + c] += (1 - smoothing) * w[c]
    }
    return Tensor(q, shape: z.shape, dtype: z.dtype)
  }
}
