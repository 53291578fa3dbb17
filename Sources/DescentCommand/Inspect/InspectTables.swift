import DescentData

/// Files of rows: delimited text and JSON lines.
enum InspectTables {
  static func text(_ path: String, hasHeader: Bool) throws(DataError) -> Inspection {
    let summary = try TableSummary(ofText: path, hasHeader: hasHeader)
    let delimiter =
      switch summary.delimiter {
      case UInt8(ascii: ";"): "semicolons"
      case 9: "tabs"
      default: "commas"
      }
    var result = inspection(path, summary, format: "csv", "a table with \(delimiter)")
    result.add("delimiter", .string(summary.delimiter.map { String(UnicodeScalar($0)) } ?? ""))
    return result
  }

  static func records(_ path: String) throws(DataError) -> Inspection {
    let summary = try TableSummary(ofJSONLines: path)
    return inspection(path, summary, format: "jsonl", "JSON lines")
  }

  private static func inspection(
    _ path: String, _ summary: TableSummary, format: String, _ what: String
  ) -> Inspection {
    let size =
      InspectText.count(summary.rowCount, "row") + ", "
      + InspectText.count(summary.columns.count, "column")
    var result = Inspection(
      path, format: format, title: "\(what), \(size)", bytes: fileSize(of: path))
    var table = TextTable(
      header: ["column", "kind", "missing"] + InspectText.headings + ["words"],
      leftColumns: [0, 1, 8])
    var columns: [JSON] = []
    for column in summary.columns {
      let kind =
        switch column.kind {
        case .number: "number"
        case .category: "category"
        case .ignored: "empty"
        }
      table.rows.append(
        [InspectArrays.printable(column.name), kind, column.missing > 0 ? "\(column.missing)" : ""]
          + InspectText.cells(column.numbers) + [words(column)])
      columns.append(json(column, kind: kind))
    }
    result.tables.append(table)
    result.add("rows", .integer(summary.rowCount))
    result.add("columns", .array(columns))
    return result
  }

  private static func words(_ column: TableSummary.Column) -> String {
    guard column.words > 0 else { return "" }
    let commonest = column.commonest.prefix(3).map {
      "\(InspectArrays.printable($0.word)) (\($0.count))"
    }
    let distinct = column.counts.count
    let more = column.isCut ? "more than \(distinct)" : "\(distinct)"
    let rest = distinct > commonest.count ? ", …" : ""
    return "\(more) distinct: \(commonest.joined(separator: ", "))\(rest)"
  }

  private static func json(_ column: TableSummary.Column, kind: String) -> JSON {
    var members: [JSON.Member] = [
      .init(name: "name", value: .string(column.name)), .init(name: "kind", value: .string(kind)),
      .init(name: "missing", value: .integer(column.missing)),
      .init(name: "numbers", value: .integer(column.numbers.count)),
    ]
    members += InspectText.members(column.numbers)
    members += [
      .init(name: "words", value: .integer(column.words)),
      .init(name: "distinct_words", value: column.isCut ? .null : .integer(column.counts.count)),
      .init(
        name: "commonest_words",
        value: .object(
          column.commonest.prefix(10).map { JSON.Member(name: $0.word, value: .integer($0.count)) })
      ),
    ]
    return .object(members)
  }
}
