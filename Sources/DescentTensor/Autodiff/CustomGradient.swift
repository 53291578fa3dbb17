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
  /// - Precondition: `pullback` returns as many cotangents as there are inputs, of their shapes
  ///   and element types.
  public static func custom(
    of inputs: [Tensor], value: Tensor, pullback: @escaping (Tensor) -> [Tensor?]
  ) -> Tensor {
    value.detached.recorded(of: inputs) { _ in
      CustomGradient(inputs: inputs.map { ($0.shape, $0.dtype) }, pull: pullback)
    }
  }
}

// y with x̄ = pull(ȳ)
private struct CustomGradient: Operation {
  let inputs: [(shape: Shape, dtype: DType)]
  let pull: (Tensor) -> [Tensor?]

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let cotangents = pull(ȳ)
    precondition(
      cotangents.count == inputs.count,
      "custom: \(cotangents.count) cotangents for \(inputs.count) inputs")
    for (i, cotangent) in cotangents.enumerated() {
      guard let cotangent, x̄.wants(i) else { continue }
      precondition(
        cotangent.shape == inputs[i].shape && cotangent.dtype == inputs[i].dtype,
        "custom: a \(cotangent.dtype) cotangent of shape \(cotangent.shape) for input \(i), \(inputs[i].dtype) of shape \(inputs[i].shape)"
      )
      x̄.add(cotangent, to: i)
    }
  }
}
