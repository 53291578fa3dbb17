// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Adagrad.md.
import Descent
import Testing

@Suite struct AdagradSnippets {
  @Test func runs() throws {
    var w = Tensor([0.0])
    var state = OptimizerState()
    for _ in 0..<4 {
      state.update(&w, along: Tensor([2.0]), using: Adagrad(learningRate: 1, epsilon: 0))
    }
    // −(1 + 1/√2 + 1/√3 + 1/√4)
    expectPrinted("true", abs(w.scalar + 2.784457) < 1e-6)
  }
}
