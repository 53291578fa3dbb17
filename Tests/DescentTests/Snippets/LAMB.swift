// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/LAMB.md.
import Descent
import Testing

@Suite struct LAMBSnippets {
  @Test func runs() throws {
    var weights = Tensor([[3.0, 4]])  // of norm 5
    let before = weights
    var state = OptimizerState()
    let rule = LAMB(learningRate: 0.01, epsilon: 0)
    state.update(&weights, along: Tensor([[1.0, 1]]), using: rule)
    _ = printed(abs((weights - before).norm().scalar - 0.5) < 1e-9)  // true: 0.01 · 5 / (1 − β₁)
  }
}
