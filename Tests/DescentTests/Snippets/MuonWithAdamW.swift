// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/MuonWithAdamW.md.
import Descent
import Testing

@Suite struct MuonWithAdamWSnippets {
  @Test func runs() throws {
    let rule = MuonWithAdamW(
      muon: Muon(learningRate: .cosine(from: 0.02, to: 0, over: 1000)),
      adamW: AdamW(learningRate: .cosine(from: 3e-4, to: 0, over: 1000)))
    expectPrinted("0.02 0.0003", rule.learningRate(0), rule.adamW.learningRate(0))
  }
}
