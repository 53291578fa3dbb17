import DescentData

/// TensorBoard's event files: the curves in them, and what else was logged.
enum InspectEvents {
  static func inspect(_ path: String) throws(DataError) -> Inspection {
    let log = try TFEventLog(path: path)
    let points = log.scalars.values.reduce(0) { $0 + $1.count }
    var result = Inspection(
      path, format: "tfevents",
      title: "TensorBoard events, \(InspectText.count(log.eventCount, "event")), "
        + InspectText.count(points, "point"), bytes: fileSize(of: path))
    for error in log.damage { result.notes.append("damaged: \(error)") }
    result.add("events", .integer(log.eventCount))
    result.add("damage", .array(log.damage.map { .string($0.description) }))
    addScalars(log, to: &result)
    var others = TextTable(header: ["tag", "kind", "count", "steps"], leftColumns: [0, 1])
    for (tag, all) in log.histograms.sorted(by: { $0.key < $1.key }) {
      others.rows.append(row(tag, "histograms", all.map(\.step)))
    }
    for (tag, all) in log.texts.sorted(by: { $0.key < $1.key }) {
      others.rows.append(row(tag, "texts", all.map(\.step)))
    }
    result.tables.append(others)
    result.add("histograms", counts(log.histograms.mapValues(\.count)))
    result.add("texts", counts(log.texts.mapValues(\.count)))
    addHyperparameters(log, to: &result)
    return result
  }

  private static func addScalars(_ log: TFEventLog, to result: inout Inspection) {
    var table = TextTable(header: ["scalar", "points", "steps"] + InspectText.headings + ["last"])
    var documents: [JSON] = []
    for (tag, points) in log.scalars.sorted(by: { $0.key < $1.key }) {
      var summary = ValueSummary()
      for point in points { summary.add(point.value) }
      let last = points.last?.value ?? .nan
      table.rows.append(
        [InspectArrays.printable(tag), "\(points.count)", range(points.map(\.step))]
          + InspectText.cells(summary) + [NumberText.short(last)])
      let members: [JSON.Member] = [
        .init(name: "tag", value: .string(tag)),
        .init(name: "points", value: .integer(points.count)),
        .init(name: "first_step", value: step(points.map(\.step).min())),
        .init(name: "last_step", value: step(points.map(\.step).max())),
        .init(name: "last", value: .number(last)),
      ]
      documents.append(.object(members + InspectText.members(summary)))
    }
    result.tables.append(table)
    result.add("scalars", .array(documents))
  }

  private static func addHyperparameters(_ log: TFEventLog, to result: inout Inspection) {
    var table = TextTable(header: ["hyperparameter", ""], leftColumns: [0, 1])
    var members: [JSON.Member] = []
    for (name, value) in log.hyperparameters.sorted(by: { $0.key < $1.key }) {
      let json: JSON =
        switch value {
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .flag(let flag): .bool(flag)
        }
      let words = if case .string(let text) = json { text } else { json.line }
      table.rows.append([name, words].map(InspectArrays.printable))
      members.append(.init(name: name, value: json))
    }
    result.tables.append(table)
    result.add("hyperparameters", .object(members))
  }

  private static func row(_ tag: String, _ kind: String, _ steps: [Int64]) -> [String] {
    [InspectArrays.printable(tag), kind, "\(steps.count)", range(steps)]
  }

  private static func range(_ steps: [Int64]) -> String {
    guard let least = steps.min(), let most = steps.max() else { return "" }
    return least == most ? "\(least)" : "\(least)…\(most)"
  }

  private static func step(_ step: Int64?) -> JSON { step.map { .integer(Int($0)) } ?? .null }

  private static func counts(_ counts: [String: Int]) -> JSON {
    .object(
      counts.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .integer($0.value)) })
  }
}
