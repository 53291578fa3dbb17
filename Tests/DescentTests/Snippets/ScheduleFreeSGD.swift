// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/ScheduleFreeSGD.md.
import Descent
import Testing

@Suite struct ScheduleFreeSGDSnippets {
  @Test func runs() throws {
    let kinks = { (w: Tensor) in (w - 1).abs().sum() }
    var point = Tensor([4.0, -3])
    var state = OptimizerState()
    let rule = ScheduleFreeSGD(learningRate: 0.5)
    for _ in 0..<300 {
      let (_, gradient) = valueAndGradient(at: point, of: kinks)
      state.update(&point, along: gradient, using: rule)
    }
    let answer = state.evaluationWeights(of: point, using: rule)
    expectPrinted("true", kinks(answer).scalar < 0.05)
  }
}
