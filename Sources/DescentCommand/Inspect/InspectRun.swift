import DescentData
import DescentTraining
import Yams

/// The folder of a run: its configuration, its result, its epochs, its weights.
extension InspectFolder {
  static func run(_ path: String, _ names: [String]) throws -> Inspection {
    var result = Inspection(path, format: "run", title: "a run")
    try addConfiguration(path, to: &result)
    if names.contains("result.json") {
      let document = try JSON(readingFile: path + "/result.json")
      result.add("result", document)
      result.tables.append(
        TextTable(header: ["result", ""], rows: leaves(of: document), leftColumns: [0, 1]))
    }
    if names.contains("metrics.csv") { try addMetrics(path, to: &result) }
    try addTensors(path, names, as: "weights", to: &result)
    if names.contains("checkpoints") {
      let steps = CheckpointFolder(path + "/checkpoints").steps
      if !steps.isEmpty {
        result.notes.append("checkpoints: \(self.steps(steps))")
        result.add("checkpoints", .array(steps.map { .integer(Int($0)) }))
      }
    }
    return result
  }

  private static func addConfiguration(_ path: String, to result: inout Inspection) throws {
    let file = path + "/config.yaml"
    let bytes = try InputFile.read(file)
    let root: Node?
    do { root = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self)) } catch {
      throw CommandError.badData("\(file): expected YAML, got \(error)")
    }
    var count = 0
    let document = try root.map { try json(of: $0, &count, in: file) } ?? .null
    result.add("config", document)
    result.tables.append(
      TextTable(header: ["config", ""], rows: leaves(of: document), leftColumns: [0, 1]))
  }

  /// The node as JSON; an alias of an alias of an alias may stand for more than memory holds.
  private static func json(
    of node: Node, _ count: inout Int, in file: String
  ) throws(CommandError) -> JSON {
    count += 1
    guard count <= greatestCount else {
      throw .badData("\(file): expected at most \(greatestCount) values, found more")
    }
    switch node {
    case .scalar(let scalar):
      if scalar.style == .plain {
        if let value = Int(scalar.string) { return .integer(value) }
        if let value = Double(scalar.string) { return .number(value) }
        if let value = Bool(scalar.string) { return .bool(value) }
      }
      return .string(scalar.string)
    case .sequence(let items):
      var values: [JSON] = []
      for item in items { values.append(try json(of: item, &count, in: file)) }
      return .array(values)
    case .mapping(let pairs):
      var members: [JSON.Member] = []
      for (name, value) in pairs {
        members.append(
          JSON.Member(name: name.string ?? "", value: try json(of: value, &count, in: file)))
      }
      return .object(members)
    case .alias: return .null
    }
  }

  private static let greatestCount = 10_000

  private static func addMetrics(_ path: String, to result: inout Inspection) throws {
    let file = path + "/metrics.csv"
    let metrics: Table
    do {
      metrics = try Table.read(file, options: TableOptions(missing: .keep))
    } catch {
      // A run that stopped in its first epoch has a header alone.
      guard error.problem == .noRows else { throw error }
      result.notes.append("no epoch")
      result.add("epochs", 0)
      return
    }
    result.notes.append(InspectText.count(metrics.rowCount, "epoch"))
    result.add("epochs", .integer(metrics.rowCount))
    var table = TextTable(header: ["metric", "first", "least", "greatest", "last"])
    var members: [JSON.Member] = []
    for column in metrics.columns {
      guard case .numbers(let numbers) = column.values, let first = numbers.first,
        let last = numbers.last
      else { continue }
      var summary = ValueSummary()
      for number in numbers { summary.add(number) }
      let values = [first, summary.minimum, summary.maximum, last]
      table.rows.append([column.name] + values.map(InspectText.number))
      members.append(
        .init(
          name: column.name,
          value: [
            "first": .number(first), "min": .number(summary.minimum),
            "max": .number(summary.maximum), "last": .number(last),
          ]))
    }
    result.tables.append(table)
    result.add("metrics", .object(members))
  }
}
