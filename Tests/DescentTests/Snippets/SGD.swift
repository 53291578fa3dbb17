// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/SGD.md.
import Descent
import Testing

@Suite struct SGDSnippets {
  @Test func runs() throws {
    let bowl = { (w: Tensor) in 0.5 * (Tensor([1.0, 20]) * w.squared()).sum() }  // λ₁ = 20
    let below = minimize(bowl, from: Tensor([1.0, 1]), using: SGD(learningRate: 0.099), steps: 400)
    let above = minimize(bowl, from: Tensor([1.0, 1]), using: SGD(learningRate: 0.101), steps: 400)
    expectPrinted("true true", below.value < 1e-6, above.value > 1e6)
  }
}
