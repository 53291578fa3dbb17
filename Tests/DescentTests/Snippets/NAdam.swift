// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/NAdam.md.
import Descent
import Testing

@Suite struct NAdamSnippets {
  @Test func runs() throws {
    let bowl = { (w: Tensor) in w[0].squared() + 9 * w[1].squared() }
    let adam = minimize(bowl, from: Tensor([5.0, 2]), using: Adam(learningRate: 0.3), steps: 120)
    let nadam = minimize(bowl, from: Tensor([5.0, 2]), using: NAdam(learningRate: 0.3), steps: 120)
    expectPrinted("true", nadam.value < adam.value)
  }
}
