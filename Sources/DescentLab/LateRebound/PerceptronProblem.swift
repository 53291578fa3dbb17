import DescentLayers
import DescentTensor

/// The perceptron of the late rebound, 1000 inputs and one output, and its 64 points drawn from noise.
///
///     ŷ = x Wᵀ + b,   L = Σ (ŷ − y)²
///
/// 64 conditions on 1001 numbers: the least loss is 0, in a valley of 937 dimensions.
struct PerceptronProblem: Sendable {
  let x: Tensor
  let y: Tensor
  /// The first weights.
  let model: Linear

  /// Draws x, y, the weight and the bias, in this order, in float32, as the torch of 2017 drew them.
  ///
  /// - Parameters:
  ///   - seed: The source's is 545345.
  ///   - dtype: What is computed in; the numbers drawn are the same.
  ///   - points: How many points.
  ///   - inputs: How many numbers each has.
  init(seed: Int, dtype: DType, points: Int = 64, inputs: Int = 1000) {
    var generator = Generator(seed: seed, stream: .torch2017)
    x = Tensor.randn([points, inputs], using: &generator).converted(to: dtype)
    y = Tensor.randn([points, 1], using: &generator).converted(to: dtype)
    let drawn = Linear(from: inputs, to: 1, using: &generator)
    model = Linear(
      weight: drawn.weight.value.converted(to: dtype),
      bias: drawn.bias?.value.converted(to: dtype))
  }

  func loss(_ model: Linear) -> Tensor { meanSquaredError(model(x), y, reduction: .sum) }
}
