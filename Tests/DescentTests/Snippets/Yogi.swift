// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Yogi.md.
import Descent
import Testing

@Suite struct YogiSnippets {
  @Test func runs() throws {
    let bowl = { (w: Tensor) in 2.5 * w.squared().sum() }
    let start = Tensor([4.0])
    let adam = minimize(bowl, from: start, using: Adam(learningRate: 0.05), steps: 20_000)
    let yogi = minimize(bowl, from: start, using: Yogi(learningRate: 0.05), steps: 20_000)
    expectPrinted("true", yogi.value < 1e-9 * adam.value)
  }
}
