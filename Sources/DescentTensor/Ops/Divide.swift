import CDescentKernels

extension Tensor {
  /// The quotient, element by element, broadcast.
  ///
  ///     y = a / b,   ā = ȳ / b,   b̄ = −ȳ y / b
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    zipped(a, b, "/", dk_zip_divide_f32, dk_zip_divide_f64)
      .recorded(of: a, b) { Divide(a: a.shape, b: b, y: $0) }
  }

  /// The quotient by a number, which takes the tensor's element type.
  public static func / (a: Tensor, c: Double) -> Tensor {
    a.zipped(with: c, "/", dk_zip_divide_f32, dk_zip_divide_f64)
      .recorded(of: a) { _ in DivideByNumber(c: c) }
  }

  /// A number, which takes the tensor's element type, divided by each element.
  ///
  ///     y = c / b,   b̄ = −ȳ y / b
  public static func / (c: Double, b: Tensor) -> Tensor {
    b.zipped(with: c, "/", numberFirst: true, dk_zip_divide_f32, dk_zip_divide_f64)
      .recorded(of: b) { DivideNumber(b: b, y: $0) }
  }

  /// Divides by another tensor, broadcast to this one's shape.
  ///
  /// - Precondition: `b` broadcasts to the shape of `a`, which does not grow.
  public static func /= (a: inout Tensor, b: Tensor) {
    a.requireFit(of: b, "/=")
    a = a / b
  }

  /// Divides by a number.
  public static func /= (a: inout Tensor, c: Double) { a = a / c }
}

// y = a / b,   ā = ȳ / b,   b̄ = −ȳ y / b
private struct Divide: Operation {
  let a: Shape
  let b: Tensor
  let y: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let quotient = ȳ / b
    if x̄.wants(0) { x̄.add(quotient.summed(to: a), to: 0) }
    if x̄.wants(1) { x̄.add(-(quotient * y).summed(to: b.shape), to: 1) }
  }
}

// y = a / c,   ā = ȳ / c
private struct DivideByNumber: Operation {
  let c: Double
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ / c, to: 0) }
}

// y = c / b,   b̄ = −ȳ y / b
private struct DivideNumber: Operation {
  let b: Tensor
  let y: Tensor
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(-(ȳ * y / b), to: 0) }
}
