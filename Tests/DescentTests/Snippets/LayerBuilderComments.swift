// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentLayers/Containers/LayerBuilder.swift.
import Descent
import Testing

@Suite struct LayerBuilderCommentsSnippets {
  @Test func comment1() throws {
    var generator = Generator(seed: 0)
    let drops = true
    let model = Sequential {
      Linear(from: 784, to: 128, using: &generator)
      ReLU()
      if drops { Dropout(0.2) }
      for _ in 0..<3 { Residual { Linear(from: 128, to: 128, using: &generator) } }
      Linear(from: 128, to: 10, using: &generator)
    }
    expectPrinted("7", model.layers.count)
  }
}
