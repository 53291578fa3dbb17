// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/StableAdamW.md.
import Descent
import Testing

@Suite struct StableAdamWSnippets {
  @Test func runs() throws {
    var (held, plain) = (Tensor([0.0]), Tensor([0.0]))
    var (a, b) = (OptimizerState(), OptimizerState())
    let stable = StableAdamW(learningRate: 0.1, weightDecay: 0)
    let adam = AdamW(learningRate: 0.1, beta2: 0.99, weightDecay: 0)
    for step in 0..<51 {
      let gradient = Tensor([step < 50 ? 0.01 : 1.0])  // a spike at the end
      if step == 50 { (held, plain) = (Tensor([0.0]), Tensor([0.0])) }
      a.update(&held, along: gradient, using: stable)
      b.update(&plain, along: gradient, using: adam)
    }
    expectPrinted("true", held.scalar > 0.5 * plain.scalar)
  }
}
