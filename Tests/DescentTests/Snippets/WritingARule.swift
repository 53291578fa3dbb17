// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/WritingARule.md.
import Descent
import Testing

@Suite struct WritingARuleSnippets {
  @Test func runs() throws {
    struct Signum: Optimizer {
      var learningRate: Schedule = 0.25
      var momentum = 0.5
      let slots = ["momentum"]

      func update(_ parameter: borrowing ParameterUpdate) {
        let m = momentum * parameter[slot: 0] + (1 - momentum) * parameter.gradient
        parameter[slot: 0] = m
        parameter.weights = parameter.weights - learningRate(parameter.step) * m.sign()
      }
    }

    var w = Tensor([1.0, -1])
    var state = OptimizerState()
    state.update(&w, along: Tensor([0.1, -30]), using: Signum())
    expectPrinted("[ 0.7500, -0.7500]  float64 [2]", w)
    expectPrinted("[  0.0500, -15.0000]  float64 [2]", state.buffer("momentum") ?? Tensor(0.0))
    let careful = Signum().except(where: { $0.shape.rank < 2 }) { $0.learningRate = 0.125 }
    state = OptimizerState()
    state.update(&w, along: Tensor([0.1, -30]), using: careful)
    expectPrinted("[ 0.6250, -0.6250]  float64 [2]", w)
    let start = Tensor([[2.0, -1]])
    struct Weights: Module {
      var w: Parameter
      mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("w", &w) }
    }
    try verifyResume(of: Signum(), at: Weights(w: Parameter(start))) { $0.w.value.squared().sum() }
  }
}
