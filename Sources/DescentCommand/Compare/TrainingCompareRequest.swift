import DescentOptimizers

/// What `descent compare` was asked for on a training configuration, checked.
struct TrainingCompareRequest {
  /// One of the optimizers, with the run that it is to make.
  struct Entry {
    let entry: CompareRequest.Entry
    let configuration: TrainConfiguration
  }

  let entries: [Entry]
  /// The seeds, each of which is another split, other weights and other batches.
  let seeds: [UInt64]
  /// The validation loss to reach; nil for the least that all reach.
  let target: Double?

  init(_ command: Compare) throws(CommandError) {
    let others: [(String, Bool)] = [
      ("--function", command.function != nil), ("--start", command.start != nil),
      ("--spread", command.spread != nil), ("--anywhere", command.anywhere),
      ("--steps", command.steps != nil), ("--dtype", command.dtype != nil),
    ]
    if let other = others.first(where: \.1)?.0 {
      throw .usage(
        "\(other): expected a function, got a training run"
          + (other == "--steps" ? "; --epochs says how long" : ""))
    }
    if let reach = command.reach, !reach.isFinite {
      throw .usage("--reach: expected a finite number, got \(reach)")
    }
    seeds = try CompareRequest.seeds(command)
    target = command.reach
    var base = try command.training.settings()
    if let data = command.expression { base.set(.data, to: data, source: "DATA") }
    if let target = command.target { base.set(.target, to: target, source: "--target") }
    entries = try CompareRequest.labels(command).map { (label, words) throws(CommandError) in
      var settings = base
      settings.set(.optimizer, to: words[0], source: "--run '\(label)'")
      do throws(CommandError) {
        try settings.set(options: Array(words.dropFirst()))
        let configuration = try settings.makeConfiguration()
        guard configuration.validation > 0 else {
          throw CommandError.usage("--validation: expected a share above 0 to compare by, got 0")
        }
        return Entry(
          entry: CompareRequest.Entry(label: label, optimizer: configuration.optimizer),
          configuration: configuration)
      } catch {
        throw error.of(run: label)
      }
    }
  }
}

extension CompareRequest {
  /// The optimizers as they were written, in one spacing, and the words of each.
  static func labels(
    _ command: Compare
  ) throws(CommandError) -> [(label: String, words: [String])] {
    guard !command.runs.isEmpty else {
      throw .usage("expected --run 'OPTIMIZER option=value …', at least one, got none")
    }
    var found: [(label: String, words: [String])] = []
    for text in command.runs {
      let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
      let label = words.joined(separator: " ")
      guard !words.isEmpty else {
        throw .usage("--run: expected 'OPTIMIZER option=value …', got '\(text)'")
      }
      guard !found.contains(where: { $0.label == label }) else {
        throw .usage("--run '\(label)': given twice")
      }
      found.append((label, words))
    }
    return found
  }

  /// As many seeds as there are runs of each optimizer.
  static func seeds(_ command: Compare) throws(CommandError) -> [UInt64] {
    guard (1...100_000).contains(command.seeds) else {
      throw .usage("--seeds: expected a number from 1 to 100000, got \(command.seeds)")
    }
    return (0..<UInt64(command.seeds)).map { command.seed.seed &+ $0 }
  }
}

extension CommandError {
  /// The same, of one of several runs.
  func of(run label: String) -> CommandError {
    let prefix = "--run '\(label)': "
    if message.hasPrefix(prefix) { return self }
    let rest = message.hasPrefix("-O: ") ? String(message.dropFirst(4)) : message
    return CommandError(code, prefix + rest)
  }
}
