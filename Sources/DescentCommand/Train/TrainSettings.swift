import DescentData
import DescentOptimizers
import Foundation

/// What a training run can be told, by the names that stand in a configuration file.
enum TrainKey: String, CaseIterable {
  case data, target, header, missing, task, model, hidden, activation, dropout, optimizer, lr,
    options,
    schedule
  case classWeights = "class_weights"
  case epochs
  case batchSize = "batch_size"
  case patience, validation, seed, out
  case checkpointEvery = "checkpoint_every"
  case accumulate, clip, average, log
}

/// What was asked for, by a file, by options, or by both, not yet checked.
struct TrainSettings {
  /// A value as it was written, and what to call its source in a message.
  struct Entry {
    var text: String
    var source: String
    /// 65 for what a file said, 64 for an option.
    var code = CommandExit.usage
  }

  /// An option of the optimizer.
  struct Option {
    var value: OptionValue
    var source: String
    var code = CommandExit.usage
  }

  private(set) var entries: [TrainKey: Entry] = [:]
  private(set) var options: [String: Option] = [:]

  /// Takes a value, in place of the one there was.
  mutating func set(
    _ key: TrainKey, to text: String, source: String, code: Int32 = CommandExit.usage
  ) {
    // Another rule does not take the options of the one in the file.
    if key == .optimizer, let old = entries[key],
      OptionAssignment.plain(old.text) != OptionAssignment.plain(text)
    {
      options = [:]
      entries[.lr] = nil
    }
    entries[key] = Entry(text: text, source: source, code: code)
  }

  /// Takes options written as `name=value`.
  mutating func set(options texts: [String]) throws(CommandError) {
    for given in try OptionAssignment.list(texts) {
      set(option: given.name, to: Option(value: given.value, source: "-O \(given.name)"))
    }
  }

  /// Takes an option, in place of the one there was in either spelling.
  mutating func set(option name: String, to option: Option) {
    for other in options.keys where OptionAssignment.plain(other) == OptionAssignment.plain(name) {
      options[other] = nil
    }
    options[name] = option
  }

  /// Checks that everything makes sense.
  ///
  /// - Parameter isOfImages: Whether the data are images; nil looks at them.
  /// - Returns: The configuration.
  /// - Throws: ``CommandError`` with the source of what makes none.
  func makeConfiguration(isOfImages: Bool? = nil) throws(CommandError) -> TrainConfiguration {
    guard let data = entries[.data]?.text else {
      throw .usage("expected a CSV file or a folder of images to train on, got none")
    }
    let isOfImages =
      isOfImages
      ?? (FileKind(path: data) == .directory
        && (entries[.target] == nil || ImageFiles.areIn(data)))
    if isOfImages { try refuseOptionsOfTables() }
    guard let target = isOfImages ? "label" : entries[.target]?.text else {
      throw .usage("expected --target COLUMN, got none")
    }
    var result = TrainConfiguration(
      data: data, target: target, optimizer: try makeOptimizer())
    if isOfImages { result.useImages() }
    try read(.model, "mlp or cnn", into: &result.model) {
      TrainModelKind(rawValue: $0.lowercased())
    }
    if result.model == .cnn, !isOfImages, let entry = entries[.model] {
      throw CommandError(
        entry.code, "\(entry.source): cnn needs a folder of images, and \(data) is none")
    }
    try read(.validation, "a share from 0 to 0.9", into: &result.validation) { text in
      Double(text).flatMap { (0...0.9).contains($0) ? $0 : nil }
    }
    try read(.header, "true or false", into: &result.hasHeader, Self.bool)
    // An array has no names; archives and JSON lines always do.
    if TableFormat(path: data) != .delimited {
      result.hasHeader = TableFormat(path: data) != .array
    }
    try read(.missing, "refuse, mean or drop", into: &result.missing) {
      TrainMissing(rawValue: $0.lowercased())
    }
    try read(.task, "regression or classification", into: &result.task) {
      TableTask(rawValue: $0.lowercased()).map(Optional.some)
    }
    try read(
      .classWeights, "balanced, none, or class=weight between commas, each weight above 0",
      into: &result.classWeights
    ) { $0.lowercased() == "none" ? .some(nil) : TrainClassWeights($0).map(Optional.some) }
    try read(.hidden, "widths from 1 to 65536 between commas, or none", into: &result.hidden) {
      Self.widths($0)
    }
    try read(.activation, "relu, tanh or sigmoid", into: &result.activation) {
      TrainActivation(rawValue: $0.lowercased())
    }
    try read(.dropout, "a probability from 0 and below 1", into: &result.dropout) { text in
      Double(text).flatMap { $0 >= 0 && $0 < 1 ? $0 : nil }
    }
    try read(.epochs, "a number from 1 to 1000000", into: &result.epochs) {
      Self.integer($0, in: 1...1_000_000)
    }
    try read(.batchSize, "a number from 1 to 1000000000", into: &result.batchSize) {
      Self.integer($0, in: 1...1_000_000_000)
    }
    try read(.patience, "a number from 0 to 1000000", into: &result.patience) {
      Self.integer($0, in: 0...1_000_000)
    }
    try read(.seed, "a whole number from 0 to 18446744073709551615", into: &result.seed) {
      UInt64($0)
    }
    try read(
      .checkpointEvery, "500steps, 2epochs, 30s or none", into: &result.checkpointEvery
    ) { TrainCheckpointInterval($0) }
    try read(.accumulate, "a number from 1 to 1000000", into: &result.accumulate) {
      Self.integer($0, in: 1...1_000_000)
    }
    try read(.clip, "a bound above 0, norm:1, value:1 or average-norm:1", into: &result.clip) {
      $0.lowercased() == "none" ? .some(nil) : TrainClip($0).map(Optional.some)
    }
    try read(.average, "ema, ema:0.999, swa or none", into: &result.average) {
      $0.lowercased() == "none" ? .some(nil) : TrainAverage($0).map(Optional.some)
    }
    try read(.log, "tensorboard, csv and jsonl between commas, or none", into: &result.logs) {
      TrainLog.list($0)
    }
    result.schedule = try makeSchedule(for: result.optimizer)
    result.out = entries[.out]?.text
    if let out = entries[.out], out.text.isEmpty {
      throw CommandError(out.code, "\(out.source): expected a folder, got nothing")
    }
    return result
  }

  /// Images have labels of their own, and every one of them is there.
  private func refuseOptionsOfTables() throws(CommandError) {
    for key in [TrainKey.target, .header, .missing, .task] {
      guard let entry = entries[key] else { continue }
      throw CommandError(
        entry.code, "\(entry.source): is for tables, and the data is a folder of images")
    }
  }

  private func makeSchedule(
    for rule: any ConfigurableOptimizer
  ) throws(CommandError) -> ScheduleSpecification? {
    guard let entry = entries[.schedule], !["", "none"].contains(entry.text.lowercased()) else {
      return nil
    }
    let schedule = try ScheduleSpecification(
      option: entry.text, entry.source, code: entry.code)
    // The number of steps is known once the data is read; what else is wrong is said before that.
    func check(_ rule: some ConfigurableOptimizer) throws(ScheduleError) {
      _ = try ScheduledRule(rule, by: schedule, steps: TrainConfiguration.greatestSteps)
    }
    do { try check(rule) } catch {
      throw CommandError(entry.code, "\(entry.source): \(error)")
    }
    return schedule
  }

  private func read<Value>(
    _ key: TrainKey, _ expected: String, into place: inout Value, _ parse: (String) -> Value?
  ) throws(CommandError) {
    guard let entry = entries[key] else { return }
    guard let value = parse(entry.text) else {
      throw CommandError(
        entry.code, "\(entry.source): expected \(expected), got '\(entry.text)'")
    }
    place = value
  }

  private func makeOptimizer() throws(CommandError) -> any ConfigurableOptimizer {
    let name = entries[.optimizer] ?? Entry(text: "AdamW", source: "--optimizer")
    var rates = options.filter { ["lr", "learningrate"].contains(OptionAssignment.plain($0.key)) }
    if let lr = entries[.lr] {
      // The command line corrects a file whichever way either of them says it.
      if let other = rates.first, other.value.code == CommandExit.usage {
        guard lr.code != CommandExit.usage else {
          throw .usage("--lr and \(other.value.source) are the same option; give one")
        }
      } else {
        rates = [
          "lr": Option(value: OptionValue(parsing: lr.text), source: lr.source, code: lr.code)
        ]
      }
    }
    var all = options.filter { !["lr", "learningrate"].contains(OptionAssignment.plain($0.key)) }
    all.merge(rates) { $1 }
    do {
      var rule = try OptimizerCatalog.rule(named: name.text).init()
      try rule.set(all.mapValues(\.value))
      return rule
    } catch {
      let culprit: Option? =
        switch error {
        case .unknownOption(_, let option, _), .badValue(_, let option, _, _): all[option]
        case .repeatedOption(_, let options): options.compactMap { all[$0] }.first
        case .unknownOptimizer: nil
        }
      let (source, code) = culprit.map { ($0.source, $0.code) } ?? (name.source, name.code)
      throw CommandError(code, "\(source): \(error)")
    }
  }

  private static func bool(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  private static func integer(_ text: String, in range: ClosedRange<Int>) -> Int? {
    Int(text).flatMap { range.contains($0) ? $0 : nil }
  }

  private static func widths(_ text: String) -> [Int]? {
    if text.isEmpty || text.lowercased() == "none" { return [] }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let widths = parts.compactMap {
      integer($0.trimmingCharacters(in: .whitespaces), in: 1...65536)
    }
    return widths.count == parts.count ? widths : nil
  }
}
