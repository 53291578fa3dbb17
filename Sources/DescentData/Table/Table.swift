/// A data set of named columns, every row of which came from one line of a file.
public struct Table: Equatable, Sendable {
  /// The file, as the caller named it.
  public let path: String
  /// The columns in the order of the file.
  public internal(set) var columns: [Column]
  /// For each row, the line of the file on which it begins, counted from 1.
  public internal(set) var lines: [Int]
  /// The names come from the file's first row.
  public let hasHeader: Bool
  /// The first row was taken for a header, but every cell of it is a number.
  public let headerLooksLikeData: Bool
  /// How many rows were left out because a value was missing.
  public internal(set) var droppedRows = 0
  /// For each column how many of its cells were missing, those of rows that were left out too.
  public internal(set) var missingCells: [Int] = []

  /// The number of rows.
  public var rowCount: Int { lines.count }

  /// The names of the columns.
  public var names: [String] { columns.map(\.name) }

  /// One column of a table.
  public struct Column: Equatable, Sendable {
    /// The name in the header; the index where there is no header or no name in it.
    public let name: String
    /// The values, one for each row.
    public internal(set) var values: Values
  }

  /// The values of a column.
  public enum Values: Equatable, Sendable {
    /// Finite numbers; NaN is a missing value.
    case numbers([Double])
    /// For each row an index into the sorted distinct values; -1 is a missing value.
    case categories(codes: [Int32], levels: [String])
    /// The column was not read.
    case ignored
  }

  /// The index of the column that is meant: by its name, or else by its index from 0.
  ///
  /// - Parameter nameOrIndex: As in `price`, or `3`.
  /// - Returns: The index, counted from 0.
  /// - Throws: A ``DataError`` with the names there are.
  public func columnIndex(of nameOrIndex: String) throws(DataError) -> Int {
    if let index = columns.firstIndex(where: { $0.name == nameOrIndex }) { return index }
    if let index = Int(nameOrIndex), columns.indices.contains(index) { return index }
    throw DataError(.noSuchColumn(wanted: nameOrIndex, names: names), path: path)
  }

  /// The rows in which every column that was read has a value.
  package var rowsWithoutMissingValues: [Int] {
    var isWhole = [Bool](repeating: true, count: rowCount)
    for column in columns {
      switch column.values {
      case .numbers(let numbers):
        for row in isWhole.indices where numbers[row].isNaN { isWhole[row] = false }
      case .categories(let codes, _):
        for row in isWhole.indices where codes[row] < 0 { isWhole[row] = false }
      case .ignored: break
      }
    }
    return isWhole.indices.filter { isWhole[$0] }
  }

  /// Leaves out every row in which a value is missing; returns the rows that stay.
  @discardableResult mutating func dropRowsWithMissingValues() -> [Int] {
    let rows = rowsWithoutMissingValues
    guard rows.count < rowCount else { return rows }
    droppedRows += rowCount - rows.count
    lines = rows.map { lines[$0] }
    for index in columns.indices {
      switch columns[index].values {
      case .numbers(let numbers): columns[index].values = .numbers(rows.map { numbers[$0] })
      case .categories(let codes, let levels):
        columns[index].values = .categories(codes: rows.map { codes[$0] }, levels: levels)
      case .ignored: break
      }
    }
    return rows
  }
}

/// A number in the shortest form that reads back as the same, whole numbers without a point.
func label(of number: Double) -> String {
  number == number.rounded() && number.magnitude < 0x1p53
    ? String(Int64(number)) : String(number)
}

/// Distinct values in order: by size when all are numbers, else by their characters.
func sortedLevels(_ levels: [String]) -> [String] {
  let numbers = levels.compactMap { level -> (level: String, value: Double)? in
    var copy = level
    let parsed = copy.withUTF8 { parseNumber($0) }
    guard case .number(let value) = parsed else { return nil }
    return (level, value)
  }
  guard numbers.count == levels.count else { return levels.sorted() }
  return numbers.sorted { ($0.value, $0.level) < ($1.value, $1.level) }.map(\.level)
}
