// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Rprop.md.
import Descent
import Testing

@Suite struct RpropSnippets {
  @Test func runs() throws {
    let valley = { (w: Tensor) in w[0].squared() + 1e6 * w[1].squared() }
    let result = minimize(valley, from: Tensor([3.0, 2]), using: Rprop(), steps: 200)
    expectPrinted("true", result.value < 1e-6)
  }
}
