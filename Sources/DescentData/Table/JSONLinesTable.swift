extension Table {
  /// Reads JSON lines: an object a line, a column for each name.
  ///
  /// Columns stand in the order in which their names first come. A name that a line lacks and `null`
  /// are missing values; texts are read as a cell of delimited text is, so that `"NaN"` is missing too;
  /// `true` and `false` are categories. Objects within an object make columns such as `lr.head`.
  ///
  /// - Parameters:
  ///   - path: The file, compressed by gzip or not.
  ///   - options: How it is read; header and delimiter say nothing here.
  /// - Returns: The table.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public static func readJSONLines(
    _ path: String, options: TableOptions = TableOptions()
  ) throws(DataError) -> Table {
    try parseJSONLines(
      readText(of: path, limit: options.byteLimit), path: path, options: options)
  }

  /// Reads JSON lines in memory; the path stands in errors only.
  package static func parseJSONLines(
    _ text: [UInt8], path: String, options: TableOptions = TableOptions()
  ) throws(DataError) -> Table {
    // Which columns there are is known at the end; what each one holds, after that.
    var names: [String] = []
    var indexOfName: [String: Int] = [:]
    var file = try JSONLines(text, path: path)
    while let record = try file.next() {
      for (name, _) in record.fields where indexOfName[name] == nil {
        indexOfName[name] = names.count
        names.append(name)
      }
    }
    guard !names.isEmpty else { throw DataError(.noRows, path: path) }
    let kinds = options.kinds(names)
    precondition(kinds.count == names.count, "TableOptions.kinds must name a kind per column")
    var table = try body(
      text, path: path, names: names, indexOfName, kinds: kinds, missing: options.missing)
    try table.finish(options.missing)
    return table
  }

  private static func body(
    _ text: [UInt8], path: String, names: [String], _ indexOfName: [String: Int],
    kinds: [ColumnKind?], missing: TableOptions.MissingValues
  ) throws(DataError) -> Table {
    var columns = TableColumns(names: names, kinds: kinds, path: path)
    var file = try JSONLines(text, path: path)
    var row = [JSONLines.Value](repeating: .null, count: names.count)
    while let record = try file.next() {
      for index in row.indices { row[index] = .null }
      for (name, value) in record.fields { if let index = indexOfName[name] { row[index] = value } }
      for index in names.indices where kinds[index] != .ignored {
        let isThere: Bool
        switch row[index] {
        case .null: isThere = columns.builders[index].append(.missing) { "null" }
        case .number(let number):
          isThere = columns.builders[index].append(
            number.isNaN ? .missing : number.isFinite ? .number(number) : .infinite
          ) { label(of: number) }
        case .bool(let value): isThere = columns.builders[index].append(.text) { "\(value)" }
        case .text(var text):
          isThere = columns.builders[index].append(text.withUTF8 { parseNumber($0) }) { text }
        case .list:
          throw DataError(
            .json(reason: "expected a number or a text for a table, found a list"), path: path,
            line: record.line, column: names[index])
        }
        if !isThere, missing == .refuse {
          let found = if case .text(let text) = row[index] { text } else { "" }
          throw DataError(
            .missingValue(found: found), path: path, line: record.line, column: names[index])
        }
      }
      columns.lines.append(record.line)
    }
    if let table = try columns.finish(hasHeader: true, headerLooksLikeData: false) { return table }
    return try body(
      text, path: path, names: names, indexOfName, kinds: columns.kinds, missing: missing)
  }
}
