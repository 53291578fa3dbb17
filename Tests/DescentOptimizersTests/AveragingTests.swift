import DescentOptimizers
import DescentTensor
import Testing

/// What ASGD's average is, which torch's own configurations do not reach within their 25 steps.
@Suite("ASGD's average")
struct AveragingTests {
  @Test("follows the point, then is the mean of the points from step t₀ + 2 on")
  func average() {
    var w = Tensor([8.0, -4])
    var state = OptimizerState()
    let rule = ASGD(learningRate: 0.25, shrinkage: 0, averagingStart: 3)
    var (points, averages): ([[Double]], [[Double]]) = ([], [])
    for k in 0..<12 {
      state.update(&w, along: Tensor([1, Double(k % 4)]), using: rule)
      points.append(w.doubles)
      averages.append(state.buffer("ax")?.doubles ?? [])
    }
    // μ is 1 up to the fifth step, then ½, ⅓ and so on.
    #expect(Array(averages[...4]) == Array(points[...4]))
    for last in 5..<12 {
      for i in 0..<2 {
        let mean = points[4...last].map { $0[i] }.reduce(0, +) / Double(last - 3)
        // μ is rounded to float32.
        #expect(abs(averages[last][i] - mean) < 1e-6, "step \(last)")
      }
    }
  }

  @Test("the rate falls by the power, and the weights shrink")
  func falling() {
    var w = Tensor([1.0])
    var state = OptimizerState()
    let rule = ASGD(learningRate: 0.5, shrinkage: 2, power: 2)
    // η = ½, then ½ / (1 + 2 · ½)² = ⅛, then ½ / (1 + 2 · ½ · 2)² = 1/18
    state.update(&w, along: Tensor([-1.0]), using: rule)
    #expect(w.scalar == 0.5)
    state.update(&w, along: Tensor([-1.0]), using: rule)
    #expect(w.scalar == 0.5 * 0.75 + 0.125)
    state.update(&w, along: Tensor([0.0]), using: rule)
    #expect(w.scalar == 0.5 * (1 - 2 * Double(Float(0.5 / 9))))
  }
}
