// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/ASGD.md.
import Descent
import Testing

@Suite struct ASGDSnippets {
  @Test func runs() throws {
    let kinks = { (w: Tensor) in (w - 1).abs().sum() }
    var point = Tensor([4.0, -3])
    var state = OptimizerState()
    let rule = ASGD(learningRate: 0.5, shrinkage: 0.01, averagingStart: 50)
    for _ in 0..<1000 {
      let (_, gradient) = valueAndGradient(at: point, of: kinks)
      state.update(&point, along: gradient, using: rule)
    }
    let average = state.buffer("ax") ?? point
    expectPrinted("true", kinks(average).scalar < kinks(point).scalar)
  }
}
