// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/SAM.md.
import Descent
import Testing

@Suite struct SAMSnippets {
  @Test func runs() throws {
    struct Line: Module {
      var slope = Parameter(Tensor([0.0]))
      mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("slope", &slope) }
    }
    var line = Line()
    var state = OptimizerState()
    let rule = SAM(SGD(learningRate: 0.1), rho: 0.05)
    for _ in 0..<100 {
      rule.step(&line, state: &state) { ($0.slope.value - 3).squared().sum() }
    }
    expectPrinted("true", abs(line.slope.value.scalar - 3) < 0.06)
  }
}
