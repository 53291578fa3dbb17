// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/ScheduleFreeAdamW.md.
import Descent
import Testing

@Suite struct ScheduleFreeAdamWSnippets {
  @Test func runs() throws {
    let kinks = { (w: Tensor) in (w - 1).abs().sum() }
    let result = minimize(
      kinks, from: Tensor([4.0, -3]), using: ScheduleFreeAdamW(learningRate: 0.5), steps: 300)
    expectPrinted("true", result.value < 0.05)
  }
}
