extension Tensor {
  /// A value with a derivative of the caller's own.
  ///
  ///     // Passes the gradient of a rounding through unchanged.
  ///     let y = Tensor.custom(of: [x], value: rounded(x)) { ȳ in [ȳ] }
  ///
  /// - Parameters:
  ///   - inputs: What the value was computed from.
  ///   - value: The result, computed outside any recording or with its history discarded.
  ///   - pullback: From the cotangent of the value, that of each input, in the inputs' shapes; nil
  ///     for an input that has none. Written with tensor operations, it can itself be differentiated.
  /// - Returns: The value, recorded with this derivative.
  /// - Precondition: `pullback` returns as many cotangents as there are inputs, of their shapes.
  public static func custom(
    of inputs: [Tensor], value: Tensor, pullback: @escaping (Tensor) -> [Tensor?]
  ) -> Tensor {
    value.detached.recorded(of: inputs) { _ in
      CustomGradient(shapes: inputs.map(\.shape), pull: pullback)
    }
  }
}

// y with x̄ = pull(ȳ)
private struct CustomGradient: Operation {
  let shapes: [Shape]
  let pull: (Tensor) -> [Tensor?]

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let cotangents = pull(ȳ)
    precondition(
      cotangents.count == shapes.count,
      "custom: \(cotangents.count) cotangents for \(shapes.count) inputs")
    for (i, cotangent) in cotangents.enumerated() {
      guard let cotangent, x̄.wants(i) else { continue }
      precondition(
        cotangent.shape == shapes[i],
        "custom: a cotangent of shape \(cotangent.shape) for input \(i) of shape \(shapes[i])")
      x̄.add(cotangent, to: i)
    }
  }
}
