// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/leastSquares.md.
import Descent
import Testing

@Suite struct LeastSquaresSnippets {
  @Test func runs() throws {
    let x = Tensor([0.0, 1, 2, 3])
    let y = 2 * x + 1
    let fit = try leastSquares(from: Tensor([0.0, 0])) { w in w[0] * x + w[1] - y }
    expectPrinted("true", (fit.point - Tensor([2.0, 1])).abs().max().scalar < 1e-9)
  }
}
