// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Adan.md.
import Descent
import Testing

@Suite struct AdanSnippets {
  @Test func runs() throws {
    let bowl = { (w: Tensor) in w[0].squared() + 9 * w[1].squared() }
    let result = minimize(bowl, from: Tensor([5.0, 2]), using: Adan(learningRate: 0.1), steps: 500)
    expectPrinted("true", result.value < 1e-3)
  }
}
