import DescentLayers
import DescentTensor
import Testing

/// Attention against torch: shapes, masks, weights, and widths of their own.
@Suite struct MultiheadAttentionTests {
  private func layer(_ inputs: Inputs, isBatchFirst: Bool = false) -> MultiheadAttention {
    var generator = Generator(seed: 0)
    var layer = MultiheadAttention(
      4, heads: 2, hasBias: inputs["out_proj.bias"] != nil,
      keyWidth: inputs["k_proj_weight"]?.shape[1], valueWidth: inputs["v_proj_weight"]?.shape[1],
      isBatchFirst: isBatchFirst, using: &generator)
    func parameter(_ name: String) -> Parameter? { inputs[name].map { Parameter($0) } }
    layer.inputWeight = parameter("in_proj_weight")
    layer.queryWeight = parameter("q_proj_weight")
    layer.keyWeight = parameter("k_proj_weight")
    layer.valueWeight = parameter("v_proj_weight")
    layer.inputBias = parameter("in_proj_bias")
    layer.output = Linear(weight: inputs[input: "out_proj.weight"], bias: inputs["out_proj.bias"])
    return layer
  }

  private func output(
    _ inputs: Inputs, isBatchFirst: Bool = false, isCausal: Bool = false
  ) -> (output: Tensor, weights: Tensor) {
    var context = Context.evaluation
    return layer(inputs, isBatchFirst: isBatchFirst).withWeights(
      inputs[input: "query"], key: inputs["key"], value: inputs["value"],
      mask: isCausal ? nil : inputs["mask"], keyPadding: inputs["padding"], isCausal: isCausal,
      in: &context)
  }

  @Test(arguments: [
    "attention", "attention single", "attention no bias", "attention cross",
    "attention dimensions", "attention causal", "attention boolean", "attention additive",
    "attention additive by head", "attention padding", "attention padding boolean",
  ])
  func outputsAreTorchs(_ name: String) throws {
    try expectTorch(name) { output($0).output }
  }

  @Test func otherFormsAreTorchs() throws {
    try expectTorch("attention batch first") { output($0, isBatchFirst: true).output }
    try expectTorch("attention causal") { output($0, isCausal: true).output }
    try expectTorch("attention weights by head") { output($0).weights }
    try expectTorch("attention weights") { output($0).weights.mean(axis: 1) }
  }

  @Test func asALayerItAttendsToItself() {
    var generator = Generator(seed: 1)
    let layer = MultiheadAttention(6, heads: 3, dtype: .float64, using: &generator)
    let x = numbers([4, 2, 6])
    var context = Context.evaluation
    #expect(difference(layer(x), layer(x, key: x, value: x, in: &context)) < 1e-14)
    #expect(layer(x).shape == [4, 2, 6])
  }

  @Test func gradientsCanBeDifferentiated() {
    var generator = Generator(seed: 1)
    let layer = MultiheadAttention(4, heads: 2, dtype: .float64, using: &generator)
    let check = checkGradient(at: [numbers([3, 2, 4])], order: 2) { inputs in
      var context = Context.evaluation
      return layer(inputs[0], isCausal: true, in: &context)
    }
    #expect(check.error < 2e-8, "\(check)")
  }

  @Test func wrongShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      var generator = Generator(seed: 1)
      _ = MultiheadAttention(5, heads: 2, using: &generator)
    }
    await #expect(processExitsWith: .failure) {
      var generator = Generator(seed: 1)
      let layer = MultiheadAttention(4, heads: 2, using: &generator)
      _ = layer(Tensor.ones([3, 2, 5]))
    }
    await #expect(processExitsWith: .failure) {
      var (generator, context) = (Generator(seed: 1), Context.evaluation)
      let layer = MultiheadAttention(4, heads: 2, using: &generator)
      _ = layer(Tensor.ones([3, 2, 4]), mask: Tensor.zeros([2, 3]), in: &context)
    }
  }
}
