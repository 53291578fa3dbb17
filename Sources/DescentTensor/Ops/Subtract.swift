import CDescentKernels

extension Tensor {
  /// The difference, element by element, broadcast.
  ///
  ///     y = a − b,   ā = ȳ,   b̄ = −ȳ
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    zipped(a, b, "-", dk_zip_subtract_f32, dk_zip_subtract_f64, dk_zip_subtract_i32)
      .recorded(of: a, b) { _ in Subtract(a: a.shape, b: b.shape) }
  }

  /// The difference with a number, which takes the tensor's element type.
  public static func - (a: Tensor, c: Double) -> Tensor {
    a.zipped(with: c, "-", dk_zip_subtract_f32, dk_zip_subtract_f64, dk_zip_subtract_i32)
      .recorded(of: a) { _ in SubtractNumber(sign: 1) }
  }

  /// The difference from a number, which takes the tensor's element type.
  public static func - (c: Double, a: Tensor) -> Tensor {
    a.zipped(
      with: c, "-", numberFirst: true, dk_zip_subtract_f32, dk_zip_subtract_f64, dk_zip_subtract_i32
    )
    .recorded(of: a) { _ in SubtractNumber(sign: -1) }
  }

  /// Subtracts another tensor, broadcast to this one's shape.
  ///
  /// - Precondition: `b` broadcasts to the shape of `a`, which does not grow.
  public static func -= (a: inout Tensor, b: Tensor) {
    a.requireFit(of: b, "-=")
    a = a - b
  }

  /// Subtracts a number.
  public static func -= (a: inout Tensor, c: Double) { a = a - c }
}

// y = a − b,   ā = ȳ,   b̄ = −ȳ
private struct Subtract: Operation {
  let a: Shape
  let b: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) { x̄.add(ȳ.summed(to: a), to: 0) }
    if x̄.wants(1) { x̄.add(-ȳ.summed(to: b), to: 1) }
  }
}

// y = ±(a − c),   ā = ±ȳ
private struct SubtractNumber: Operation {
  let sign: Double
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(sign > 0 ? ȳ : -ȳ, to: 0) }
}
