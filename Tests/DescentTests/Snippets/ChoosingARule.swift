// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/ChoosingARule.md.
import Descent
import Testing

@Suite struct ChoosingARuleSnippets {
  @Test func runs() throws {
    let rule = AdamW(
      learningRate: .warmupCosine(peak: 3e-4, warmup: 500, over: 20_000), beta2: 0.95,
      weightDecay: 0.1
    ).except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }
    let transforms = GradientTransforms(ClipByGlobalNorm(1))
    expectPrinted("0.0003 1", rule.learningRate(500), transforms.transforms.count)
  }
}
