// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Adamax.md.
import Descent
import Testing

@Suite struct AdamaxSnippets {
  @Test func runs() throws {
    var w = Tensor([1.0, 1])
    var state = OptimizerState()
    let rule = Adamax(learningRate: 0.25, epsilon: 0)
    state.update(&w, along: Tensor([1e-6, 1e6]), using: rule)
    expectPrinted("[0.7500, 0.7500]  float64 [2]", w)
  }
}
