import DescentOptimizers
import DescentTensor
import Testing

/// Every rule with each of its hyperparameters as a schedule, against the same rule with the constant of
/// each step.
@Suite("Every hyperparameter can vary")
struct VaryingHyperparameterTests {
  /// Every rule, and forms of it in which more of its hyperparameters matter.
  static let rules: [any ConfigurableOptimizer] =
    RuleRow.all.map(\.rule).filter { !keepEarlier.contains($0.name) } + [
      RMSprop(rho: 0.5, weightDecay: 0.1, momentum: 0.5, centered: true, varianceFloor: 0.01),
      SGD(momentum: 0.9, momentumForm: .averaged), Rprop(learningRate: 1),
    ]

  /// What remembers the rates of the steps before; each has a test of its own.
  static let keepEarlier = ["AdEMAMix", "ASGD", "Prodigy", "ScheduleFreeAdamW", "ScheduleFreeSGD"]

  /// Whether the constant of the first step is all that matters of an option.
  private func isUnseen(_ option: String, of rule: any ConfigurableOptimizer) -> Bool {
    switch rule {
    case let rule as Rprop:
      option == "learningRate" || (option == "greatestStep" && rule.learningRate(0) < 1)
    case let rule as RMSprop: option == "varianceFloor" && !rule.centered
    default: false
    }
  }

  /// Numbers that change by a slope from step to step; the first that an option may be is taken.
  static let lines = [(0.5, 0.03), (0.01, 0.02), (1.2, 0.1)]

  @Test(arguments: rules)
  func schedules(rule: any ConfigurableOptimizer) { check(rule) }

  private func check<Rule: ConfigurableOptimizer>(_ rule: Rule) {
    var checked = 0
    for option in Rule.options {
      guard let vary = option.vary else { continue }
      func made(_ schedule: Schedule) -> Rule {
        var changed = rule
        vary(&changed, schedule)
        return changed
      }
      func isAccepted(_ number: Double) -> Bool {
        (try? made(Schedule(number)).validate()) != nil
      }
      let line = Self.lines.first { isAccepted($0.0) && isAccepted($0.0 + 11 * $0.1) }
      guard let (base, slope) = line else {
        Issue.record("\(rule.name): no line is right for \(option.name)")
        continue
      }
      checked += 1
      let varying = made(Schedule("\(base) + \(slope) k") { base + slope * Double($0) })
      var ours = (point: randomTensor([5, 6], .float64, seed: 8), state: OptimizerState())
      var (theirs, still) = (ours, ours)
      for k in 0..<12 {
        let gradient = randomTensor([5, 6], .float64, seed: 200 + UInt64(k))
        ours.state.update(&ours.point, along: gradient, using: varying)
        theirs.state.update(
          &theirs.point, along: gradient, using: made(Schedule(base + slope * Double(k))))
        still.state.update(&still.point, along: gradient, using: made(Schedule(base)))
        #expect(
          firstDifference(ours.point, theirs.point) == nil,
          "\(rule.name), \(option.name), step \(k)")
      }
      if !isUnseen(option.swiftName, of: rule) {
        #expect(
          firstDifference(ours.point, still.point) != nil,
          "\(rule.name): \(option.swiftName) does nothing")
      }
    }
    #expect(checked > 0)
  }
}
