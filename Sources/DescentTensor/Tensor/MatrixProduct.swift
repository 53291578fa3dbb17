import CDescentKernels

/// A batched matrix product, its sizes checked, that a kernel computes.
struct MatrixProduct {
  let (m, k, n): (Int, Int, Int)
  /// The axes in front of the matrices, broadcast.
  let batch: Shape
  let transposedA, transposedB: Bool

  init(_ name: StaticString, _ a: Tensor, _ b: Tensor, _ transposedA: Bool, _ transposedB: Bool) {
    func refuse(_ why: String) -> Never {
      preconditionFailure(
        "\(name): \(why): \(a.dtype) \(a.shape)\(transposedA ? "ᵀ" : "") times \(b.dtype) \(b.shape)\(transposedB ? "ᵀ" : "")"
      )
    }
    guard a.rank >= 2, b.rank >= 2 else { refuse("matrices need two axes") }
    guard a.dtype == b.dtype, a.dtype.isFloatingPoint else { refuse("element types") }
    (self.transposedA, self.transposedB) = (transposedA, transposedB)
    m = transposedA ? a.shape[-1] : a.shape[-2]
    k = transposedA ? a.shape[-2] : a.shape[-1]
    n = transposedB ? b.shape[-2] : b.shape[-1]
    guard k == (transposedB ? b.shape[-1] : b.shape[-2]) else { refuse("inner lengths differ") }
    if a.rank == 2 && b.rank == 2 {
      batch = []
    } else {
      guard let batch = outer(a).broadcast(with: outer(b)) else {
        refuse("the axes in front differ")
      }
      self.batch = batch
    }
  }

  /// The products, with a bias for each column and an activation folded in.
  func computed(
    _ a: Tensor, _ b: Tensor, bias: Tensor? = nil, activation: ProductActivation = .none
  ) -> Tensor {
    var shape = batch
    shape.append(m)
    shape.append(n)
    let y = Tensor(uninitialized: shape, a.dtype)
    var kernel = ProductKernel(
      sizes: self, dtype: a.dtype, hasBias: bias != nil, activation: activation)
    if batch.count != 1 {
      if b.count == k * n && !transposedA {
        // One matrix on the right: all rows of the batch are rows of one product.
        kernel.rows = batch.count * m
      } else {
        kernel.strides = (
          BroadcastWalk.strides(of: outer(a), in: batch),
          BroadcastWalk.strides(of: outer(b), in: batch)
        )
      }
    }
    if let bias {
      launch(kernel, a, b, bias, into: y)
    } else {
      launch(kernel, a, b, into: y)
    }
    return y
  }
}

/// Matrix products over plain memory: a, b, the bias if there is one, and the result.
private struct ProductKernel: Kernel {
  let sizes: MatrixProduct
  let dtype: DType
  let hasBias: Bool
  let activation: ProductActivation
  /// The rows of a, if the batch is one product.
  var rows: Int
  /// For a batch of several: how far apart its matrices stand along its axes, in matrices.
  var strides: (a: [Int], b: [Int])?

  init(sizes: MatrixProduct, dtype: DType, hasBias: Bool, activation: ProductActivation) {
    (self.sizes, self.dtype, self.hasBias) = (sizes, dtype, hasBias)
    self.activation = activation
    rows = sizes.m
  }

  func run(_ at: Operands) {
    var one = dk_product()
    one.type = Int32(dtype == .float32 ? DK_F32 : DK_F64)
    (one.a, one.b) = (UnsafeRawPointer(at[0]), UnsafeRawPointer(at[1]))
    one.c = at[hasBias ? 3 : 2]
    // Element (i, p) of a stands at i ai + p ap, and element (p, j) of b at p bp + j bj.
    (one.ai, one.ap) = sizes.transposedA ? (1, sizes.m) : (sizes.k, 1)
    (one.bp, one.bj) = sizes.transposedB ? (1, sizes.k) : (sizes.n, 1)
    (one.m, one.k, one.n) = (rows, sizes.k, sizes.n)
    if hasBias {
      one.epilogue.bias = UnsafeRawPointer(at[2])
      one.epilogue.bias_of = Int32(DK_BIAS_OF_COLUMN)
    }
    one.epilogue.activation = activation.rawValue
    if let strides {
      run(batchOf: one, strides.a, strides.b)
    } else {
      dk_product_run(&one, Threads.splitter)
    }
  }

  /// From this many multiplications on, the threads share each product, not the products.
  private static let large = 1 << 22

  private func run(batchOf one: dk_product, _ stridesA: [Int], _ stridesB: [Int]) {
    let (m, k, n, batch, size) = (sizes.m, sizes.k, sizes.n, sizes.batch, dtype.size)
    let work = m * k * n
    nonisolated(unsafe) let one = one
    @Sendable func run(_ product: Int, _ split: dk_split?) {
      let (offsetA, offsetB) = offsets(of: product, in: batch, stridesA, stridesB)
      var this = one
      this.a = one.a + offsetA * m * k * size
      this.b = one.b + offsetB * k * n * size
      this.c = one.c + product * m * n * size
      dk_product_run(&this, split)
    }
    if work >= ProductKernel.large {
      for product in 0..<batch.count { run(product, Threads.splitter) }
    } else {
      let grain = Swift.max(1, (1 << 19) / Swift.max(1, work))
      Threads.split(batch.count, grain: grain) { for product in $0 { run(product, nil) } }
    }
  }
}

/// What becomes of the elements of a product, after the bias.
enum ProductActivation: Int32 {
  case none, relu
}

extension Threads {
  /// ``split(_:grain:_:)`` for kernels that share out their own work.
  static let splitter: dk_split = { pieces, body, work in
    guard let body else { return }
    nonisolated(unsafe) let work = work
    Threads.split(pieces, grain: 1) { for piece in $0 { body(work, piece) } }
  }
}

/// The axes in front of the matrices.
private func outer(_ x: Tensor) -> Shape { Shape(x.shape.dimensions.dropLast(2)) }

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
