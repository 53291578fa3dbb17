import DescentTensor

extension Table {
  /// Reads an array of numbers as a table without names: NumPy's format, or IDX.
  ///
  /// Not a number is a missing value. A row's line is its number, counted from 1.
  ///
  /// - Parameters:
  ///   - path: The file of an array [rows, columns], or [rows].
  ///   - target: A file of an array [rows], which becomes the last column; none if nil.
  ///   - missing: What happens to missing values.
  /// - Returns: The table, whose columns have their indices for names.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public static func readArray(
    _ path: String, target: String? = nil, missing: TableOptions.MissingValues = .refuse
  ) throws(DataError) -> Table {
    var columns = try arrayColumns(path)
    let rows = columns.first?.count ?? 0
    if let target {
      let more = try arrayColumns(target)
      guard more.count == 1, more[0].count == rows else {
        throw DataError(
          .arrayShape(
            expected: "\(rows) numbers, as many as \(path) has rows",
            found: "\(more.first?.count ?? 0) rows of \(more.count)"), path: target)
      }
      columns += more
    }
    return try table(
      columns, names: columns.indices.map { "\($0)" }, path: path, hasNames: false, missing)
  }

  /// Reads NumPy's archive of arrays as a table: each array [rows] is a column of its name, and of an
  /// array x [rows, columns] the columns are x[0], x[1], ….
  ///
  /// Not a number is a missing value. A row's line is its number, counted from 1; columns stand in the
  /// order of the arrays' names.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - missing: What happens to missing values.
  /// - Returns: The table.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public static func readArchive(
    _ path: String, missing: TableOptions.MissingValues = .refuse
  ) throws(DataError) -> Table {
    let arrays = try NPZ.read(path)
    var (names, columns): ([String], [[Double]]) = ([], [])
    for (name, array) in arrays.sorted(by: { $0.key < $1.key }) {
      guard (1...2).contains(array.rank) else {
        throw DataError(
          .arrayShape(expected: "arrays of 1 or 2 axes for a table", found: "\(array.shape)"),
          path: path, column: name)
      }
      let parts = split(array.doubles, shape: array.shape)
      let rows = columns.first?.count ?? array.shape[0]
      guard array.shape[0] == rows else {
        throw DataError(
          .arrayShape(
            expected: "\(rows) rows, as \(names.first ?? "") has", found: "\(array.shape[0])"),
          path: path, column: name)
      }
      columns += parts
      names += array.rank == 1 ? [name] : parts.indices.map { "\(name)[\($0)]" }
    }
    return try table(columns, names: names, path: path, hasNames: true, missing)
  }

  private static func table(
    _ columns: [[Double]], names: [String], path: String, hasNames: Bool,
    _ missing: TableOptions.MissingValues
  ) throws(DataError) -> Table {
    let rows = columns.first?.count ?? 0
    guard rows > 0 else { throw DataError(.noRows, path: path) }
    for (index, column) in columns.enumerated() {
      for (row, value) in column.enumerated() where !value.isFinite {
        if value.isNaN, missing != .refuse { continue }
        throw DataError(
          value.isNaN ? .missingValue(found: "nan") : .notFinite(found: "\(value)"), path: path,
          line: row + 1, column: names[index])
      }
    }
    var table = Table(
      path: path, columns: zip(names, columns).map { Column(name: $0, values: .numbers($1)) },
      lines: Array(1...rows), hasHeader: hasNames, headerLooksLikeData: false,
      missingCells: columns.map { column in column.count { $0.isNaN } })
    try table.finish(missing)
    return table
  }

  /// The columns of numbers that stand row by row.
  private static func split(_ values: [Double], shape: Shape) -> [[Double]] {
    let width = shape.rank == 1 ? 1 : shape[1]
    return (0..<width).map { column in
      stride(from: column, to: values.count, by: width).map { values[$0] }
    }
  }

  /// The columns of an array of one or two axes.
  private static func arrayColumns(_ path: String) throws(DataError) -> [[Double]] {
    var file = try ArrayFile(path)
    let shape = file.shape
    guard (1...2).contains(shape.rank) else {
      throw DataError(
        .arrayShape(expected: "an array of 1 or 2 axes for a table", found: "\(shape)"), path: path)
    }
    let width = shape.rank == 1 ? 1 : shape[1]
    var columns = [[Double]](repeating: [], count: width)
    while let block = try file.next(4096) {
      let values = block.doubles
      for (place, value) in values.enumerated() { columns[place % width].append(value) }
    }
    return columns
  }

  /// Some of the rows, as a table of their own.
  package func piece(_ rows: Range<Int>) -> Table {
    var piece = self
    piece.lines = Array(lines[rows])
    piece.droppedRows = 0
    piece.missingCells = []
    for index in columns.indices {
      switch columns[index].values {
      case .numbers(let numbers):
        let part = Array(numbers[rows])
        piece.columns[index].values = .numbers(part)
        piece.missingCells.append(part.count { $0.isNaN })
      case .categories(let codes, let levels):
        let part = Array(codes[rows])
        piece.columns[index].values = .categories(codes: part, levels: levels)
        piece.missingCells.append(part.count { $0 < 0 })
      case .ignored: piece.missingCells.append(0)
      }
    }
    return piece
  }

  /// Whether a cell that was read has no value.
  package func isMissing(row: Int, column: Int) -> Bool {
    switch columns[column].values {
    case .numbers(let numbers): numbers[row].isNaN
    case .categories(let codes, _): codes[row] < 0
    case .ignored: false
    }
  }

  /// What a cell says; nothing where its value is missing or was not read.
  package func text(row: Int, column: Int) -> String {
    switch columns[column].values {
    case .numbers(let numbers): numbers[row].isNaN ? "" : label(of: numbers[row])
    case .categories(let codes, let levels): codes[row] < 0 ? "" : levels[Int(codes[row])]
    case .ignored: ""
    }
  }
}
