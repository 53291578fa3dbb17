import DescentData
import DescentTensor
import DescentTraining
import Foundation

/// A data set, split and encoded.
struct TrainData {
  let target: TargetEncoding
  /// Of one example.
  let inputShape: Shape
  /// What turns new data into inputs, as a file.
  let encoder: [UInt8]
  let rows: HoldOut
  let training: Examples
  /// Nil if nothing is held out.
  let validation: Examples?
  let test: Examples
  /// What there is to say of a table; nil for images.
  let facts: TrainDataFacts?

  /// Reads the file or the folder; notes go to the console.
  init(
    _ configuration: TrainConfiguration, using generator: inout Generator, console: Console
  ) throws {
    guard !configuration.isOfImages else {
      try self.init(images: configuration, using: &generator, console: console)
      return
    }
    do {
      try self.init(table: configuration, using: &generator, console: console)
    } catch let error as DataError {
      guard case .missingValue = error.problem else { throw error }
      // A target without a value can only be dropped.
      let isOfTarget = error.column == configuration.target || configuration.missing == .mean
      let mean = isOfTarget ? "" : "--missing mean puts the mean there, "
      throw CommandError(error.exitCode, "\(error); \(mean)--missing drop leaves such rows out")
    }
  }

  /// An encoding as a file.
  static func file(_ encoding: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(encoding)) + [0x0A]
  }

  private init(
    table configuration: TrainConfiguration, using generator: inout Generator, console: Console
  ) throws {
    let table = try Table.read(configuration)
    if table.headerLooksLikeData {
      console.note(
        "\(configuration.data): the first line was taken for names, and all of them are numbers; "
          + "--no-header takes it for data")
    }
    let column = try table.targetIndex(configuration)
    guard table.rowCount >= HoldOut.minimumCount else {
      throw CommandError.badData(
        "\(configuration.data): expected at least \(HoldOut.minimumCount) rows to learn from and "
          + "to hold out, got \(table.rowCount)")
    }
    rows = HoldOut(
      count: table.rowCount, validation: configuration.validation, using: &generator)
    let encoder = try TableEncoder(
      fitting: table, target: column, task: configuration.task, trainingRows: rows.training)
    training = try Self.examples(rows.training, of: table, encoder).examples
    let held =
      rows.validation.isEmpty ? nil : try Self.examples(rows.validation, of: table, encoder)
    validation = held?.examples
    let judged = try Self.examples(rows.test, of: table, encoder)
    test = judged.examples
    let facts = TrainDataFacts(
      table, encoder, validation: held?.features, test: judged.features)
    self.facts = facts
    (target, inputShape) = (encoder.target, [encoder.width])
    self.encoder = try Self.file(encoder)
    try requireVaryingTarget(table, column, path: configuration.data)
    if configuration.task == nil { try requireRecurringClasses(table, column) }
    noteTask(configuration, console)
    for note in facts.notes(path: configuration.data) { console.note(note) }
  }

  private static func examples(
    _ rows: [Int], of table: Table, _ encoder: TableEncoder
  ) throws -> (examples: Examples, features: FeatureMatrix) {
    let features = try encoder.features(of: table, rows: rows)
    let inputs = Tensor(features.values, shape: [features.rows, features.columns])
    switch try encoder.targets(of: table, rows: rows) {
    case .numbers(let numbers):
      let targets = Tensor(numbers, shape: [numbers.count, 1])
      return (Examples(inputs: inputs, targets: targets), features)
    case .classes(let classes):
      return (Examples(inputs: inputs, targets: Tensor(classes)), features)
    }
  }

  private func requireVaryingTarget(
    _ table: Table, _ column: Int, path: String
  ) throws(CommandError) {
    guard case .numbers(let numbers) = table.columns[column].values,
      target.task == .regression, let first = numbers.first,
      numbers.allSatisfy({ $0 == first })
    else { return }
    throw .badData(
      "\(path), column \"\(target.name)\": expected a target that varies, got only \(first)"
    )
  }

  /// Refuses words of which few come twice: names, or numbers in another country's spelling.
  ///
  /// Who wants them for classes says `--task classification`.
  private func requireRecurringClasses(_ table: Table, _ column: Int) throws(CommandError) {
    guard case .categories(let codes, let levels) = table.columns[column].values,
      case .classes(let classes) = target.encoding, 2 * classes.count > table.rowCount,
      let first = codes.first
    else { return }
    throw .badData(
      "\(table.path), column \"\(target.name)\": expected a number or classes that recur, "
        + "got \(classes.count) different words in \(table.rowCount) rows, the first "
        + "\"\(levels[Int(first)].prefix(40))\"; --task classification takes them for classes")
  }

  /// Says which task was chosen, where it was not given.
  private func noteTask(_ configuration: TrainConfiguration, _ console: Console) {
    guard configuration.task == nil else { return }
    let name = configuration.hasHeader ? target.name : "column \(target.name)"
    switch target.encoding {
    case .number:
      console.note(
        "regression: \(name) is a number of more than two values "
          + "(--task classification takes them for classes)")
    case .classes(let classes):
      let shown = classes.prefix(5).joined(separator: ", ")
      console.note(
        "classification: \(name) has \(classes.count) classes: \(shown)"
          + (classes.count > 5 ? ", …" : ""))
    }
  }
}
