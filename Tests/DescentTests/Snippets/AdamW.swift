// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/AdamW.md.
import Descent
import Testing

@Suite struct AdamWSnippets {
  @Test func runs() throws {
    let rule = AdamW(learningRate: 3e-4, weightDecay: 0.1)
      .except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }
    var w = Tensor([8.0, -4])
    var state = OptimizerState()
    state.update(&w, along: Tensor([0.0, 0]), using: AdamW(learningRate: 0.5, weightDecay: 0.5))
    expectPrinted("[ 6., -3.]  float64 [2]", w)
    _ = rule
  }
}
