// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Lookahead.md.
import Descent
import Testing

@Suite struct LookaheadSnippets {
  @Test func runs() throws {
    let valley = { (w: Tensor) in 0.5 * w[0].squared() + 10 * w[1].squared() }
    let start = Tensor([-4.0, 1.5])
    let rule = SGD(learningRate: 0.098)
    let alone = minimize(valley, from: start, using: rule, steps: 60)
    let led = minimize(valley, from: start, using: Lookahead(rule), steps: 60)
    expectPrinted("true", led.value < alone.value)
  }
}
