// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/DescentOptimizers.md.
import Descent
import Testing

@Suite struct DescentOptimizersLandingSnippets {
  @Test func runs() throws {
    var w = Tensor([4.0, -3])
    var state = OptimizerState()
    let rule = Adam(learningRate: 0.1)
    for _ in 0..<200 {
      let (_, gradient) = valueAndGradient(at: w) { ($0 - 1).squared().sum() }
      state.update(&w, along: gradient, using: rule)
    }
    expectPrinted("true", (w - 1).abs().max().scalar < 1e-2)
  }
}
