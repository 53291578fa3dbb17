import DescentOptimizers
import Synchronization

/// A rate that follows a metric, for a rule that asks a schedule.
///
/// What the rule gets depends on the metrics so far and on nothing else, so that the same run has the
/// same rates.
final class ScheduleFollower: Sendable {
  private let plateau: Mutex<ReduceOnPlateau>
  private let description: String

  init(_ plateau: ReduceOnPlateau) {
    self.plateau = Mutex(plateau)
    description = plateau.description
  }

  /// The rate as it stands, at whatever step.
  var schedule: Schedule {
    Schedule(description) { _ in self.plateau.withLock { $0.rate } }
  }

  /// Takes a metric.
  func observe(_ metric: Double) { plateau.withLock { _ = $0.observe(metric) } }
}

/// What `--schedule` asks for, made for a rule and a run.
struct ScheduledRule<Rule: ConfigurableRule> {
  let rule: Rule
  /// What must be told the metric, where the schedule follows one.
  let follower: ScheduleFollower?
  /// What about the schedule does not fit the run.
  let problems: [ScheduleProblem]

  init(
    _ rule: Rule, by specification: ScheduleSpecification, steps: Int64
  ) throws(ScheduleError) {
    let start = rule.scheduleStart(steps: steps)
    if specification.isPlateau {
      let follower = ScheduleFollower(try specification.makePlateau(from: start))
      self.rule = rule.scheduled(by: ScheduledRates(follower.schedule))
      self.follower = follower
      problems = []
    } else {
      let rates = try specification.makeRates(from: start)
      self.rule = rule.scheduled(by: rates)
      follower = nil
      problems = rates.learningRate.problems(steps: steps)
    }
  }
}
