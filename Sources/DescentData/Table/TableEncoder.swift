/// Turns the rows of a table into numbers for a model: fitted once, kept with it.
///
/// Means, deviations and levels come from the training rows only, so that
/// nothing of the others leaks into the model. The encoder is saved with the run
/// and applied again to the files that predictions are asked for.
public struct TableEncoder: Codable, Equatable, Sendable {
  /// The columns that the model sees, in the order of the table.
  public var features: [FeatureEncoding]
  /// The column that it predicts.
  public var target: TargetEncoding
  /// The names of columns left out because every row has a word of its own there.
  public var identifiers: [String]
  /// The names of columns left out because no training row has a value there.
  public var empty: [String]
  /// The number of columns of the table that was fitted.
  public var tableColumns: Int

  /// The length of one row of features.
  public var width: Int { features.reduce(0) { $0 + $1.width } }

  /// A name for each number in a row of features.
  public var featureNames: [String] { features.flatMap(\.names) }

  /// Fits the training rows.
  ///
  /// A column of words in which each of more than 50 training rows has its own
  /// (a name, a date) says nothing about other rows and is left out; one with
  /// more than `levelLimit` distinct words is refused. A column in which no
  /// training row has a value is left out.
  ///
  /// - Parameters:
  ///   - table: The whole table.
  ///   - target: The index of the column to predict.
  ///   - task: What is learned; the target's values say it if nil.
  ///   - trainingRows: The rows that are fitted.
  ///   - levelLimit: The most distinct words of a category.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public init(
    fitting table: Table, target: Int, task: TableTask? = nil, trainingRows: [Int],
    levelLimit: Int = 1000
  ) throws(DataError) {
    precondition(table.columns.indices.contains(target), "TableEncoder: no column \(target)")
    self.target = try TargetEncoding(
      fitting: table, target: target, task: task, trainingRows: trainingRows,
      levelLimit: levelLimit)
    features = []
    identifiers = []
    empty = []
    tableColumns = table.columns.count
    for (index, column) in table.columns.enumerated() where index != target {
      let encoding: FeatureEncoding.Encoding
      switch column.values {
      case .ignored: continue
      case .numbers(let numbers):
        let known = trainingRows.map { numbers[$0] }
        guard !known.allSatisfy(\.isNaN) else {
          empty.append(column.name)
          continue
        }
        encoding = .number(Standardization(fitting: known))
      case .categories(let codes, let levels):
        let used = Set(trainingRows.map { codes[$0] }.filter { $0 >= 0 })
        guard !used.isEmpty else {
          empty.append(column.name)
          continue
        }
        if used.count == trainingRows.count, used.count > 50 {
          identifiers.append(column.name)
          continue
        }
        guard used.count <= levelLimit else {
          throw DataError(
            .tooManyLevels(found: used.count, limit: levelLimit), path: table.path,
            column: column.name)
        }
        encoding = .oneHot(levels: used.sorted().map { levels[Int($0)] })
      }
      features.append(FeatureEncoding(name: column.name, index: index, encoding: encoding))
    }
    guard width > 0 else {
      throw DataError(.noFeatures(identifiers: identifiers), path: table.path)
    }
  }

  /// The features of some rows of a table, the one that was fitted or another.
  ///
  /// - Parameters:
  ///   - table: The table that was fitted, or another with its columns.
  ///   - rows: Which rows, in which order.
  /// - Returns: One row of numbers for each.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public func features(of table: Table, rows: [Int]) throws(DataError) -> FeatureMatrix {
    var matrix = FeatureMatrix(
      rows: rows.count, columns: width,
      values: [Float](repeating: 0, count: rows.count * width))
    let indexOfName = Dictionary(zip(table.names, table.columns.indices)) { first, _ in first }
    var offset = 0
    for feature in features {
      let index = try position(
        of: feature, names: table.names, hasHeader: table.hasHeader, path: table.path, indexOfName)
      let column = table.columns[index]
      let unseen = try feature.encode(
        column, of: table, rows: rows, into: &matrix, at: offset)
      matrix.unseenByFeature.append(unseen)
      offset += feature.width
    }
    return matrix
  }

  /// The targets of some rows of a table that has them.
  ///
  /// - Parameters:
  ///   - table: The table that was fitted, or another with the target.
  ///   - rows: Which rows, in which order.
  /// - Returns: Standardized numbers, or classes.
  /// - Throws: A ``DataError`` with the file, the line and the column where they are known.
  public func targets(of table: Table, rows: [Int]) throws(DataError) -> EncodedTarget {
    guard let index = targetIndex(in: table) else {
      throw DataError(
        .noSuchColumn(wanted: target.name, names: table.names), path: table.path)
    }
    return try target.encode(table.columns[index], of: table, rows: rows)
  }

  /// Where the target stands in a table; nil in one without it.
  public func targetIndex(in table: Table) -> Int? {
    targetIndex(names: table.names, hasHeader: table.hasHeader)
  }

  /// The same of a file whose columns have these names.
  package func targetIndex(names: [String], hasHeader: Bool) -> Int? {
    guard !hasHeader else { return names.firstIndex(of: target.name) }
    let isWhole = names.count == tableColumns
    return isWhole && names.indices.contains(target.index) ? target.index : nil
  }

  /// Where each feature stands in a file whose columns have these names.
  package func places(
    in names: [String], hasHeader: Bool, path: String
  ) throws(DataError) -> [Int] {
    let indexOfName = Dictionary(zip(names, names.indices)) { first, _ in first }
    var places: [Int] = []
    for feature in features {
      places.append(
        try position(of: feature, names: names, hasHeader: hasHeader, path: path, indexOfName))
    }
    return places
  }

  /// The kinds of the columns of another file, for ``TableOptions/kinds``.
  ///
  /// A file that is read with them agrees with the one that was fitted even if
  /// a category happens to look like a number there, and what the model does
  /// not need is not read.
  ///
  /// - Parameters:
  ///   - names: The names of its columns.
  ///   - hasHeader: Whether it has names of its own.
  ///   - includingTarget: Whether the target is read.
  /// - Returns: A kind for each column.
  public func kinds(
    names: [String], hasHeader: Bool, includingTarget: Bool
  ) -> [ColumnKind?] {
    var kinds = [ColumnKind?](repeating: .ignored, count: names.count)
    let indexOfName = Dictionary(zip(names, names.indices)) { first, _ in first }
    func place(_ name: String, _ index: Int) -> Int? {
      hasHeader ? indexOfName[name] : shifted(index, columns: names.count)
    }
    for feature in features {
      guard let index = place(feature.name, feature.index), kinds.indices.contains(index)
      else { continue }
      if case .number = feature.encoding {
        kinds[index] = .number
      } else {
        kinds[index] = .category
      }
    }
    let hasTarget = hasHeader || names.count == tableColumns
    if includingTarget, hasTarget, let index = place(target.name, target.index) {
      switch target.encoding {
      case .number: kinds[index] = .number
      // Classes that are all numbers were read as numbers, "1.0" and "1" alike.
      case .classes(let classes):
        kinds[index] = classes.allSatisfy { Double($0) != nil } ? nil : .category
      }
    }
    return kinds
  }

  private func position(
    of feature: FeatureEncoding, names: [String], hasHeader: Bool, path: String,
    _ indexOfName: [String: Int]
  ) throws(DataError) -> Int {
    if hasHeader {
      if let found = indexOfName[feature.name] { return found }
      throw DataError(.noSuchColumn(wanted: feature.name, names: names), path: path)
    }
    if let found = shifted(feature.index, columns: names.count) { return found }
    throw DataError(.columnCount(expected: tableColumns, found: names.count), path: path)
  }

  /// An index in a file without header, which may lack the target's column.
  private func shifted(_ index: Int, columns: Int) -> Int? {
    let shifted: Int
    if columns == tableColumns {
      shifted = index
    } else if columns == tableColumns - 1 {
      shifted = index > target.index ? index - 1 : index
    } else {
      return nil
    }
    // A saved encoder is a file too, and may say anything.
    return (0..<columns).contains(shifted) ? shifted : nil
  }
}
