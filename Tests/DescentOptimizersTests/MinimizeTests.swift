import DescentOptimizers
import DescentTensor
import Testing

@Suite("Minimization")
struct MinimizeTests {
  /// A rate that falls in a straight line: with a constant one Adam circles the minimum.
  private static func falling(_ rate: Double, over steps: Int) -> Schedule {
    Schedule("from \(rate) to 0") { rate * (1 - Double($0) / Double(steps)) }
  }

  @Test(
    "A parabola's minimum",
    arguments: RuleRow.ofTorch.map(\.rule) + [
      SGD(learningRate: 0.05, momentum: 0.8, nesterov: true),
      Adam(learningRate: falling(0.1, over: 2000), amsgrad: true),
    ])
  func parabola(rule: any ConfigurableOptimizer) {
    let centre = Tensor([3, -2, 0.5])
    let result = minimize(
      { ($0 - centre).squared().sum() }, from: Tensor([0.0, 0, 0]), using: rule, steps: 2000)
    #expect((result.point - centre).norm().scalar < 1e-9)
    #expect(result.value < 1e-18)
    #expect(result.gradientNorm < 1e-8)
    #expect(result.evaluations == 2001)
  }

  @Test(
    "Rosenbrock's minimum",
    arguments: [
      SGD(learningRate: 5e-4, momentum: 0.98), Adam(learningRate: falling(0.2, over: 3000)),
      AdamW(learningRate: falling(0.2, over: 3000), weightDecay: 0),
    ] as [any ConfigurableOptimizer])
  func rosenbrock(rule: any ConfigurableOptimizer) {
    let result = minimize(
      { w in
        let (x, y) = (w[0], w[1])
        return 100 * (y - x.squared()).squared() + (1 - x).squared()
      }, from: Tensor([-1.5, 2.0]), using: rule, steps: 3000)
    #expect((result.point - 1).norm().scalar < 1e-7)
  }

  @Test("The observer sees the value before each step and the point after it, and can stop")
  func observer() {
    var seen: [String] = []
    let result = minimize(
      { $0.squared().sum() }, from: Tensor([4.0]), using: SGD(learningRate: 0.25), steps: 10
    ) { step, value, point in
      seen.append("\(step) \(value) \(point.scalar)")
      return step < 2
    }
    #expect(seen == ["0 16.0 2.0", "1 4.0 1.0", "2 1.0 0.5"])
    #expect(result.point.scalar == 0.5 && result.value == 0.25 && result.gradientNorm == 1)
    #expect(result.evaluations == 4)
  }

  @Test("The start is not changed")
  func start() {
    let start = Tensor([4.0])
    minimize({ $0.squared().sum() }, from: start, using: SGD(learningRate: 0.25), steps: 3)
    #expect(start.scalar == 4)
  }
}
