import DescentData
import DescentTensor
import DescentTraining

/// A data set, split and encoded.
struct TrainData {
  let encoder: TableEncoder
  let rows: HoldOut
  let training: Examples
  let validation: Examples
  let test: Examples

  /// Reads the file; notes go to the console.
  init(
    _ configuration: TrainConfiguration, using generator: inout Generator, console: Console
  ) throws {
    let table = try Table.read(
      configuration.data,
      options: TableOptions(
        hasHeader: configuration.hasHeader, missing: configuration.missing.rule))
    if table.headerLooksLikeData {
      console.note(
        "\(configuration.data): the first line was taken for names, and all of them are numbers; "
          + "--no-header takes it for data")
    }
    if table.droppedRows > 0 {
      console.note("\(configuration.data): dropped \(table.droppedRows) rows with missing values")
    }
    let target = try table.columnIndex(of: configuration.target)
    guard table.rowCount >= HoldOut.minimumCount else {
      throw CommandError.badData(
        "\(configuration.data): expected at least \(HoldOut.minimumCount) rows to learn from and "
          + "to hold out, got \(table.rowCount)")
    }
    rows = HoldOut(count: table.rowCount, using: &generator)
    encoder = try TableEncoder(
      fitting: table, target: target, task: configuration.task, trainingRows: rows.training)
    training = try Self.examples(rows.training, of: table, encoder)
    validation = try Self.examples(rows.validation, of: table, encoder)
    test = try Self.examples(rows.test, of: table, encoder)
    try requireVaryingTarget(table, target, path: configuration.data)
    if configuration.task == nil { try requireRecurringClasses(table, target) }
    note(table, target, configuration, console)
  }

  private static func examples(
    _ rows: [Int], of table: Table, _ encoder: TableEncoder
  ) throws -> Examples {
    let features = try encoder.features(of: table, rows: rows)
    let inputs = Tensor(features.values, shape: [features.rows, features.columns])
    switch try encoder.targets(of: table, rows: rows) {
    case .numbers(let numbers):
      return Examples(inputs: inputs, targets: Tensor(numbers, shape: [numbers.count, 1]))
    case .classes(let classes):
      return Examples(inputs: inputs, targets: Tensor(classes))
    }
  }

  private func requireVaryingTarget(
    _ table: Table, _ target: Int, path: String
  ) throws(CommandError) {
    guard case .numbers(let numbers) = table.columns[target].values,
      encoder.target.task == .regression, let first = numbers.first,
      numbers.allSatisfy({ $0 == first })
    else { return }
    throw .badData(
      "\(path), column \"\(encoder.target.name)\": expected a target that varies, got only \(first)"
    )
  }

  /// Refuses words of which few come twice: names, or numbers in another country's spelling.
  ///
  /// Who wants them for classes says `--task classification`.
  private func requireRecurringClasses(_ table: Table, _ target: Int) throws(CommandError) {
    guard case .categories(let codes, let levels) = table.columns[target].values,
      case .classes(let classes) = encoder.target.encoding, 2 * classes.count > table.rowCount,
      let first = codes.first
    else { return }
    throw .badData(
      "\(table.path), column \"\(encoder.target.name)\": expected a number or classes that recur, "
        + "got \(classes.count) different words in \(table.rowCount) rows, the first "
        + "\"\(levels[Int(first)].prefix(40))\"; --task classification takes them for classes")
  }

  /// Says which task was chosen, and what was left out.
  private func note(
    _ table: Table, _ target: Int, _ configuration: TrainConfiguration, _ console: Console
  ) {
    if configuration.task == nil {
      let name =
        configuration.hasHeader ? encoder.target.name : "column \(encoder.target.name)"
      switch encoder.target.encoding {
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
    if !encoder.identifiers.isEmpty {
      console.note(
        "left out, with another word in every row: "
          + encoder.identifiers.joined(separator: ", "))
    }
  }
}
