// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Prodigy.md.
import Descent
import Testing

@Suite struct ProdigySnippets {
  @Test func runs() throws {
    let bowl = { (w: Tensor) in (w - 100).squared().sum() }
    let result = minimize(bowl, from: Tensor([0.0, 0]), using: Prodigy(), steps: 600)
    expectPrinted("true", result.value < 1)
  }
}
