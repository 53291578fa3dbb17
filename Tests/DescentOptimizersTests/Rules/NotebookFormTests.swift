import DescentOptimizers
import DescentTensor
import Testing

/// The course notebook's optimizers on its function, against an independent calculation of its figures
/// in double precision: momentum as a running mean, and RMSprop without ε.
///
///     f(w) = tanh²w₀ + 0.01 |w₁| + σ(w₁),   w₀ = (−4, 5),   300 steps
@Suite("The notebook's forms of momentum and RMSprop")
struct NotebookFormTests {
  struct Run: Sendable, CustomTestStringConvertible {
    let rule: any ConfigurableOptimizer
    /// The value before the 100th step and after the last.
    let values: (Double, Double)
    /// The least value before a step.
    let least: Double
    let end: (Double, Double)
    /// The first step before which the value is below 0.1.
    let firstBelow: Int?
    /// How far the values and w₁ may be from these.
    var tolerances = (value: 1e-9, w1: 1e-6)
    var testDescription: String { "\(rule)" }
  }

  static let momentum: [Run] = [
    Run(
      rule: mean(3), values: (0.0998018789, 0.0559506865), least: 0.0559506865,
      end: (1.83015e-5, -4.5853754), firstBelow: 100),
    Run(
      rule: mean(0.3), values: (2.0326762118, 1.9373305346), least: 1.9392912676,
      end: (-3.6927752, 2.3882345), firstBelow: nil),
    Run(
      rule: mean(2.5), values: (1.0188975909, 0.0559508948), least: 0.0559509101,
      end: (3.47136e-5, -4.5913982), firstBelow: 109),
  ]

  /// RMSprop's runs, which end in a cycle where the rate is constant.
  ///
  /// There w₀ jumps between −α/2 and α/2, to the last digit. Where w₁ stands in the cycle is decided by
  /// a gradient that vanishes, hence by roundings, and moves the value in its fourth digit.
  static let rmsprop: [Run] = [
    Run(
      rule: RMSprop(learningRate: 0.6, rho: 0.9, epsilon: 0), values: (0.1408, 0.1412),
      least: 0.0639317194, end: (0.3, -4.6), firstBelow: 7, tolerances: (5e-4, 0.4)),
    Run(
      rule: RMSprop(learningRate: 0.3, rho: 0.9, epsilon: 0), values: (0.0781, 0.0782),
      least: 0.0778848930, end: (-0.15, -4.6), firstBelow: 21, tolerances: (2e-4, 0.2)),
    Run(
      rule: RMSprop(learningRate: halving, rho: 0.9, epsilon: 0),
      values: (0.1844133, 0.0559506848), least: 0.0559506848, end: (1.10358e-8, -4.5848634),
      firstBelow: 53, tolerances: (1e-6, 1e-6)),
  ]

  /// The notebook halves after each step whose number 70 divides, step 0 among them.
  static let halving = Schedule("3, halved after steps 0, 70, 140 and so on") { step in
    var rate = 3.0
    for past in 0..<step where past % 70 == 0 { rate *= 0.5 }
    return rate
  }

  static func mean(_ rate: Double) -> SGD {
    SGD(learningRate: Schedule(rate), momentum: 0.9, momentumForm: .averaged)
  }

  @Test(arguments: momentum + rmsprop)
  func figure(run: Run) {
    var values: [Double] = []
    let result = minimize(
      { $0[0].tanh().squared() + 0.01 * $0[1].abs() + $0[1].sigmoid() }, from: Tensor([-4.0, 5.0]),
      using: run.rule, steps: 300
    ) { _, value, _ in
      values.append(value)
      return true
    }
    let end = result.point.doubles
    #expect(abs(values[0] - 2.0419661984) < 1e-10)
    #expect(abs(values[99] - run.values.0) < run.tolerances.value)
    #expect(abs(result.value - run.values.1) < run.tolerances.value)
    #expect(abs((values.min() ?? .nan) - run.least) < 1e-9)
    #expect(abs(end[0].magnitude - run.end.0.magnitude) < 1e-6)
    #expect(abs(end[1] - run.end.1) < run.tolerances.w1)
    #expect(values.firstIndex { $0 < 0.1 }.map { $0 + 1 } == run.firstBelow)
  }

  @Test("A running mean starts at 0, where torch's dampened momentum starts at the gradient")
  func firstStep() {
    #expect(path(SGD(learningRate: 1, momentum: 0.75, momentumForm: .averaged)) == [-1, -2.75])
    #expect(path(SGD(learningRate: 1, momentum: 0.75, dampening: 0.75)) == [-4, -8])
    // Without momentum there is no difference.
    #expect(path(SGD(learningRate: 1, momentumForm: .averaged)) == [-4, -8])
  }

  @Test("RMSprop's first step is α / √(1 − ρ), whatever the gradient")
  func firstStepOfRMSprop() {
    var (w, state) = (Tensor([0.0, 0]), OptimizerState())
    let rule = RMSprop(learningRate: 0.6, rho: 0.9, epsilon: 0)
    state.update(&w, along: Tensor([1e-6, -7]), using: rule)
    #expect(abs(w[0].scalar + 1.8973665961010275) < 1e-14)
    #expect(abs(w[1].scalar - 1.8973665961010275) < 1e-14)
  }

  /// The point after each of two gradients of 4, from 0.
  private func path(_ rule: SGD) -> [Double] {
    var (w, state) = (Tensor([0.0]), OptimizerState())
    return (0..<2).map { _ in
      state.update(&w, along: Tensor([4.0]), using: rule)
      return w.scalar
    }
  }
}
