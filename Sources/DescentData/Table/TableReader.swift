extension Table {
  /// Reads a delimited text file, compressed by gzip or not.
  ///
  /// A file whose name ends in `.jsonl` or `.ndjson`, with or without `.gz` behind it, is read by
  /// ``readJSONLines(_:options:)``.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - options: How it is read.
  /// - Returns: The table.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public static func read(
    _ path: String, options: TableOptions = TableOptions()
  ) throws(DataError) -> Table {
    if isJSONLines(path) { return try readJSONLines(path, options: options) }
    return try parse(
      text: readText(of: path, limit: options.byteLimit), path: path, options: options)
  }

  private static func isJSONLines(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".jsonl", ".ndjson"].contains { name.hasSuffix($0) || name.hasSuffix($0 + ".gz") }
  }

  /// Reads delimited text; the path stands in errors only.
  ///
  /// - Parameters:
  ///   - text: The bytes of the text, UTF-8.
  ///   - path: What messages call it.
  ///   - options: How it is read.
  /// - Returns: The table.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public static func parse(
    _ text: [UInt8], path: String, options: TableOptions = TableOptions()
  ) throws(DataError) -> Table {
    try requireText(text, path: path)
    return try parse(text: text, path: path, options: options)
  }

  private static func parse(
    text: [UInt8], path: String, options: TableOptions
  ) throws(DataError) -> Table {
    try text.withUnsafeBufferPointer { (bytes) throws(DataError) -> Table in
      try TableReader(text: bytes, path: path, options: options).read()
    }
  }
}

extension Table {
  /// Leaves out rows where that was asked for, and refuses a table without any.
  mutating func finish(_ missing: TableOptions.MissingValues) throws(DataError) {
    guard rowCount > 0 else { throw DataError(.noRows, path: path) }
    if missing == .dropRows { dropRowsWithMissingValues() }
    guard rowCount > 0 else {
      throw noWholeRow(missingCells, names: names, dropped: droppedRows, path: path)
    }
  }
}

/// The error for a table of which no row is left; it names the column that lacks most.
func noWholeRow(
  _ counts: [Int], names: [String], dropped: Int, path: String
) -> DataError {
  let emptiest = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
  return DataError(
    .noWholeRow(rows: dropped, column: names[emptiest], missing: counts[emptiest]), path: path)
}

/// One reading of one text.
private struct TableReader {
  let text: UnsafeBufferPointer<UInt8>
  let path: String
  let options: TableOptions

  func read() throws(DataError) -> Table {
    let delimiter = options.delimiter ?? CSVScanner.detectDelimiter(text)
    var scanner = CSVScanner(text, delimiter: delimiter, path: path)
    var cells: [CSVCell] = []
    guard try scanner.nextRow(into: &cells) else { throw DataError(.empty, path: path) }
    let looksLikeData = areNumbers(cells, of: scanner)
    let names: [String]
    if options.hasHeader {
      names = try headerNames(cells, of: scanner)
    } else {
      names = cells.indices.map { "\($0)" }
      scanner = CSVScanner(text, delimiter: delimiter, path: path)
    }
    let kinds = options.kinds(names)
    precondition(kinds.count == names.count, "TableOptions.kinds must name a kind per column")
    var table = try body(names: names, kinds: kinds, scanner: scanner, looksLikeData)
    try table.finish(options.missing)
    return table
  }

  private func body(
    names: [String], kinds: [ColumnKind?], scanner start: CSVScanner, _ looksLikeData: Bool
  ) throws(DataError) -> Table {
    var scanner = start
    var columns = TableColumns(names: names, kinds: kinds, path: path)
    var cells: [CSVCell] = []
    let plain = PlainColumns(kinds, delimiter: scanner.delimiter)
    defer { plain.room?.deallocate() }
    var pace = PlainPace()
    while true {
      if let room = plain.room?.baseAddress {
        let first = scanner.line
        let taken = scanner.takePlainRows(pace.count, plain.rows, into: room)
        for (column, place) in plain.rows.places.enumerated() where place >= 0 {
          columns.builders[column].append(room + place, stride: plain.rows.width, count: taken)
        }
        columns.lines.append(contentsOf: first..<(first + taken))
        let isMore = taken == pace.count
        pace.note(taken: taken, of: pace.count)
        if isMore { continue }
      }
      guard try scanner.nextRow(into: &cells) else { break }
      guard cells.count == names.count else {
        throw DataError(
          .ragged(expected: names.count, found: cells.count), path: path, line: scanner.rowLine)
      }
      for index in cells.indices where kinds[index] != .ignored {
        let isThere = columns.builders[index].append(cells[index], of: scanner)
        if !isThere, options.missing == .refuse {
          throw DataError(
            .missingValue(found: scanner.string(of: cells[index])), path: path,
            line: scanner.rowLine, column: names[index])
        }
      }
      columns.lines.append(scanner.rowLine)
    }

    if let table = try columns.finish(
      hasHeader: options.hasHeader, headerLooksLikeData: options.hasHeader && looksLikeData)
    {
      return table
    }
    return try body(names: names, kinds: columns.kinds, scanner: start, looksLikeData)
  }
}

/// How plain rows of a table are taken, where no column needs its text.
private struct PlainColumns {
  let rows: PlainRows
  /// Space for as many rows as are tried at a time; nil where a column is a category.
  let room: UnsafeMutableBufferPointer<Double>?

  init(_ kinds: [ColumnKind?], delimiter: UInt8) {
    var width = 0
    let places = kinds.map { kind -> Int in
      if kind == .ignored { return -1 }
      width += 1
      return width - 1
    }
    rows = PlainRows(delimiter: delimiter, places: places, width: width)
    room =
      kinds.contains(.category) || width == 0
      ? nil : .allocate(capacity: width * PlainPace.greatest)
  }
}
