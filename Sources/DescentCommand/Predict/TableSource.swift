import DescentData

/// The rows of a table, some at a time: those of delimited text as they are read, all others from
/// memory.
final class TableSource {
  let names: [String]
  let headerLooksLikeData: Bool
  /// How much there is, and of what; nil where that is not known beforehand.
  let size: Int?
  let unit: String
  private var pieces: TablePieces?
  private let whole: Table?
  private var next = 0

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file; its name says what it holds.
  ///   - hasHeader: Whether delimited text has a line of names.
  ///   - refusesMissing: Whether a cell without a value is an error, in columns that are needed.
  ///   - encoder: What the columns hold.
  /// - Throws: `DataError` if it cannot be read.
  init(
    _ path: String, hasHeader: Bool, refusesMissing: Bool, encoder: TableEncoder
  ) throws(DataError) {
    let format = TableFormat(path: path)
    if format == .delimited {
      let opened = try TablePieces(
        path, options: TableOptions(hasHeader: hasHeader, missing: refusesMissing ? .refuse : .keep)
      )
      (names, size, unit, whole) = (opened.names, opened.size, "bytes", nil)
      headerLooksLikeData = opened.headerLooksLikeData
      pieces = consume opened
      return
    }
    var options = TableOptions(missing: .keep)
    options.kinds = { names in
      // What is only copied is text, whatever it looks like.
      encoder.kinds(names: names, hasHeader: hasHeader, includingTarget: false)
        .map { $0 == .number ? .number : .category }
    }
    let table: Table
    switch format {
    case .array: table = try Table.readArray(path, missing: .keep)
    case .archive: table = try Table.readArchive(path, missing: .keep)
    case .jsonLines, .delimited: table = try Table.readJSONLines(path, options: options)
    }
    (names, size, unit, whole) = (table.names, table.rowCount, "rows", table)
    headerLooksLikeData = false
    guard refusesMissing else { return }
    let places = try encoder.places(in: names, hasHeader: hasHeader, path: path)
    for row in 0..<table.rowCount {
      for place in places where table.isMissing(row: row, column: place) {
        throw DataError(
          .missingValue(found: ""), path: path, line: table.lines[row], column: names[place])
      }
    }
  }

  /// How much is done.
  var position: Int { pieces?.position ?? next }

  /// The column that is meant, by its name or else by its index from 0.
  func columnIndex(of name: String) throws(DataError) -> Int {
    if let whole { return try whole.columnIndex(of: name) }
    return try pieces?.columnIndex(of: name) ?? 0
  }

  /// The next rows, and the texts of some of their columns; nil after the last.
  func next(
    kinds: [ColumnKind], texts: [Int], rows: Int
  ) throws(DataError) -> TablePieces.Piece? {
    guard let whole else { return try pieces?.next(kinds: kinds, texts: texts, rows: rows) }
    guard next < whole.rowCount else { return nil }
    let range = next..<min(next + rows, whole.rowCount)
    next = range.upperBound
    return TablePieces.Piece(
      table: whole.piece(range),
      texts: texts.map { column in range.map { whole.text(row: $0, column: column) } })
  }
}
