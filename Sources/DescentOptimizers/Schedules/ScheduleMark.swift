/// A step that means something to a schedule.
public struct ScheduleMark: Sendable, Hashable {
  /// What a step means.
  public enum Kind: Sendable, Hashable {
    /// From this step on it is another course: a cut, the next part.
    case milestone
    /// The way there is over: the end of a line, of a warm-up.
    case arrival
    /// The schedule was made for so many steps.
    case end
  }

  /// What the step means.
  public let kind: Kind
  /// The step.
  public let step: Int64
  /// What happens there, as the subject of a sentence: "the cut to a tenth".
  public let name: String
  /// What becomes of the value after an end: "it rises again".
  public let aftermath: String
  /// From which step on another part of the schedule has taken over; nil if none does.
  public let until: Int64?

  /// A step that means something.
  public init(
    _ kind: Kind, at step: Int64, _ name: String, aftermath: String = "it stays",
    until: Int64? = nil
  ) {
    self.kind = kind
    self.step = step
    self.name = name
    self.aftermath = aftermath
    self.until = until
  }

  /// The same so many steps later.
  func delayed(by steps: Int64) -> ScheduleMark {
    ScheduleMark(
      kind, at: sum(step, steps), name, aftermath: aftermath, until: until.map { sum($0, steps) })
  }

  /// The same where another part takes over at a step.
  func cut(at step: Int64) -> ScheduleMark {
    ScheduleMark(
      kind, at: self.step, name, aftermath: aftermath, until: min(until ?? step, step))
  }

  private func sum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }
}
