extension Tensor {
  /// The matrix product over the innermost two axes.
  ///
  ///     y = a b,   ā = ȳ bᵀ,   b̄ = aᵀ ȳ
  ///
  /// `[…, m, k]` times `[…, k, n]` is `[…, m, n]`, where the axes in front broadcast. A vector on the
  /// left is a row and on the right a column; its axis is missing from the result, as in NumPy.
  ///
  /// - Precondition: the inner lengths agree; both are `float32` or both `float64`.
  /// - Complexity: O(*m* *k* *n*) for each product of the batch.
  public func matmul(_ b: Tensor) -> Tensor {
    matmul(b, transposingLeft: false, transposingRight: false)
  }

  /// The matrix product with either matrix transposed on the way, without copying it.
  package func matmul(
    _ b: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false
  ) -> Tensor {
    if rank == 1 || b.rank == 1 {
      precondition(
        !transposingLeft && !transposingRight && rank >= 1 && b.rank >= 1,
        "matmul: shapes \(shape) and \(b.shape)")
      let left = rank == 1 ? expandingAxis(0) : self
      let right = b.rank == 1 ? b.expandingAxis(1) : b
      var y = left.matmul(right)
      if b.rank == 1 { y = y.squeezed(axis: -1) }
      return rank == 1 ? y.squeezed(axis: b.rank == 1 ? -1 : -2) : y
    }
    let product = MatrixProduct("matmul", self, b, transposingLeft, transposingRight)
    return product.computed(self, b).recorded(of: self, b) { _ in
      Matmul(a: self, b: b, transposedA: transposingLeft, transposedB: transposingRight)
    }
  }
}

// y = a b,   ā = ȳ bᵀ,   b̄ = aᵀ ȳ, and so on for transposed factors
private struct Matmul: Operation {
  let a: Tensor
  let b: Tensor
  let transposedA: Bool
  let transposedB: Bool

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) {
      let ā =
        transposedA
        ? b.matmul(ȳ, transposingLeft: transposedB, transposingRight: true)
        : ȳ.matmul(b, transposingRight: !transposedB)
      x̄.add(ā.summed(to: a.shape), to: 0)
    }
    if x̄.wants(1) {
      let b̄ =
        transposedB
        ? ȳ.matmul(a, transposingLeft: true, transposingRight: transposedA)
        : a.matmul(ȳ, transposingLeft: !transposedA)
      x̄.add(b̄.summed(to: b.shape), to: 1)
    }
  }
}
