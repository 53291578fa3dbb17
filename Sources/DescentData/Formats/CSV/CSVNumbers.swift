import DescentTensor

/// A delimited text file of numbers, read block by block.
///
///     var file = try CSVNumbers("measurements.csv.gz", columns: ["x", "y"])
///     while let block = try file.next(4096) { … }   // [4096, 2], the last one shorter
///
/// What is a number, a missing value and an error is what it is in a ``Table``, and so are the messages;
/// but nothing of the file stays in memory except the block at hand and a window of 1 MiB, or of one row
/// if that is longer.
public struct CSVNumbers: ~Copyable {
  /// The names of the columns that are read, in the order of the blocks.
  public let names: [String]
  /// Every column of the file: the first row, or indices where there is none.
  public let fileNames: [String]
  /// The type of the blocks, `float32` or `float64`.
  public let dtype: DType
  /// How many rows were left out so far because a value was missing.
  public private(set) var droppedRows = 0
  /// How many rows were read so far, without those.
  public private(set) var rowCount = 0
  /// The file, as the caller named it.
  public var path: String { window.path }

  private var window: TextWindow
  private let missing: TableOptions.MissingValues
  private let plain: PlainRows
  private var line: Int
  private var cells: [CSVCell] = []
  private var pace = PlainPace()
  /// For each column that is read, how many cells were missing.
  private var missingCells: [Int]

  /// Opens a file and reads its first row.
  ///
  /// - Parameters:
  ///   - path: The file, compressed by gzip or not.
  ///   - columns: The names or the indices from 0 of the columns that are read, in this order; all if nil.
  ///     In the others may stand what will.
  ///   - options: How the file is read; its `kinds` are not asked and its `byteLimit` does not hold.
  ///     Missing values that are kept are NaN.
  ///   - dtype: `float32` or `float64`. A `float32` is the `float64` that was read, rounded.
  /// - Throws: A ``DataError`` if the file cannot be read, is empty, or has no such columns.
  public init(
    _ path: String, columns: [String]? = nil, options: TableOptions = TableOptions(),
    dtype: DType = .float32
  ) throws(DataError) {
    try self.init(ByteReader(path: path), columns: columns, options: options, dtype: dtype)
  }

  /// Reads bytes in memory; the path stands in errors only.
  package init(
    _ bytes: [UInt8], path: String, columns: [String]? = nil,
    options: TableOptions = TableOptions(), dtype: DType = .float32, windowSize: Int = 1 << 20
  ) throws(DataError) {
    try self.init(
      ByteReader(bytes, path: path), columns: columns, options: options, dtype: dtype,
      windowSize: windowSize)
  }

  private init(
    _ reader: consuming ByteReader, columns: [String]?, options: TableOptions, dtype: DType,
    windowSize: Int = 1 << 20
  ) throws(DataError) {
    precondition(dtype.isFloatingPoint, "CSVNumbers: blocks of \(dtype)")
    var window = try TextWindow(reader, size: windowSize)
    let start = try CSVStart(of: &window, options: options)
    var read: [Int] = []
    var places = [Int](repeating: -1, count: start.names.count)
    for wanted in columns ?? start.names {
      let index = try start.index(of: wanted, path: window.path)
      guard places[index] < 0 else {
        throw DataError(
          .duplicateColumn(
            name: wanted, first: index, second: index, looksLikeData: false), path: window.path)
      }
      places[index] = read.count
      read.append(index)
    }
    self.window = window
    plain = PlainRows(delimiter: start.delimiter, places: places, width: read.count)
    self.dtype = dtype
    names = read.map { start.names[$0] }
    fileNames = start.names
    line = start.line
    missing = options.missing
    missingCells = read.map { _ in 0 }
  }

  /// The next rows.
  ///
  /// - Parameter count: How many, at least 1; the last block may have fewer.
  /// - Returns: A tensor [rows, columns]; nil after the last row.
  /// - Throws: A ``DataError`` with the line and the column, or ``DataError/Problem/noRows`` when the
  ///   file has none at all.
  public mutating func next(_ count: Int) throws(DataError) -> Tensor? {
    var values: [Double] = []
    let rows = try nextRows(count, into: &values)
    guard rows > 0 else { return nil }
    let shape: Shape = [rows, names.count]
    guard dtype == .float32 else { return Tensor(values, shape: shape) }
    return Tensor(values.map(Float.init), shape: shape)
  }

  /// Reads rows, one after another into the array, which is emptied before.
  ///
  /// - Returns: How many there were; 0 after the last one.
  package mutating func nextRows(
    _ count: Int, into values: inout [Double]
  ) throws(DataError) -> Int {
    precondition(count >= 1, "CSVNumbers: \(count) rows")
    values.removeAll(keepingCapacity: true)
    var rows = 0
    while rows < count {
      let wanted = min(count - rows, pace.count)
      let taken = takePlainRows(wanted, into: &values)
      rows += taken
      pace.note(taken: taken, of: wanted)
      guard taken < wanted else { continue }
      let outcome = try takeAnyRow(into: &values)
      if outcome == .row { rows += 1 }
      if outcome == .end { break }
    }
    assert(values.count == rows * names.count)
    if rows == 0, rowCount == 0 {
      guard droppedRows > 0 else { throw DataError(.noRows, path: path) }
      throw noWholeRow(missingCells, names: names, dropped: droppedRows, path: path)
    }
    rowCount += rows
    return rows
  }

  // MARK: Rows

  /// Plain rows, as far as whole ones are in the window.
  private mutating func takePlainRows(_ count: Int, into values: inout [Double]) -> Int {
    let start = values.count
    let text = window.text
    var position = 0
    values.append(contentsOf: repeatElement(0, count: count * names.count))
    let rows = values.withUnsafeMutableBufferPointer { values in
      guard let target = values.baseAddress else { return 0 }
      return plain.take(count, of: text, from: &position, into: target + start)
    }
    values.removeLast((count - rows) * names.count)
    window.drop(position)
    line += rows
    return rows
  }

  private enum Outcome { case row, dropped, end }

  /// One row of whatever form, by the rules of a table.
  private mutating func takeAnyRow(into values: inout [Double]) throws(DataError) -> Outcome {
    guard let scanner = try window.nextRow(into: &cells, line: line, delimiter: plain.delimiter)
    else {
      return .end
    }
    line = scanner.line
    defer { window.drop(scanner.position) }
    let rowLine = scanner.rowLine
    guard cells.count == plain.places.count else {
      throw DataError(
        .ragged(expected: plain.places.count, found: cells.count), path: path, line: rowLine)
    }
    let start = values.count
    values.append(contentsOf: repeatElement(0, count: names.count))
    var isDropped = false
    for (index, cell) in cells.enumerated() where plain.places[index] >= 0 {
      func failure(_ problem: DataError.Problem) -> DataError {
        DataError(problem, path: path, line: rowLine, column: fileNames[index])
      }
      var value = Double.nan
      switch parseNumber(scanner.trimmedBytes(of: cell)) {
      case .number(let number): value = number
      case .missing:
        missingCells[plain.places[index]] += 1
        if missing == .refuse { throw failure(.missingValue(found: scanner.string(of: cell))) }
        if missing == .dropRows { isDropped = true }
      case .outOfRange: throw failure(.outOfRange(found: scanner.string(of: cell)))
      case .infinite: throw failure(.notFinite(found: scanner.string(of: cell)))
      case .text: throw failure(.notANumber(found: scanner.string(of: cell)))
      }
      values[start + plain.places[index]] = value
    }
    guard isDropped else { return .row }
    values.removeLast(names.count)
    droppedRows += 1
    return .dropped
  }
}
