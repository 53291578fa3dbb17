// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/LARS.md.
import Descent
import Testing

@Suite struct LARSSnippets {
  @Test func runs() throws {
    var weights = Tensor([[3.0, 4]])  // of norm 5
    var state = OptimizerState()
    let rule = LARS(learningRate: 1, momentum: 0, trustCoefficient: 0.1)
    state.update(&weights, along: Tensor([[0.0, 1e-6]]), using: rule)
    expectPrinted("[[3.0000, 3.5000]]  float64 [1, 2]", weights)
  }
}
