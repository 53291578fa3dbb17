import CDescentKernels

extension Tensor {
  /// The angle of each point (x, y) from the positive x axis, from −π to π, broadcast; within 1.5 ULP
  /// in `float64` and 0.51 ULP in `float32`.
  ///
  ///     θ = atan2(y, x),   ȳ = θ̄ x / (x² + y²),   x̄ = −θ̄ y / (x² + y²)
  ///
  /// Zeros, with their signs, and infinities are C's: π on the negative x axis where y is 0, −π where
  /// it is −0; ¼ π or ¾ π where both are infinite. What is not a number gives what is not a number.
  ///
  ///     let bearing = Tensor.atan2(Tensor([1.0, -1]), Tensor([-1.0, -1]))   // [¾ π, −¾ π]
  ///
  /// - Note: The slopes are those of torch but where x² + y² is not finite: they are right for great
  ///   numbers, and 0 at a point that is infinitely far along one axis. At the origin both are 0.
  /// - Parameters:
  ///   - y: The ordinates.
  ///   - x: The abscissas, of the same element type.
  /// - Returns: The angles, of the shape to which both broadcast.
  /// - Precondition: The shapes broadcast together; both tensors are `float32` or both `float64`.
  public static func atan2(_ y: Tensor, _ x: Tensor) -> Tensor {
    zipped(y, x, "atan2", dk_zip_atan2_f32, dk_zip_atan2_f64)
      .recorded(of: y, x) { _ in Atan2(y: y, x: x) }
  }
}

// θ = atan2(y, x),   ȳ = θ̄ x / (x² + y²),   x̄ = −θ̄ y / (x² + y²)
//
// With a the lesser and b the greater of both, x² + y² = b (b + a q) for q = a / b: no square overflows.
private struct Atan2: Operation {
  let y: Tensor
  let x: Tensor

  func pullback(_ θ̄: Tensor, to arguments: Cotangents) {
    let isSteep = y.detached.abs() .> x.detached.abs()
    let (a, greater) = (isSteep.select(x, y), isSteep.select(y, x))
    // The origin has no angle: 0 / 1 there, in every derivative.
    let isOrigin = greater .== 0
    let one = isOrigin.not.converted(to: greater.dtype)
    let b = greater + isOrigin.converted(to: greater.dtype)
    let q = one * a / b
    let d = b + a * q
    if arguments.wants(0) {
      arguments.add((θ̄ * (isSteep.select(q, one) / d)).summed(to: y.shape), to: 0)
    }
    if arguments.wants(1) {
      arguments.add(-(θ̄ * (isSteep.select(one, q) / d)).summed(to: x.shape), to: 1)
    }
  }

  func fusedPullback(_ θ̄: consuming Tensor, to arguments: Cotangents) {
    let θ̄ = θ̄
    let y = self.y.detached.broadcast(to: θ̄.shape)
    let x = self.x.detached.broadcast(to: θ̄.shape)
    if arguments.wants(0) {
      let ȳ = pulled(θ̄, y, x, dk_atan2PullbackOfY_f32, dk_atan2PullbackOfY_f64)
      arguments.add(ȳ.summed(to: self.y.shape), to: 0)
    }
    if arguments.wants(1) {
      let x̄ = pulled(θ̄, y, x, dk_atan2PullbackOfX_f32, dk_atan2PullbackOfX_f64)
      arguments.add(x̄.summed(to: self.x.shape), to: 1)
    }
  }

  private func pulled(
    _ θ̄: Tensor, _ y: Tensor, _ x: Tensor, _ f32: Atan2Pullback.Function,
    _ f64: Atan2Pullback.Function
  ) -> Tensor {
    let result = Tensor(uninitialized: θ̄.shape, θ̄.dtype)
    launch(
      Atan2Pullback(
        function: θ̄.dtype == .float32 ? f32 : f64, count: θ̄.count, size: θ̄.dtype.size),
      θ̄, y, x, into: result)
    return result
  }
}

/// Operands: the cotangent of the angle, y, x; the cotangent of one of them.
private struct Atan2Pullback: Kernel {
  typealias Function =
    @convention(c) (
      UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeMutableRawPointer?, Int
    ) -> Void

  let function: Function
  let count: Int
  let size: Int

  var elements: Elements? { Elements(count, size, size, size, size) }

  func run(_ at: Operands, count: Int) { function(at[0], at[1], at[2], at[3], count) }

  func run(_ at: Operands) {
    nonisolated(unsafe) let (cotangent, y, x, result) = (at[0], at[1], at[2], at[3])
    Threads.split(count) { piece in
      let offset = piece.lowerBound * size
      function(cotangent + offset, y + offset, x + offset, result + offset, piece.count)
    }
  }
}
