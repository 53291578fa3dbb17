import CDescentKernels

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
    let kernel = dtype == .float32 ? f32 : f64
    let size = dtype.size
    nonisolated(unsafe) let (from, to) = (pointer, y.pointer)
    Threads.split(count) { piece in
      let offset = piece.lowerBound * size
      kernel(from + offset, to + offset, piece.count, p, q)
    }
    return y
  }

  /// x̄ = ȳ f′(x; p, q), written over `ȳ` if nobody else holds it.
  consuming func pulled(
    through x: Tensor, _ f32: ActivationPullbackKernel, _ f64: ActivationPullbackKernel,
    _ p: Double = 0, _ q: Double = 0
  ) -> Tensor {
    var ȳ = self
    let result =
      isKnownUniquelyReferenced(&ȳ.storage) ? ȳ : Tensor(uninitialized: x.shape, x.dtype)
    let kernel = x.dtype == .float32 ? f32 : f64
    let size = x.dtype.size
    nonisolated(unsafe) let (g, at, to) = (ȳ.pointer, x.pointer, result.pointer)
    Threads.split(x.count) { piece in
      let offset = piece.lowerBound * size
      kernel(g + offset, at + offset, to + offset, piece.count, p, q)
    }
    withExtendedLifetime(ȳ) {}
    return result
  }
}
