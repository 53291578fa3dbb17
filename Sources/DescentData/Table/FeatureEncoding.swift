/// What becomes of one column of a table on its way into a model.
public struct FeatureEncoding: Codable, Equatable, Sendable {
  /// The column's name.
  public var name: String
  /// The column's index in the table that was fitted.
  public var index: Int
  /// What becomes of it.
  public var encoding: Encoding

  /// The two ways in which a column becomes numbers.
  public enum Encoding: Codable, Equatable, Sendable {
    /// One number, standardized; the mean where the value is missing.
    case number(Standardization)
    /// One number per level: 1 for the row's own, 0 for the others; all are 0
    /// where the value is missing or was not among the training rows.
    case oneHot(levels: [String])
  }

  /// How many numbers it becomes.
  public var width: Int {
    switch encoding {
    case .number: 1
    case .oneHot(let levels): levels.count
    }
  }

  /// A name for each of the numbers.
  public var names: [String] {
    switch encoding {
    case .number: [name]
    case .oneHot(let levels): levels.map { "\(name)=\($0)" }
    }
  }

  /// Writes the column's numbers into each row of the matrix; returns how many levels were new.
  func encode(
    _ column: Table.Column, of table: Table, rows: [Int], into matrix: inout FeatureMatrix,
    at offset: Int
  ) throws(DataError) -> Int {
    switch (encoding, column.values) {
    case (.number(let standardization), .numbers(let numbers)):
      for (i, row) in rows.enumerated() where !numbers[row].isNaN {
        let z = Float(standardization.apply(numbers[row]))
        guard z.isFinite else {
          throw DataError(
            .tooFarOut(found: numbers[row]), path: table.path, line: table.lines[row],
            column: column.name)
        }
        matrix.values[i * matrix.columns + offset] = z
      }
      return 0

    case (.number, .categories(let codes, let levels)):
      guard let row = rows.first(where: { codes[$0] >= 0 }) else { return 0 }
      throw DataError(
        .notANumber(found: levels[Int(codes[row])]), path: table.path, line: table.lines[row],
        column: column.name)

    case (.oneHot(let known), .categories(let codes, let levels)):
      let indices = Dictionary(zip(known, known.indices)) { first, _ in first }
      let place = levels.map { indices[$0] }
      var unseen = 0
      for (i, row) in rows.enumerated() where codes[row] >= 0 {
        guard let place = place[Int(codes[row])] else {
          unseen += 1
          continue
        }
        matrix.values[i * matrix.columns + offset + place] = 1
      }
      return unseen

    case (.oneHot(let known), .numbers(let numbers)):
      let place = Dictionary(zip(known, known.indices)) { first, _ in first }
      var unseen = 0
      for (i, row) in rows.enumerated() where !numbers[row].isNaN {
        guard let place = place[label(of: numbers[row])] else {
          unseen += 1
          continue
        }
        matrix.values[i * matrix.columns + offset + place] = 1
      }
      return unseen

    case (_, .ignored):
      throw DataError(
        .noSuchColumn(wanted: column.name, names: table.names), path: table.path)
    }
  }
}

/// The numbers that a model is given: one row per row of the table, in row-major order.
public struct FeatureMatrix: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The numbers, row after row.
  public internal(set) var values: [Float]
  /// For each feature, in the encoder's order, how many of its cells held a category that was not among
  /// the training rows: all of their numbers are 0.
  public internal(set) var unseenByFeature: [Int] = []
  /// How many cells held a category that was not among the training rows.
  public var unseenLevels: Int { unseenByFeature.reduce(0, +) }
}
