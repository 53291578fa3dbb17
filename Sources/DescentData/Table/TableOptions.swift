/// What a column holds.
public enum ColumnKind: String, Codable, Sendable {
  /// Numbers.
  case number
  /// One of a few words.
  case category
  /// Nothing that is wanted.
  case ignored
}

/// How a table is read from a file.
public struct TableOptions: Sendable {
  /// What happens to missing values: empty cells, NA, NaN and null.
  public enum MissingValues: String, Sendable {
    /// The first one is an error.
    case refuse
    /// They stay, as NaN or -1.
    case keep
    /// Their rows are left out.
    case dropRows
  }

  /// The first row holds the names of the columns.
  public var hasHeader = true
  /// The byte between two cells; nil finds out whether it is a comma, a semicolon or a tab.
  public var delimiter: UInt8?
  /// What happens to missing values.
  public var missing = MissingValues.refuse
  /// The kinds of the columns of these names, nil where the cells shall say; see
  /// ``TableEncoder/kinds(names:hasHeader:includingTarget:)``.
  public var kinds: @Sendable (_ names: [String]) -> [ColumnKind?] = { names in
    [ColumnKind?](repeating: nil, count: names.count)
  }
  /// The most bytes of text that are read.
  public var byteLimit = defaultByteLimit

  /// Options that suit a file with a header and no missing values.
  ///
  /// - Parameters:
  ///   - hasHeader: Whether the first row holds the names of the columns.
  ///   - delimiter: The byte between two cells; nil finds it out.
  ///   - missing: What happens to missing values.
  public init(
    hasHeader: Bool = true, delimiter: UInt8? = nil, missing: MissingValues = .refuse
  ) {
    self.hasHeader = hasHeader
    self.delimiter = delimiter
    self.missing = missing
  }
}
