/// Where and when a training run saves what it takes to go on.
///
///     trainer.checkpoints = Checkpoints(in: "runs/a/checkpoints", every: .seconds(60))
///
/// Besides, a run is saved when it ends or an observer stops it, and after each pass that was better
/// than all before.
public struct Checkpoints: Sendable {
  /// How often a run is saved.
  public enum Interval: Sendable, Hashable {
    /// After every so many updates.
    case steps(Int)
    /// After every so many passes over the data.
    case epochs(Int)
    /// After the first update that ends when so many seconds have gone by since the last time.
    case seconds(Double)
  }

  /// Where the checkpoints are.
  public var folder: CheckpointFolder
  /// How often a run is saved.
  public var interval: Interval
  /// Whether it is saved after each pass that was better than all before.
  public var savesBest: Bool
  /// What else stands in a checkpoint, for those who read it.
  public var configuration: [String: String] = [:]

  /// Checkpoints in a folder.
  ///
  /// - Parameters:
  ///   - path: The folder, which need not be there yet.
  ///   - interval: How often a run is saved.
  ///   - keeping: How many of the latest are kept; the latest best one is kept besides.
  ///   - savesBest: Whether it is saved after each pass that was better than all before.
  /// - Precondition: The interval is above 0, and at least one checkpoint is kept.
  public init(
    in path: String, every interval: Interval, keeping: Int = 3, savesBest: Bool = true
  ) {
    let isPositive =
      switch interval {
      case .steps(let count), .epochs(let count): count > 0
      case .seconds(let seconds): seconds > 0
      }
    precondition(isPositive, "Checkpoints: an interval of \(interval)")
    folder = CheckpointFolder(path, keeping: keeping)
    self.interval = interval
    self.savesBest = savesBest
  }
}

/// Says when a run is to be saved.
struct CheckpointClock {
  private let checkpoints: Checkpoints?
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant

  init(_ checkpoints: Checkpoints?) {
    self.checkpoints = checkpoints
    last = clock.now
  }

  mutating func isDue(afterStep step: Int64) -> Bool {
    switch checkpoints?.interval {
    case .steps(let count): step % Int64(count) == 0
    case .seconds(let seconds): haveGone(seconds)
    case .epochs, nil: false
    }
  }

  func isDue(after report: EpochReport) -> Bool {
    guard let checkpoints else { return false }
    if report.isBest, checkpoints.savesBest { return true }
    if case .epochs(let count) = checkpoints.interval { return report.epoch % count == 0 }
    return false
  }

  private mutating func haveGone(_ seconds: Double) -> Bool {
    let now = clock.now
    guard now - last >= .seconds(seconds) else { return false }
    last = now
    return true
  }
}
