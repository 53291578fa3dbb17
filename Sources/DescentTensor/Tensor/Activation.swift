typealias ActivationKernel =
  @convention(c) (UnsafeRawPointer?, UnsafeMutableRawPointer?, Int, Double, Double) -> Void
typealias ActivationPullbackKernel =
  @convention(c) (
    UnsafeRawPointer?, UnsafeRawPointer?, UnsafeMutableRawPointer?, Int, Double, Double
  ) -> Void

extension Tensor {
  /// y = f(x; p, q), element by element, for floating-point numbers.
  func activated(
    _ name: StaticString, _ f32: ActivationKernel, _ f64: ActivationKernel, _ p: Double = 0,
    _ q: Double = 0
  ) -> Tensor {
    guard dtype.isFloatingPoint else { KernelName(name: name).refuse(dtype) }
    let y = Tensor(uninitialized: shape, dtype)
    launch(
      Activation(
        function: dtype == .float32 ? f32 : f64, p: p, q: q, count: count, size: dtype.size),
      self, into: y)
    return y
  }

  /// x̄ = ȳ f′(x; p, q), written over `ȳ` if nobody else holds it.
  consuming func pulled(
    through x: Tensor, _ f32: ActivationPullbackKernel, _ f64: ActivationPullbackKernel,
    _ p: Double = 0, _ q: Double = 0
  ) -> Tensor {
    var ȳ = self
    let kernel = ActivationPullback(
      function: x.dtype == .float32 ? f32 : f64, p: p, q: q, count: x.count, size: x.dtype.size)
    if isKnownUniquelyReferenced(&ȳ.storage) {
      launch(kernel, ȳ, x, into: ȳ)
      return ȳ
    }
    let result = Tensor(uninitialized: x.shape, x.dtype)
    launch(kernel, ȳ, x, into: result)
    return result
  }
}

/// y = f(x; p, q), element by element.
private struct Activation: Kernel {
  let function: ActivationKernel
  let p: Double
  let q: Double
  let count: Int
  let size: Int

  var elements: Elements? { Elements(count, size, size) }

  func run(_ at: Operands, count: Int) { function(at[0], at[1], count, p, q) }

  func run(_ at: Operands) {
    nonisolated(unsafe) let (x, y) = (at[0], at[1])
    Threads.split(count) { piece in
      let offset = piece.lowerBound * size
      function(x + offset, y + offset, piece.count, p, q)
    }
  }
}

/// x̄ = ȳ f′(x; p, q), element by element.
private struct ActivationPullback: Kernel {
  let function: ActivationPullbackKernel
  let p: Double
  let q: Double
  let count: Int
  let size: Int

  var elements: Elements? { Elements(count, size, size, size) }

  func run(_ at: Operands, count: Int) { function(at[0], at[1], at[2], count, p, q) }

  func run(_ at: Operands) {
    nonisolated(unsafe) let (g, x, y) = (at[0], at[1], at[2])
    Threads.split(count) { piece in
      let offset = piece.lowerBound * size
      function(g + offset, x + offset, y + offset, piece.count, p, q)
    }
  }
}
