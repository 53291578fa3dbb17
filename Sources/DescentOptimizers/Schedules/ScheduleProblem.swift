/// What about a schedule does not fit a run.
public enum ScheduleProblem: Sendable, Hashable {
  /// A milestone lies where the run, or its part of the schedule, is over.
  case neverFires(mark: ScheduleMark, limit: Int64)
  /// A milestone lies at the first step: the value before it is never used.
  case firesAtTheFirstStep(mark: ScheduleMark)
  /// It was made for fewer steps than there are.
  case endsBeforeTheRun(mark: ScheduleMark, limit: Int64)
  /// It was made for more steps than there are.
  case outlastsTheRun(mark: ScheduleMark, limit: Int64)
  /// A value that no rate can have: negative, or not finite.
  case badValue(step: Int64, value: Double)
  /// The first step has a rate of 0 and moves nothing.
  case firstStepIsIdle
}

extension ScheduleProblem: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    switch self {
    case .neverFires(let mark, let limit):
      "\(mark.name) at step \(mark.step) never happens: "
        + (mark.until == limit ? "the next part begins at step \(limit)" : Self.over(limit))
    case .firesAtTheFirstStep(let mark):
      "\(mark.name) happens at step 0 already: the value before it is never used"
    case .endsBeforeTheRun(let mark, let limit):
      "\(mark.name) ends at step \(mark.step), "
        + (mark.until == limit ? "its part at step \(limit)" : "the run has \(limit)")
        + ": after it \(mark.aftermath)"
    case .outlastsTheRun(let mark, let limit):
      "\(mark.name) is made for \(mark.step) steps, "
        + (mark.until == limit ? "its part ends at step \(limit)" : "the run has \(limit)")
        + ": it does not come to its end"
    case .badValue(let step, let value):
      "the value at step \(step) is \(value), which no rate can be"
    case .firstStepIsIdle:
      "the value at step 0 is 0: the first step moves nothing"
    }
  }

  private static func over(_ steps: Int64) -> String {
    "the run has \(steps) step\(steps == 1 ? "" : "s")"
  }
}

extension Schedule {
  /// What about this schedule, as a learning rate, does not fit a run of so many steps.
  ///
  /// ```swift
  /// let cuts = Schedule.multiStep(from: 0.1, by: 0.1, at: [0, 30, 600])
  /// // One is at step 0 already, one never happens.
  /// print(cuts.problems(steps: 300).count)  // 2
  /// ```
  ///
  /// - Complexity: One value for each of at most 100,000 steps, evenly chosen from more.
  public func problems(steps: Int64) -> [ScheduleProblem] {
    guard steps > 0 else { return [] }
    var problems: [ScheduleProblem] = []
    for mark in marks {
      let limit = min(mark.until ?? steps, steps)
      switch mark.kind {
      case .milestone where mark.step >= limit:
        problems.append(.neverFires(mark: mark, limit: limit))
      case .arrival where mark.step > limit:
        problems.append(.neverFires(mark: mark, limit: limit))
      case .milestone where mark.step <= 0: problems.append(.firesAtTheFirstStep(mark: mark))
      // Whether the last value or the one after it is the end is a matter of taste.
      case .end where mark.step < limit - 1:
        problems.append(.endsBeforeTheRun(mark: mark, limit: limit))
      case .end where mark.step > limit:
        problems.append(.outlastsTheRun(mark: mark, limit: limit))
      case .milestone, .arrival, .end: break
      }
    }
    if self(0) == 0, constant == nil { problems.append(.firstStepIsIdle) }
    for step in stride(from: 0, to: steps, by: Int(max(1, steps / 100_000))) {
      let value = self(step)
      if !value.isFinite || value < 0 {
        problems.append(.badValue(step: step, value: value))
        break
      }
    }
    return problems
  }
}
