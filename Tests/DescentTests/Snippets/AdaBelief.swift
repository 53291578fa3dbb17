// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/AdaBelief.md.
import Descent
import Testing

@Suite struct AdaBeliefSnippets {
  @Test func runs() throws {
    let slope = { (w: Tensor) in 0.3 * w.sum() }  // every gradient is the same
    let start = Tensor([0.0])
    let adam = minimize(slope, from: start, using: Adam(learningRate: 0.01), steps: 100)
    let belief = minimize(slope, from: start, using: AdaBelief(learningRate: 0.01), steps: 100)
    expectPrinted("true", belief.value < 2 * adam.value)
  }
}
