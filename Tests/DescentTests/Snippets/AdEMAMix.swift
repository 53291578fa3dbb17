// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/AdEMAMix.md.
import Descent
import Testing

@Suite struct AdEMAMixSnippets {
  @Test func runs() throws {
    let rule = AdEMAMix(learningRate: 1e-3, warmup: 20_000, weightDecay: 0.1, decoupledWeightDecay: true)
    expectPrinted("[\"exp_avg\", \"exp_avg_sq\", \"exp_avg_slow\"]", rule.slots)
  }
}
