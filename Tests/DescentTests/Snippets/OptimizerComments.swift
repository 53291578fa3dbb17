// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/Optimizer.swift.
import Descent
import Testing

@Suite struct OptimizerCommentsSnippets {
  @Test func comment1() throws {
    struct SignDescent: Optimizer {
      var learningRate: Schedule = 1e-3
      let slots: [String] = []
      func update(_ parameter: borrowing ParameterUpdate) {
        let step = learningRate(parameter.step) * parameter.gradient.sign()
        parameter.weights = parameter.weights - step
      }
    }
    var w = Tensor([1.0, 2])
    var state = OptimizerState()
    state.update(&w, along: Tensor([-3.0, 5]), using: SignDescent(learningRate: 0.5))
    expectPrinted("[1.5000, 1.5000]  float64 [2]", w)
  }
}
