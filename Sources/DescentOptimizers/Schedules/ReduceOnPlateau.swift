/// A rate that is cut when a metric no longer gets better.
///
///     var plateau = ReduceOnPlateau(rate: 0.1, patience: 5)
///     optimizer.learningRate = Schedule(plateau.rate)
///     switch plateau.observe(validationLoss) { case .reduced: …; case .ignored: …; default: break }
///
/// It is a value that follows what it is told, and all of its state is in its properties.
///
/// - Note: A metric that is not finite says nothing about a plateau. It is ignored: it counts neither
///   as better nor as a bad epoch, and a cool-down waits. torch counts each as a bad epoch, and an
///   infinitely good one as the best for ever.
/// - SeeAlso: Behaviour otherwise: torch.optim.lr_scheduler.ReduceLROnPlateau, 2.15.
public struct ReduceOnPlateau: Sendable, Hashable {
  /// Which metrics are better.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// Smaller ones.
    case min
    /// Greater ones.
    case max
  }

  /// What a threshold is a share of.
  public enum ThresholdMode: String, Sendable, Hashable, CaseIterable {
    /// Of the best metric so far.
    case relative = "rel"
    /// Of nothing: it is a difference.
    case absolute = "abs"
  }

  /// What a metric led to.
  public enum Outcome: Sendable, Hashable {
    /// It is the best so far.
    case improved
    /// It is no better; so many in a row are not.
    case waiting(badEpochs: Int)
    /// It does not count, since the rate was just cut.
    case coolingDown
    /// The rate was cut.
    case reduced(from: Double, to: Double)
    /// The rate is as small as it gets, or would change by less than ε.
    case atTheLeastRate
    /// It is not finite, and nothing changed.
    case ignored
  }

  /// The rate of the next step.
  public private(set) var rate: Double
  /// The best metric so far; nil before the first.
  public private(set) var best: Double?
  /// How many metrics in a row were no better.
  public private(set) var badEpochs = 0
  /// How many metrics more do not count.
  public private(set) var cooldownLeft = 0
  /// How many metrics were not finite.
  public private(set) var ignoredMetrics = 0

  /// What the rate is cut by.
  public let factor: Double
  /// How many metrics may be no better before the rate is cut.
  public let patience: Int
  /// How much better a metric must be.
  public let threshold: Double
  /// How many metrics do not count after a cut.
  public let cooldown: Int
  /// Which metrics are better.
  public let mode: Mode
  /// What the threshold is a share of.
  public let thresholdMode: ThresholdMode
  /// The least rate.
  public let leastRate: Double
  /// The least change of the rate.
  public let epsilon: Double

  /// A rate that waits for metrics, with torch's defaults.
  ///
  /// - Parameters:
  ///   - rate: The rate to begin with.
  ///   - mode: Whether the metric is to fall or to rise.
  ///   - factor: What the rate is multiplied by.
  ///   - patience: How many observations without an improvement are borne.
  ///   - threshold: By how much the metric must change to have improved.
  ///   - thresholdMode: Whether that is a share of the best, or a difference.
  ///   - cooldown: How many observations do not count after a reduction.
  ///   - leastRate: What the rate does not fall below.
  ///   - epsilon: A reduction of no more than this is not made.
  /// - Precondition: The factor is at least 0 and below 1; no count is negative.
  public init(
    rate: Double, mode: Mode = .min, factor: Double = 0.1, patience: Int = 10,
    threshold: Double = 1e-4, thresholdMode: ThresholdMode = .relative, cooldown: Int = 0,
    leastRate: Double = 0, epsilon: Double = 1e-8
  ) {
    precondition(
      factor >= 0 && factor < 1 && patience >= 0 && cooldown >= 0,
      "ReduceOnPlateau: expected a factor below 1, a patience and a cool-down of at least 0, "
        + "got \(factor), \(patience) and \(cooldown)")
    self.rate = rate
    self.mode = mode
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.thresholdMode = thresholdMode
    self.cooldown = cooldown
    self.leastRate = leastRate
    self.epsilon = epsilon
  }

  /// Takes the metric of an epoch, and cuts the rate if it is time.
  @discardableResult
  public mutating func observe(_ metric: Double) -> Outcome {
    guard metric.isFinite else {
      ignoredMetrics += 1
      return .ignored
    }
    let improved = isBetter(metric)
    if improved {
      best = metric
      badEpochs = 0
    } else {
      badEpochs += 1
    }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      badEpochs = 0
      return improved ? .improved : .coolingDown
    }
    guard badEpochs > patience else {
      return improved ? .improved : .waiting(badEpochs: badEpochs)
    }
    badEpochs = 0
    cooldownLeft = cooldown
    let (old, new) = (rate, max(rate * factor, leastRate))
    guard old - new > epsilon else { return .atTheLeastRate }
    rate = new
    return .reduced(from: old, to: new)
  }

  private func isBetter(_ metric: Double) -> Bool {
    guard let best else { return true }
    return switch (mode, thresholdMode) {
    case (.min, .relative): metric < best * (1 - threshold)
    case (.min, .absolute): metric < best - threshold
    case (.max, .relative): metric > best * (threshold + 1)
    case (.max, .absolute): metric > best + threshold
    }
  }
}

extension ReduceOnPlateau: CustomStringConvertible {
  /// What it does, for a person.
  public var description: String {
    "\(brief(rate)), times \(brief(factor)) after more than \(patience) metrics in a row that are no better"
  }
}

extension ScheduleEntry {
  static let plateau = ScheduleEntry(
    "ReduceLROnPlateau", aliases: ["plateau"],
    options: [
      "factor", "patience", "mode", "threshold", "threshold_mode", "cooldown", "min_lr", "eps",
    ]
  ) { _, _ throws(ScheduleError) in throw .followsMetric }
}

extension ReduceOnPlateau {
  init(_ o: ScheduleOptions, rate: Double) throws(ScheduleError) {
    let mode = try o.choice("mode", Mode.allCases.map(\.rawValue))
    let kind = try o.choice("threshold_mode", ThresholdMode.allCases.map(\.rawValue))
    self.init(
      rate: rate, mode: Mode(rawValue: mode) ?? .min,
      factor: try o.number("factor", 0.1, .belowOne),
      patience: Int(try o.steps("patience", 10, least: 0)),
      threshold: try o.number("threshold", 1e-4, .nonNegative),
      thresholdMode: ThresholdMode(rawValue: kind) ?? .relative,
      cooldown: Int(try o.steps("cooldown", 0, least: 0)),
      leastRate: try o.number("min_lr", 0, .nonNegative),
      epsilon: try o.number("eps", 1e-8, .nonNegative))
  }
}
