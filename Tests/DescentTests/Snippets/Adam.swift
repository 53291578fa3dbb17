// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Adam.md.
import Descent
import Testing

@Suite struct AdamSnippets {
  @Test func runs() throws {
    var w = Tensor([1.0, 1, 1])
    var state = OptimizerState()
    state.update(&w, along: Tensor([1e-3, 1, -1e3]), using: Adam(learningRate: 0.25, epsilon: 0))
    expectPrinted("[0.7500, 0.7500, 1.2500]  float64 [3]", w)
  }
}
