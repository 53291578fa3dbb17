import DescentOptimizers
import DescentTensor
import Testing

/// A rule whose hyperparameters are schedules against rules with the constants of each step.
@Suite("Every hyperparameter can vary")
struct VaryingHyperparameterTests {
  /// A number that changes by a slope from step to step, and its value at one.
  typealias Line = (_ base: Double, _ slope: Double) -> Schedule

  static let rules: [(name: String, make: @Sendable (Line) -> any ConfigurableOptimizer)] = [
    (
      "Adadelta",
      {
        Adadelta(
          learningRate: $0(1, -0.05), rho: $0(0.8, 0.01), epsilon: $0(1e-6, 1e-3),
          weightDecay: $0(0.01, 0.02))
      }
    ),
    (
      "Adagrad",
      {
        Adagrad(
          learningRate: $0(0.1, -0.005), learningRateDecay: $0(0.1, 0.1),
          weightDecay: $0(0.01, 0.02), epsilon: $0(1e-8, 1e-3))
      }
    ),
    (
      "Adamax",
      {
        Adamax(
          learningRate: $0(0.1, -0.005), beta1: $0(0.5, 0.03), beta2: $0(0.9, 0.005),
          epsilon: $0(1e-8, 0.1), weightDecay: $0(0.01, 0.02))
      }
    ),
    (
      "NAdam",
      {
        NAdam(
          learningRate: $0(0.1, -0.005), beta1: $0(0.5, 0.03), beta2: $0(0.9, 0.005),
          epsilon: $0(1e-8, 1e-3), weightDecay: $0(0.01, 0.02), momentumDecay: $0(0.01, 0.05))
      }
    ),
    (
      "RAdam",
      {
        RAdam(
          learningRate: $0(0.1, -0.005), beta1: $0(0.5, 0.03), beta2: $0(0.9, 0.005),
          epsilon: $0(1e-8, 1e-3), weightDecay: $0(0.01, 0.02))
      }
    ),
    (
      "RMSprop",
      {
        RMSprop(
          learningRate: $0(0.1, -0.005), rho: $0(0.5, 0.03), epsilon: $0(1e-8, 1e-3),
          weightDecay: $0(0.01, 0.02), momentum: $0(0.5, 0.03), centered: true,
          varianceFloor: $0(0.01, 0.08))
      }
    ),
    (
      "Rprop",
      {
        Rprop(
          learningRate: 0.1, etaMinus: $0(0.5, 0.03), etaPlus: $0(1.2, 0.1),
          leastStep: $0(0.01, 0.01), greatestStep: $0(0.2, -0.003))
      }
    ),
    (
      "SGD",
      {
        SGD(
          learningRate: $0(0.1, -0.005), momentum: $0(0.5, 0.03), weightDecay: $0(0.01, 0.02),
          momentumForm: .averaged)
      }
    ),
    (
      "Yogi",
      {
        Yogi(
          learningRate: $0(0.1, -0.005), beta1: $0(0.5, 0.03), beta2: $0(0.9, 0.005),
          epsilon: $0(1e-3, 1e-3), weightDecay: $0(0.01, 0.02))
      }
    ),
  ]

  @Test(arguments: rules.indices)
  func schedules(index: Int) {
    let (name, make) = Self.rules[index]
    let varying = make { base, slope in
      Schedule("\(base) + \(slope) k") { base + slope * Double($0) }
    }
    var ours = (point: randomTensor([30], .float64, seed: 8), state: OptimizerState())
    var theirs = ours
    var still = ours
    for k in 0..<12 {
      let gradient = randomTensor([30], .float64, seed: 200 + UInt64(k))
      ours.state.update(&ours.point, along: gradient, using: varying)
      theirs.state.update(
        &theirs.point, along: gradient, using: make { Schedule($0 + $1 * Double(k)) })
      still.state.update(&still.point, along: gradient, using: make { base, _ in Schedule(base) })
      #expect(firstDifference(ours.point, theirs.point) == nil, "\(name), step \(k)")
    }
    #expect(firstDifference(ours.point, still.point) != nil, "\(name)")
  }
}
