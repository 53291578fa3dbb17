import DescentTraining

/// How often a run is saved, in the words of `--checkpoint-every`.
struct TrainCheckpointInterval: Equatable {
  static let `default` = TrainCheckpointInterval(interval: .seconds(30), isGiven: false)

  /// Nil for never.
  let interval: Checkpoints.Interval?
  /// Whether it was asked for.
  let isGiven: Bool

  private init(interval: Checkpoints.Interval?, isGiven: Bool) {
    (self.interval, self.isGiven) = (interval, isGiven)
  }

  /// Reads `500`, `500steps`, `2epochs`, `30s` or `none`; nil if it makes no sense.
  init?(_ text: String) {
    let text = text.lowercased().filter { !$0.isWhitespace }
    func count(_ suffixes: [String]) -> Substring? {
      suffixes.first { text.hasSuffix($0) }.map { text.dropLast($0.count) }
    }
    if text == "none" {
      self.init(interval: nil, isGiven: true)
    } else if let number = count(["steps", "step"]) ?? (Int(text) == nil ? nil : text[...]) {
      guard let steps = Int(number), steps > 0 else { return nil }
      self.init(interval: .steps(steps), isGiven: true)
    } else if let number = count(["epochs", "epoch"]) {
      guard let epochs = Int(number), epochs > 0 else { return nil }
      self.init(interval: .epochs(epochs), isGiven: true)
    } else if let number = count(["s"]) {
      guard let seconds = Double(number), seconds > 0, seconds.isFinite else { return nil }
      self.init(interval: .seconds(seconds), isGiven: true)
    } else {
      return nil
    }
  }

  /// As ``init(_:)`` reads it.
  var text: String {
    switch interval {
    case .steps(let count): "\(count)steps"
    case .epochs(let count): "\(count)epochs"
    case .seconds(let seconds): "\(seconds)s"
    case nil: "none"
    }
  }
}
