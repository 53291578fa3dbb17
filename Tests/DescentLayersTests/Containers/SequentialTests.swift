import DescentLayers
import DescentTensor
import Testing

/// Layers in a chain: their names, their order, their memory.
@Suite struct SequentialTests {
  private func model() -> Sequential {
    var generator = Generator(seed: 1)
    return Sequential(
      Linear(from: 4, to: 3, using: &generator), Tanh(),
      Sequential(Linear(from: 3, to: 3, hasBias: false, using: &generator), ReLU()),
      Linear(from: 3, to: 2, using: &generator), Sigmoid())
  }

  @Test func parametersAreNamedByPosition() {
    let model = model()
    #expect(
      model.parameters.map(\.path)
        == ["0.weight", "0.bias", "2.0.weight", "3.weight", "3.bias"])
    #expect(model.parameterCount == 15 + 9 + 8)
  }

  @Test func layersAreAppliedInOrder() throws {
    let model = model()
    let x = numbers([5, 4], dtype: .float32)
    let p = model.parameters.map(\.parameter.value)
    let hidden = (x.matmul(p[0].transposed) + p[1]).tanh()
    let y = (hidden.matmul(p[2].transposed).relu().matmul(p[3].transposed) + p[4]).sigmoid()
    #expect(difference(model(x), y) < 1e-6)
    #expect(Sequential()(x) == x)
  }

  @Test func aReLUIsComputedWithTheLayerBeforeIt() {
    var generator = Generator(seed: 2)
    let linear = Linear(from: 6, to: 5, using: &generator)
    let convolution = Conv2d(from: 2, to: 3, kernel: 3, padding: 1, using: &generator)
    let flat = numbers([7, 6], dtype: .float32)
    let image = numbers([2, 2, 4, 4], dtype: .float32)
    func check(_ layer: some Layer, _ x: Tensor) {
      let chain = Sequential([layer, ReLU(), Tanh()])
      #expect(chain(x) == layer(x).relu().tanh())
      let whole = valueAndGradient(at: chain) { $0(x).sum() }.gradient
      let apart = valueAndGradient(at: chain) {
        $0.layers[2]($0.layers[1]($0.layers[0](x))).sum()
      }.gradient
      #expect(whole.values == apart.values)
      // A summary sees both.
      var context = Context.evaluation
      context.trace = OutputTrace()
      _ = context.within("") { chain(x, in: &$0) }
      #expect(context.trace?.shapes["1"] == layer(x).shape)
    }
    check(linear, flat)
    check(convolution, image)
  }

  @Test func gradientsFollowTheParameters() {
    let model = model()
    let x = numbers([5, 4], dtype: .float32)
    let (_, gradients) = valueAndGradient(at: model) { $0(x).sum() }
    #expect(gradients.values.map(\.shape) == model.parameters.map(\.parameter.value.shape))
    #expect(gradients.values.allSatisfy { $0.abs().sum().scalar > 0 })
  }

  @Test func weightsAreUpdatedInPlace() {
    var model = Sequential(
      Linear(weight: Tensor.ones([50, 50]), bias: nil),
      Sequential(Linear(weight: Tensor.ones([50, 50]), bias: nil)))
    func addresses() -> [UInt] {
      model.parameters.map { entry in
        entry.parameter.value.withUnsafeElements(as: Float.self) {
          UInt(bitPattern: $0.baseAddress)
        }
      }
    }
    let before = addresses()
    model.updateParameters { _, _, value in
      value.withUnsafeMutableElements(as: Float.self) { $0[0] = 2 }
    }
    #expect(addresses() == before)
    #expect(model.parameters.allSatisfy { $0.parameter.value[0, 0].scalar == 2 })
  }

  @Test func copiesAreSnapshots() {
    var model = model()
    let snapshot = model
    let before = snapshot.parameters.map(\.parameter.value)
    model.updateParameters { _, _, value in value *= 0 }
    #expect(snapshot.parameters.map(\.parameter.value) == before)
    #expect(model.parameters.allSatisfy { $0.parameter.value.norm().scalar == 0 })
  }

  @Test func tiedLayersShareTheirGradient() {
    let layer = Linear(weight: Tensor([[0.5, -1], [2, 0.25]]), bias: nil)
    let model = Sequential(layer, layer)
    #expect(model.parameterCount == 4)
    let x = numbers([3, 2])
    let (_, gradients) = valueAndGradient(at: model) { $0(x).sum() }
    let (_, twice) = valueAndGradient(at: layer.weight.value) { w in
      x.matmul(w.transposed).matmul(w.transposed).sum()
    }
    #expect(difference(gradients.values[0], twice) < 1e-14)
    #expect(gradients.values[0] == gradients.values[1])
  }
}
