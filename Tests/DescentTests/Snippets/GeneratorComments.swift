// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTensor/Random/Generator.swift.
import Descent
import Testing

@Suite struct GeneratorCommentsSnippets {
  @Test func comment1() throws {
    var generator = Generator(seed: 42)
    expectPrinted("[6, 3, 0, 7, 2, 1, 4, 5]", generator.permutation(8))
  }
}
