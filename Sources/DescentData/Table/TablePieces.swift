/// Reads a delimited text file some rows at a time, compressed by gzip or not.
///
/// Memory follows the rows of one piece, and not the file. What a column holds must be known
/// beforehand, since a piece does not know what the next one brings:
/// ``TableEncoder/kinds(names:hasHeader:includingTarget:)`` says it of a file that is to be predicted
/// from. Lines are counted through the whole file.
///
///     var pieces = try TablePieces("flats.csv")
///     let kinds = pieces.names.map { _ in ColumnKind.number }
///     while let piece = try pieces.next(kinds: kinds) {
///       … piece.table …
///     }
public struct TablePieces: ~Copyable {
  /// The file, as the caller named it.
  public var path: String { window.path }
  /// The names of its columns.
  public var names: [String] { start.names }
  /// The first row was taken for a header, but every cell of it is a number.
  public let headerLooksLikeData: Bool
  /// How many bytes of the text came out so far.
  public var position: Int { window.position }
  /// How many there are in all; nil where that is not known before they are read.
  public var size: Int? { window.size }

  private let missing: TableOptions.MissingValues
  private let hasHeader: Bool
  private let start: CSVStart
  private var window: TextWindow
  private var line: Int
  private var cells: [CSVCell] = []

  /// Opens the file and reads its header.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - options: How it is read; their kinds are not asked, and their limit does not hold.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public init(_ path: String, options: TableOptions = TableOptions()) throws(DataError) {
    var window = try TextWindow(ByteReader(path: path), size: 1 << 20)
    let start = try CSVStart(of: &window, options: options)
    headerLooksLikeData =
      options.hasHeader
      && start.names.allSatisfy { name in
        var name = name
        if case .number = name.withUTF8(parseNumber) { return true }
        return false
      }
    (missing, hasHeader) = (options.missing, options.hasHeader)
    line = start.line
    self.start = start
    self.window = window
  }

  /// The index of the column that is meant: by its name, or else by its index from 0.
  ///
  /// - Throws: A ``DataError`` with the names there are.
  public func columnIndex(of nameOrIndex: String) throws(DataError) -> Int {
    try start.index(of: nameOrIndex, path: path)
  }

  /// Some rows of a file.
  public struct Piece: Sendable, Equatable {
    /// The rows.
    public var table: Table
    /// The text of the cells of the columns that were asked for, column by column.
    public var texts: [[String]]

    package init(table: Table, texts: [[String]]) {
      self.table = table
      self.texts = texts
    }
  }

  /// Reads the next rows; nil after the last.
  ///
  /// - Parameters:
  ///   - kinds: What each column holds.
  ///   - texts: The columns whose text is wanted as it stands in the file.
  ///   - rows: How many rows are read at most.
  /// - Returns: The rows, fewer where missing values drop some; and none at all where they drop all.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public mutating func next(
    kinds: [ColumnKind], texts: [Int] = [], rows: Int = 4096
  ) throws(DataError) -> Piece? {
    precondition(
      kinds.count == names.count && rows > 0,
      "TablePieces: \(kinds.count) kinds for \(names.count) columns, \(rows) rows")
    let names = names
    var builders = kinds.map { ColumnBuilder(kind: $0) }
    var lines: [Int] = []
    var words = [[String]](repeating: [], count: texts.count)
    while lines.count < rows,
      let scanner = try window.nextRow(into: &cells, line: line, delimiter: start.delimiter)
    {
      let row = scanner.rowLine
      guard cells.count == names.count else {
        throw DataError(.ragged(expected: names.count, found: cells.count), path: path, line: row)
      }
      for index in cells.indices where kinds[index] != .ignored {
        let isThere = builders[index].append(cells[index], of: scanner)
        if !isThere, missing == .refuse {
          throw DataError(
            .missingValue(found: scanner.string(of: cells[index])), path: path, line: row,
            column: names[index])
        }
      }
      for (k, index) in texts.enumerated() { words[k].append(scanner.string(of: cells[index])) }
      lines.append(row)
      line = scanner.line
      window.drop(scanner.position)
    }
    guard !lines.isEmpty else { return nil }
    var columns: [Table.Column] = []
    for index in names.indices {
      guard kinds[index] != .ignored else {
        columns.append(Table.Column(name: names[index], values: .ignored))
        continue
      }
      let (outcome, misfit) = builders[index].finish()
      if let misfit {
        throw DataError(
          misfit.problem, path: path, line: lines[misfit.row], column: names[index])
      }
      guard case .values(let values) = outcome else {
        preconditionFailure("TablePieces: a column of unknown kind")
      }
      columns.append(Table.Column(name: names[index], values: values))
    }
    var table = Table(
      path: path, columns: columns, lines: lines, hasHeader: hasHeader,
      headerLooksLikeData: headerLooksLikeData, missingCells: builders.map(\.missingCells))
    if missing == .dropRows {
      let kept = table.dropRowsWithMissingValues()
      words = words.map { column in kept.map { column[$0] } }
    }
    return Piece(table: table, texts: words)
  }
}
