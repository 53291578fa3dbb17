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

  @Test("a rate that varies counts from the step after, as in torch")
  func varying() {
    // torch 2.15 in float64, ν = 0.05, t₀ = 2, the rate set before each step.
    let gradients: [[Double]] = [
      [-1.3985953953708767, 0.4033468476292993, 0.8380263329976598],
      [-0.5966353626151273, 0.18203648506130554, -0.8566745932963743],
      [0.12270123916331216, -0.5663174751548546, 0.37311463418249957],
      [0.3703935333738153, 1.4565026067903366, 0.9398099079535257],
      [1.2637947253235853, -1.29043510317847, -0.7911026902762878],
      [0.5186367489510352, -1.3125219619835629, 0.19199507185683629],
    ]
    var w = Tensor([1.5409961082440433, -0.2934289057609464, -2.1787893820745574])
    var state = OptimizerState()
    let rule = ASGD(
      learningRate: Schedule("falling") { 0.1 - 0.01 * Double($0) }, shrinkage: 0.05,
      averagingStart: 2)
    for gradient in gradients { state.update(&w, along: Tensor(gradient), using: rule) }
    let expected = [1.5406724908414136, -0.2412541701475423, -2.187073816012226]
    #expect(zip(w.doubles, expected).allSatisfy { abs($0 - $1) < 1e-15 })
  }
}
