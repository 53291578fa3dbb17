/// Ends a run after so many updates, or after so long.
///
/// Updates before a run was gone on with count, time before does not. The step in which the budget runs
/// out is finished.
public struct Budget: TrainingObserver {
  /// The most updates; nil for any number.
  public let steps: Int64?
  /// The most seconds; nil for any number.
  public let seconds: Double?
  private let clock = ContinuousClock()
  private var start: ContinuousClock.Instant?

  /// A run of at most so many updates, or so many seconds.
  ///
  /// - Parameters:
  ///   - steps: The most updates; nil for any number.
  ///   - seconds: The most seconds; nil for any number.
  /// - Precondition: Neither is below 0.
  public init(steps: Int64? = nil, seconds: Double? = nil) {
    precondition((steps ?? 0) >= 0 && (seconds ?? 0) >= 0, "Budget: \(steps ?? 0), \(seconds ?? 0)")
    self.steps = steps
    self.seconds = seconds
  }

  /// Looks at the count and the clock after each step.
  public mutating func observe(_ event: TrainingEvent) -> Directive {
    switch event {
    case .willStart(_, let step):
      start = clock.now
      return end(after: step)
    case .didStep(let report): return end(after: report.step + 1)
    case .didComputeGradients, .didEndEpoch, .didFinish: return .proceed
    }
  }

  private func end(after step: Int64) -> Directive {
    if let steps, step >= steps { return .stop(reason: "the budget of \(steps) steps") }
    if let seconds, let start, clock.now - start >= .seconds(seconds) {
      return .stop(reason: "the budget of \(seconds) seconds")
    }
    return .proceed
  }
}
