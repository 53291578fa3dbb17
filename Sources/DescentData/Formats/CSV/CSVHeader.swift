/// The names of a table's columns: the cells of its first row, or their indices where they are empty.
func headerNames(_ cells: [CSVCell], of scanner: CSVScanner) throws(DataError) -> [String] {
  var names: [String] = []
  var indexOfName: [String: Int] = [:]
  for (index, cell) in cells.enumerated() {
    let written = scanner.string(of: cell)
    let name = written.isEmpty ? "\(index)" : written
    if let first = indexOfName[name] {
      throw DataError(
        .duplicateColumn(
          name: name, first: first, second: index, looksLikeData: areNumbers(cells, of: scanner)),
        path: scanner.path, line: scanner.rowLine)
    }
    indexOfName[name] = index
    names.append(name)
  }
  return names
}

/// Whether every cell is a number.
func areNumbers(_ cells: [CSVCell], of scanner: CSVScanner) -> Bool {
  cells.allSatisfy { cell in
    if case .number = parseNumber(scanner.trimmedBytes(of: cell)) { true } else { false }
  }
}

/// The beginning of a delimited text that is read window by window.
struct CSVStart {
  let delimiter: UInt8
  let names: [String]
  /// The line behind the header.
  let line: Int

  /// Finds out the delimiter and takes the header, if there is one.
  init(of window: inout TextWindow, options: TableOptions) throws(DataError) {
    try window.refill(line: 1)
    // The delimiter is that of the first row, which may not be there as a whole.
    while options.delimiter == nil, !window.isAtEnd,
      !CSVScanner.delimiter(of: window.text).isCertain
    {
      try window.refill(line: 1)
    }
    delimiter = options.delimiter ?? CSVScanner.delimiter(of: window.text).byte
    var cells: [CSVCell] = []
    guard let scanner = try window.nextRow(into: &cells, line: 1, delimiter: delimiter) else {
      throw DataError(.empty, path: window.path)
    }
    if options.hasHeader {
      names = try headerNames(cells, of: scanner)
      line = scanner.line
      window.drop(scanner.position)
    } else {
      names = cells.indices.map { "\($0)" }
      line = 1
    }
  }

  /// The column that is meant, by its name or else by its index from 0.
  func index(of wanted: String, path: String) throws(DataError) -> Int {
    if let index = names.firstIndex(of: wanted) { return index }
    if let index = Int(wanted), names.indices.contains(index) { return index }
    throw DataError(.noSuchColumn(wanted: wanted, names: names), path: path)
  }
}
