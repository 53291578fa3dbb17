import DescentTensor

extension Tensor {
  /// Uniform weights for a layer `[outputs, inputs, …]` that a nonlinearity follows.
  ///
  ///     w ~ U(−a, a),   a = √3 gain / √fan
  ///
  /// Numbers are torch's bit for bit for the same generator. Put them into a layer by its initializer
  /// for weights, or into a model:
  ///
  ///     model.updateParameters { _, path, w in
  ///       if path.hasSuffix("weight") { w = .kaimingUniform(w.shape, using: &generator) }
  ///     }
  ///
  /// - Parameters:
  ///   - shape: The weight's.
  ///   - nonlinearity: What follows; by default what torch takes, which is the same as `.relu`.
  ///   - fan: Which connections are counted.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The weight.
  /// - SeeAlso: He et al. (arXiv:1502.01852); torch.nn.init.kaiming_uniform_.
  public static func kaimingUniform(
    _ shape: Shape, nonlinearity: Nonlinearity = .leakyReLU(slope: 0), fan: Fan = .input,
    dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    let bound = 3.0.squareRoot() * deviation(shape, nonlinearity, fan, "kaimingUniform")
    return .uniform(shape, from: -bound, to: bound, dtype: dtype, using: &generator)
  }

  /// Normal weights for a layer `[outputs, inputs, …]` that a nonlinearity follows.
  ///
  ///     w ~ N(0, σ²),   σ = gain / √fan
  ///
  /// The parameters are those of ``kaimingUniform(_:nonlinearity:fan:dtype:using:)``.
  ///
  /// - SeeAlso: torch.nn.init.kaiming_normal_.
  public static func kaimingNormal(
    _ shape: Shape, nonlinearity: Nonlinearity = .leakyReLU(slope: 0), fan: Fan = .input,
    dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    .normal(
      shape, standardDeviation: deviation(shape, nonlinearity, fan, "kaimingNormal"), dtype: dtype,
      using: &generator)
  }

  private static func deviation(
    _ shape: Shape, _ nonlinearity: Nonlinearity, _ fan: Fan, _ name: StaticString
  ) -> Double {
    let fans = shape.fans(name)
    let count = fan == .input ? fans.input : fans.output
    return nonlinearity.gain / Double(count).squareRoot()
  }
}
