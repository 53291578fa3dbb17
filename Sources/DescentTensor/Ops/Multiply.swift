import CDescentKernels

extension Tensor {
  /// The product, element by element, broadcast.
  ///
  ///     y = a b,   ā = ȳ b,   b̄ = ȳ a
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    zipped(a, b, "*", dk_zip_multiply_f32, dk_zip_multiply_f64, dk_zip_multiply_i32)
      .recorded(of: a, b) { _ in Multiply(a: a, b: b) }
  }

  /// The product with a number, which takes the tensor's element type.
  public static func * (a: Tensor, c: Double) -> Tensor {
    a.zipped(with: c, "*", dk_zip_multiply_f32, dk_zip_multiply_f64, dk_zip_multiply_i32)
      .recorded(of: a) { _ in MultiplyNumber(c: c) }
  }

  /// The product with a number, which takes the tensor's element type.
  public static func * (c: Double, a: Tensor) -> Tensor { a * c }

  /// Multiplies by another tensor, broadcast to this one's shape.
  ///
  /// - Precondition: `b` broadcasts to the shape of `a`, which does not grow.
  public static func *= (a: inout Tensor, b: Tensor) {
    a.requireFit(of: b, "*=")
    a = a * b
  }

  /// Multiplies by a number.
  public static func *= (a: inout Tensor, c: Double) { a = a * c }
}

// y = a b,   ā = ȳ b,   b̄ = ȳ a
private struct Multiply: Operation {
  let a: Tensor
  let b: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) { x̄.add((ȳ * b).summed(to: a.shape), to: 0) }
    if x̄.wants(1) { x̄.add((ȳ * a).summed(to: b.shape), to: 1) }
  }
}

// y = c a,   ā = c ȳ
private struct MultiplyNumber: Operation {
  let c: Double
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ * c, to: 0) }
  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: c, dk_zip_multiply_f32, dk_zip_multiply_f64), to: 0)
  }
}
