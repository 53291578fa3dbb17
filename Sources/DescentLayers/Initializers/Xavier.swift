import DescentTensor

extension Tensor {
  /// Uniform weights for a layer `[outputs, inputs, …]`, between the size that keeps signals and the
  /// one that keeps gradients.
  ///
  ///     w ~ U(−a, a),   a = √3 gain √(2 / (fan in + fan out))
  ///
  /// Numbers are torch's bit for bit for the same generator.
  ///
  /// - Parameters:
  ///   - shape: The weight's.
  ///   - gain: A factor; see ``Nonlinearity/gain``.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The weight.
  /// - SeeAlso: Glorot & Bengio (AISTATS 2010); torch.nn.init.xavier_uniform_.
  public static func xavierUniform(
    _ shape: Shape, gain: Double = 1, dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    let bound = 3.0.squareRoot() * deviation(shape, gain, "xavierUniform")
    return .uniform(shape, from: -bound, to: bound, dtype: dtype, using: &generator)
  }

  /// Normal weights for a layer `[outputs, inputs, …]`, likewise.
  ///
  ///     w ~ N(0, σ²),   σ = gain √(2 / (fan in + fan out))
  ///
  /// - Parameters:
  ///   - shape: The weight's.
  ///   - gain: A factor; see ``Nonlinearity/gain``.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The weight.
  /// - SeeAlso: torch.nn.init.xavier_normal_.
  public static func xavierNormal(
    _ shape: Shape, gain: Double = 1, dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    .normal(
      shape, standardDeviation: deviation(shape, gain, "xavierNormal"), dtype: dtype,
      using: &generator)
  }

  private static func deviation(_ shape: Shape, _ gain: Double, _ name: StaticString) -> Double {
    let fans = shape.fans(name)
    return gain * (2 / Double(fans.input + fans.output)).squareRoot()
  }
}
