// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/RMSprop.md.
import Descent
import Testing

@Suite struct RMSpropSnippets {
  @Test func runs() throws {
    var w = Tensor([1.0])
    var state = OptimizerState()
    state.update(&w, along: Tensor([0.0]), using: RMSprop(learningRate: 0.01, epsilon: 0))
    expectPrinted("[1.]  float64 [1]", w)
  }
}
