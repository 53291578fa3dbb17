// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Lion.md.
import Descent
import Testing

@Suite struct LionSnippets {
  @Test func runs() throws {
    var w = Tensor([3.0, -2, 0.5])
    var state = OptimizerState()
    state.update(&w, along: Tensor([1e-9, -1e9, 0]), using: Lion(learningRate: 0.25))
    expectPrinted("[ 2.7500, -1.7500,  0.5000]  float64 [3]", w)
  }
}
