import CDescentKernels

extension Tensor {
  /// The greater of both, element by element, broadcast; not a number wins.
  ///
  ///     y = max(a, b),   ā = ȳ [a > b] + ½ ȳ [a = b],   b̄ likewise
  ///
  /// - Parameters:
  ///   - a: One tensor.
  ///   - b: Another of the same element type, of a shape that broadcasts with it.
  /// - Returns: A tensor of the broadcast shape.
  /// - Note: Where both are equal each gets half of the cotangent, as in torch.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    zipped(a, b, "maximum", dk_zip_maximum_f32, dk_zip_maximum_f64, dk_zip_maximum_i32)
      .recorded(of: a, b) { _ in Extremum(a: a, b: b, greater: true) }
  }

  /// The lesser of both, element by element, broadcast; not a number wins.
  ///
  /// - Parameters:
  ///   - a: One tensor.
  ///   - b: Another of the same element type, of a shape that broadcasts with it.
  /// - Returns: A tensor of the broadcast shape.
  /// - Note: Where both are equal each gets half of the cotangent, as in torch.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    zipped(a, b, "minimum", dk_zip_minimum_f32, dk_zip_minimum_f64, dk_zip_minimum_i32)
      .recorded(of: a, b) { _ in Extremum(a: a, b: b, greater: false) }
  }

  /// Each element, or the nearer bound where it lies outside of them.
  ///
  ///     y = min(max(x, lower), upper),   x̄ = ȳ [lower ≤ x ≤ upper]
  ///
  /// - Parameters:
  ///   - lower: The least that an element may be.
  ///   - upper: The greatest.
  /// - Returns: A tensor of the same shape.
  /// - Precondition: `lower` is not greater than `upper`.
  public func clamped(from lower: Double = -.infinity, to upper: Double = .infinity) -> Tensor {
    precondition(lower <= upper, "clamped: from \(lower) to \(upper)")
    let raised =
      lower == -.infinity
      ? self
      : zipped(with: lower, "clamped", dk_zip_maximum_f32, dk_zip_maximum_f64, dk_zip_maximum_i32)
    let y =
      upper == .infinity
      ? raised
      : raised.zipped(
        with: upper, "clamped", dk_zip_minimum_f32, dk_zip_minimum_f64, dk_zip_minimum_i32)
    return y.detached.recorded(of: self) { _ in Clamp(x: self, lower: lower, upper: upper) }
  }
}

// y = max(a, b) or min(a, b)
private struct Extremum: Operation {
  let a: Tensor
  let b: Tensor
  let greater: Bool

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let wins = greater ? a .> b : a .< b
    let shareOfA = wins.converted(to: a.dtype) + 0.5 * (a .== b).converted(to: a.dtype)
    if x̄.wants(0) { x̄.add((ȳ * shareOfA).summed(to: a.shape), to: 0) }
    if x̄.wants(1) { x̄.add((ȳ * (1 - shareOfA)).summed(to: b.shape), to: 1) }
  }
}

// y = min(max(x, lower), upper),   x̄ = ȳ [lower ≤ x ≤ upper]
private struct Clamp: Operation {
  let x: Tensor
  let lower: Double
  let upper: Double

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let inside = (x .>= lower).and(x .<= upper)
    x̄.add(inside.select(ȳ, Tensor(zerosLike: ȳ)), to: 0)
  }
}
