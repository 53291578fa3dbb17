/// What is learned from a table.
public enum TableTask: String, Codable, Sendable {
  /// A number.
  case regression
  /// One of two classes or more.
  case classification
}

/// How the target column becomes what a loss is given.
public struct TargetEncoding: Codable, Equatable, Sendable {
  /// The column's name.
  public var name: String
  /// The column's index in the table that was fitted.
  public var index: Int
  /// What becomes of it.
  public var encoding: Encoding

  /// The two kinds of target.
  public enum Encoding: Codable, Equatable, Sendable {
    /// A number, standardized.
    case number(Standardization)
    /// One of the classes, in order: by size when all are numbers, else by their characters.
    case classes([String])
  }

  /// What is learned.
  public var task: TableTask {
    switch encoding {
    case .number: .regression
    case .classes: .classification
    }
  }

  /// An encoding that is known beforehand.
  package init(name: String, index: Int, encoding: Encoding) {
    (self.name, self.index, self.encoding) = (name, index, encoding)
  }

  /// Chooses the task where it is not given, and fits the encoding.
  ///
  /// A category, or a number of at most two values, is classified. The classes
  /// are those of the whole table, since one that is rare may be missing from
  /// the training rows; numbers are standardized by the training rows alone.
  init(
    fitting table: Table, target: Int, task: TableTask?, trainingRows: [Int], levelLimit: Int
  ) throws(DataError) {
    let column = table.columns[target]
    func failure(_ problem: DataError.Problem, row: Int? = nil) -> DataError {
      DataError(
        problem, path: table.path, line: row.map { table.lines[$0] }, column: column.name)
    }
    let classes: [String]
    switch column.values {
    case .numbers(let numbers):
      if let row = numbers.firstIndex(where: \.isNaN) {
        throw failure(.missingValue(found: ""), row: row)
      }
      let distinct = Set(numbers)
      guard (task ?? (distinct.count > 2 ? .regression : .classification)) == .classification
      else {
        name = column.name
        index = target
        encoding = .number(Standardization(fitting: trainingRows.map { numbers[$0] }))
        return
      }
      classes = distinct.sorted().map(label(of:))
    case .categories(let codes, let levels):
      if let row = codes.firstIndex(where: { $0 < 0 }) {
        throw failure(.missingValue(found: ""), row: row)
      }
      if task == .regression, let first = codes.first {
        throw failure(.notANumber(found: levels[Int(first)]), row: 0)
      }
      let used = Set(codes)
      classes = levels.indices.filter { used.contains(Int32($0)) }.map { levels[$0] }
    case .ignored:
      throw DataError(
        .noSuchColumn(wanted: column.name, names: table.names), path: table.path)
    }
    guard classes.count >= 2 else { throw failure(.oneClass(found: classes.first ?? "")) }
    guard classes.count <= levelLimit else {
      throw failure(.tooManyLevels(found: classes.count, limit: levelLimit))
    }
    name = column.name
    index = target
    encoding = .classes(classes)
  }

  /// The rows' targets: standardized numbers, or indices of classes.
  func encode(
    _ column: Table.Column, of table: Table, rows: [Int]
  ) throws(DataError) -> EncodedTarget {
    func failure(_ problem: DataError.Problem, row: Int) -> DataError {
      DataError(problem, path: table.path, line: table.lines[row], column: column.name)
    }
    switch (encoding, column.values) {
    case (.number(let standardization), .numbers(let numbers)):
      var result: [Float] = []
      result.reserveCapacity(rows.count)
      for row in rows {
        guard !numbers[row].isNaN else { throw failure(.missingValue(found: ""), row: row) }
        let z = Float(standardization.apply(numbers[row]))
        guard z.isFinite else { throw failure(.tooFarOut(found: numbers[row]), row: row) }
        result.append(z)
      }
      return .numbers(result)
    case (.classes(let classes), .numbers(let numbers)):
      let place = Dictionary(zip(classes, classes.indices)) { first, _ in first }
      var result: [Int32] = []
      result.reserveCapacity(rows.count)
      for row in rows {
        guard !numbers[row].isNaN else { throw failure(.missingValue(found: ""), row: row) }
        let name = label(of: numbers[row])
        guard let index = place[name] else {
          throw failure(.unknownClass(found: name, known: classes), row: row)
        }
        result.append(Int32(index))
      }
      return .classes(result)
    case (_, .categories(let codes, let levels)):
      var place: [String: Int] = [:]
      if case .classes(let classes) = encoding {
        place = Dictionary(zip(classes, classes.indices)) { first, _ in first }
      }
      var result: [Int32] = []
      result.reserveCapacity(rows.count)
      for row in rows {
        guard codes[row] >= 0 else { throw failure(.missingValue(found: ""), row: row) }
        let name = levels[Int(codes[row])]
        guard case .classes(let classes) = encoding else {
          throw failure(.notANumber(found: name), row: row)
        }
        guard let index = place[name] else {
          throw failure(.unknownClass(found: name, known: classes), row: row)
        }
        result.append(Int32(index))
      }
      return .classes(result)
    case (_, .ignored):
      throw DataError(.noSuchColumn(wanted: name, names: table.names), path: table.path)
    }
  }
}

/// The targets of some rows.
public enum EncodedTarget: Equatable, Sendable {
  /// Standardized numbers.
  case numbers([Float])
  /// Indices of classes.
  case classes([Int32])
}
