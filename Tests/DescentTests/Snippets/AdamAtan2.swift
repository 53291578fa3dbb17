// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/AdamAtan2.md.
import Descent
import Testing

@Suite struct AdamAtan2Snippets {
  @Test func runs() throws {
    var first = Tensor([1.0, 1])
    var second = first
    var (a, b) = (OptimizerState(), OptimizerState())
    let gradient = Tensor([3.0, -0.5])
    a.update(&first, along: gradient, using: AdamAtan2(learningRate: 0.1))
    b.update(&second, along: gradient * 1e-30, using: AdamAtan2(learningRate: 0.1))
    expectPrinted("true", (first - second).abs().max().scalar < 1e-15)
  }
}
