import CDescentKernels

extension Tensor {
  /// The sum, element by element, broadcast.
  ///
  ///     y = a + b,   ā = ȳ,   b̄ = ȳ
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    zipped(a, b, "+", dk_zip_add_f32, dk_zip_add_f64, dk_zip_add_i32)
      .recorded(of: a, b) { _ in Add(a: a.shape, b: b.shape) }
  }

  /// The sum with a number, which takes the tensor's element type.
  public static func + (a: Tensor, c: Double) -> Tensor {
    a.zipped(with: c, "+", dk_zip_add_f32, dk_zip_add_f64, dk_zip_add_i32)
      .recorded(of: a) { _ in AddNumber() }
  }

  /// The sum with a number, which takes the tensor's element type.
  public static func + (c: Double, a: Tensor) -> Tensor { a + c }

  /// Adds another tensor, broadcast to this one's shape.
  ///
  /// - Precondition: `b` broadcasts to the shape of `a`, which does not grow.
  public static func += (a: inout Tensor, b: Tensor) {
    a.requireFit(of: b, "+=")
    a = a + b
  }

  /// Adds a number.
  public static func += (a: inout Tensor, c: Double) { a = a + c }
}

// y = a + b,   ā = ȳ,   b̄ = ȳ
private struct Add: Operation {
  let a: Shape
  let b: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) { x̄.add(ȳ.summed(to: a), to: 0) }
    if x̄.wants(1) { x̄.add(ȳ.summed(to: b), to: 1) }
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    guard a == b else { return pullback(ȳ, to: x̄) }
    x̄.add(copy ȳ, to: 0)
    x̄.add(ȳ, to: 1)
  }
}

// y = a + c,   ā = ȳ
private struct AddNumber: Operation {
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ, to: 0) }
  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) { x̄.add(ȳ, to: 0) }
}
