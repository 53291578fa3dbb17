/// What a log keeps of a run, in the order in which it becomes known.
enum LogPoint {
  /// A step, and whether the model was left as it was.
  case step(StepReport, isSkipped: Bool)
  /// A pass over the data.
  case epoch(EpochReport)
  /// The end of the run.
  case end(step: Int64, reason: String?)
}

/// Tells from what a run reports which points are to be kept: every one, and once.
///
/// A step is kept when the model has moved, for then its telemetry is known; one that the model did not
/// make, as soon as something else happens; and one that is not finite at once, for a run may end there
/// without another word.
struct LogPoints: Sendable {
  private var pending: StepReport?
  /// The last step of the last pass that the log has: one that a run reports again, because it was saved
  /// between the pass's last step and its end, is not kept twice.
  var lastEpoch: Int64?

  /// The points that are to be kept after an event.
  mutating func points(after event: TrainingEvent) -> [LogPoint] {
    switch event {
    case .willStart:
      pending = nil
      return []
    case .didComputeGradients(let report):
      let left = left()
      guard report.loss.isFinite, report.gradientNorm.isFinite else {
        return left + [.step(report, isSkipped: true)]
      }
      pending = report
      return left
    case .didStep(let report):
      let isKnown = pending == nil && !(report.loss.isFinite && report.gradientNorm.isFinite)
      pending = nil
      return isKnown ? [] : [.step(report, isSkipped: false)]
    case .didEndEpoch(let report):
      let left = left()
      if let lastEpoch, report.step - 1 <= lastEpoch { return left }
      lastEpoch = report.step - 1
      return left + [.epoch(report)]
    case .didFinish(let step, let reason): return left() + [.end(step: step, reason: reason)]
    }
  }

  private mutating func left() -> [LogPoint] {
    defer { pending = nil }
    return pending.map { [.step($0, isSkipped: true)] } ?? []
  }
}
