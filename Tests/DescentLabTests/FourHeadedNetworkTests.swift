import DescentLab
import DescentOptimizers
import DescentTensor
import Testing

/// The four-headed network is the one that torch makes and trains with the same seed.
@Suite struct FourHeadedNetworkTests {
  /// The same module and the same draws in torch 2.15: `torch.manual_seed(1)`, the network, images
  /// `rand(8, 1, 28, 28)`, targets `rand(8, 1).round()`, `randn(8, 2)`, `randn(8, 1)`, `randn(8, 2)`.
  @Test func trainsAsInTorch() {
    var generator = Generator(seed: 1)
    var model = FourHeadedNetwork(using: &generator)
    let x = Tensor.rand([8, 1, 28, 28], using: &generator)
    let there = (Tensor.rand([8, 1], using: &generator) .> 0.5).converted(to: .float32)
    let targets =
      [there] + [2, 1, 2].map { Tensor.randn([8, $0], using: &generator) }
    #expect(model.parameterCount == 429_990)
    var layers = ["c1", "r1.a", "r1.b", "c2", "r2.a", "r2.b"]
    for head in 0..<4 { layers += ["heads.\(head).0", "heads.\(head).2"] }
    #expect(model.parameters.map(\.path) == layers.flatMap { ["\($0).weight", "\($0).bias"] })
    let losses = [
      3.544560432434082, 3.3326892852783203, 3.234034776687622, 3.1543502807617188,
      3.112210512161255, 3.0755419731140137,
    ]
    let norms = [
      0.11539783328771591, 0.061475720256567, 0.08107738941907883, 0.0252237506210804,
      0.07735775411128998, 0.06876366585493088, 0.5885291695594788, 0.13592655956745148,
    ]
    var state = OptimizerState()
    for (step, expected) in losses.enumerated() {
      let (loss, gradients) = valueAndGradient(at: model) { $0.loss(x, targets) }
      #expect(abs(loss.scalar - expected) < 1e-5 * expected, "step \(step): \(loss.scalar)")
      if step == 0 {
        for (gradient, norm) in zip(gradients.values, norms) {
          #expect(abs(gradient.norm().scalar - norm) < 1e-5 * norm)
        }
      }
      state.update(&model, along: gradients, using: Adam())
    }
  }
}
