// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/RAdam.md.
import Descent
import Testing

@Suite struct RAdamSnippets {
  @Test func runs() throws {
    // With β₂ = 0.999 the first step is α g, not α.
    var w = Tensor([1.0])
    var state = OptimizerState()
    state.update(&w, along: Tensor([3.0]), using: RAdam(learningRate: 0.125))
    expectPrinted("[0.6250]  float64 [1]", w)
  }
}
