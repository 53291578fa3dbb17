// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentLayers/DescentLayers.docc/DescentLayers.md.
import Descent
import Testing

@Suite struct DescentLayersLandingSnippets {
  @Test func runs() throws {
    var generator = Generator(seed: 0)
    let model = Sequential {
      Linear(from: 4, to: 16, using: &generator)
      ReLU()
      Linear(from: 16, to: 3, using: &generator)
    }
    let logits = model(Tensor.randn([8, 4], using: &generator))
    expectPrinted("[8, 3]", logits.shape)
    expectPrinted("[]", crossEntropy(logits, Tensor([0, 1, 2, 0, 1, 2, 0, 1] as [Int32])).shape)
  }
}
