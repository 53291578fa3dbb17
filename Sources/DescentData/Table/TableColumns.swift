/// The columns of a table while its rows are read.
struct TableColumns {
  let names: [String]
  /// Where the cells of a column showed that it must be read again as a category, this says so after
  /// ``finish(hasHeader:headerLooksLikeData:)``.
  private(set) var kinds: [ColumnKind?]
  let path: String
  var builders: [ColumnBuilder]
  /// For each row the line on which it begins.
  var lines: [Int] = []

  init(names: [String], kinds: [ColumnKind?], path: String) {
    self.names = names
    self.kinds = kinds
    self.path = path
    builders = kinds.map { ColumnBuilder(kind: $0) }
  }

  /// The table; nil when a column must be read again as a category.
  mutating func finish(
    hasHeader: Bool, headerLooksLikeData: Bool
  ) throws(DataError) -> Table? {
    var columns: [Table.Column] = []
    var isComplete = true
    for index in names.indices {
      if kinds[index] == .ignored {
        columns.append(Table.Column(name: names[index], values: .ignored))
        continue
      }
      let (outcome, misfit) = builders[index].finish()
      if let misfit {
        throw DataError(
          misfit.problem, path: path, line: lines[misfit.row], column: names[index])
      }
      switch outcome {
      case .values(let values): columns.append(Table.Column(name: names[index], values: values))
      case .readAgainAsCategory:
        kinds[index] = .category
        isComplete = false
      }
    }
    guard isComplete else { return nil }
    return Table(
      path: path, columns: columns, lines: lines, hasHeader: hasHeader,
      headerLooksLikeData: headerLooksLikeData, missingCells: builders.map(\.missingCells))
  }
}
