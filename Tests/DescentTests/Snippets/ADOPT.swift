// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/ADOPT.md.
import Descent
import Testing

@Suite struct ADOPTSnippets {
  @Test func runs() throws {
    var w = Tensor([1.0])
    var state = OptimizerState()
    state.update(&w, along: Tensor([5.0]), using: ADOPT(learningRate: 0.1))
    expectPrinted("[1.]  float64 [1]", w)
    expectPrinted("[25.]  float64 [1]", state.buffer("exp_avg_sq") ?? Tensor(0.0))
  }
}
