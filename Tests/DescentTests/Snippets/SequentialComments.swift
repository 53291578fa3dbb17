// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentLayers/Containers/Sequential.swift.
import Descent
import Testing

@Suite struct SequentialCommentsSnippets {
  @Test func comment1() throws {
    var generator = Generator(seed: 0)
    let model = Sequential(
      Linear(from: 784, to: 128, using: &generator), ReLU(),
      Linear(from: 128, to: 10, using: &generator))
    expectPrinted("[\"0.weight\", \"0.bias\", \"2.weight\", \"2.bias\"]", model.parameters.map(\.path))
  }
}
