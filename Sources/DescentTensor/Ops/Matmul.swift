import CDescentKernels

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
    let product = MatrixProduct(self, b, transposingLeft, transposingRight)
    return product.compute(self, b).recorded(of: self, b) { _ in
      Matmul(a: self, b: b, transposedA: transposingLeft, transposedB: transposingRight)
    }
  }
}

/// The sizes of a batched product, checked.
private struct MatrixProduct {
  let (m, k, n): (Int, Int, Int)
  let batch: Shape
  let transposedA, transposedB: Bool

  init(_ a: Tensor, _ b: Tensor, _ transposedA: Bool, _ transposedB: Bool) {
    func refuse(_ why: String) -> Never {
      preconditionFailure(
        "matmul: \(why): \(a.dtype) \(a.shape)\(transposedA ? "ᵀ" : "") times \(b.dtype) \(b.shape)\(transposedB ? "ᵀ" : "")"
      )
    }
    guard a.rank >= 2, b.rank >= 2 else { refuse("matrices need two axes") }
    guard a.dtype == b.dtype, a.dtype.isFloatingPoint else { refuse("element types") }
    (self.transposedA, self.transposedB) = (transposedA, transposedB)
    m = transposedA ? a.shape[-1] : a.shape[-2]
    k = transposedA ? a.shape[-2] : a.shape[-1]
    n = transposedB ? b.shape[-2] : b.shape[-1]
    guard k == (transposedB ? b.shape[-1] : b.shape[-2]) else { refuse("inner lengths differ") }
    let outerA = Shape(a.shape.dimensions.dropLast(2))
    let outerB = Shape(b.shape.dimensions.dropLast(2))
    guard let batch = outerA.broadcast(with: outerB) else { refuse("the axes in front differ") }
    self.batch = batch
  }

  func compute(_ a: Tensor, _ b: Tensor) -> Tensor {
    var shape = batch
    shape.append(m)
    shape.append(n)
    let y = Tensor(uninitialized: shape, a.dtype)
    let stridesA = BroadcastWalk.strides(of: Shape(a.shape.dimensions.dropLast(2)), in: batch)
    let stridesB = BroadcastWalk.strides(of: Shape(b.shape.dimensions.dropLast(2)), in: batch)
    launch(
      Products(sizes: self, dtype: a.dtype, stridesA: stridesA, stridesB: stridesB), a, b, into: y)
    return y
  }
}

/// Matrix products over plain memory.
private struct Products: Kernel {
  let sizes: MatrixProduct
  let dtype: DType
  /// How far apart the matrices of a batch stand along its axes, in matrices.
  let stridesA, stridesB: [Int]

  func run(_ at: Operands) {
    let (m, k, n, batch) = (sizes.m, sizes.k, sizes.n, sizes.batch)
    let size = dtype.size
    let kernel = dtype == .float32 ? dk_matmul_f32 : dk_matmul_f64
    // Element (i, p) of a stands at i ai + p ap, and element (p, j) of b at p bp + j bj.
    let (ai, ap) = sizes.transposedA ? (1, m) : (k, 1)
    let (bp, bj) = sizes.transposedB ? (1, k) : (n, 1)
    let products = batch.count
    // Blocks of rows that are worth a thread; each is packed on its own.
    let rows = Swift.max(48, (Threads.grain * 16 / Swift.max(1, k * n) + 5) / 6 * 6)
    let blocks = (m + rows - 1) / rows
    nonisolated(unsafe) let (left, right, out) = (at[0], at[1], at[2])
    Threads.split(products * blocks, grain: 1) { piece in
      for block in piece {
        let product = block / Swift.max(blocks, 1)
        let (offsetA, offsetB) = offsets(of: product, in: batch, stridesA, stridesB)
        let first = block % Swift.max(blocks, 1) * rows
        kernel(
          left + offsetA * m * k * size, ai, ap, right + offsetB * k * n * size, bp, bj,
          out + product * m * n * size, first, Swift.min(m, first + rows), k, n)
      }
    }
  }
}

/// Where the matrices of one product of a batch start, in matrices.
private func offsets(
  of product: Int, in batch: Shape, _ a: [Int], _ b: [Int]
) -> (Int, Int) {
  var (rest, offsetA, offsetB) = (product, 0, 0)
  for axis in (0..<batch.rank).reversed() {
    let index = rest % batch[axis]
    rest /= batch[axis]
    offsetA += index * a[axis]
    offsetB += index * b[axis]
  }
  return (offsetA, offsetB)
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
