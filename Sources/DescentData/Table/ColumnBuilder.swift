/// Gathers the cells of one column and finds out what they are.
///
/// A column is numeric when every cell that is not missing is a number. When at
/// least half of them are, the others are mistakes, and the first one is an
/// error: a column of numbers with a slip in it must not become a category of a
/// thousand levels. Otherwise the column is a category.
struct ColumnBuilder {
  enum Outcome {
    case values(Table.Values)
    /// A category with numbers among its levels, whose text is gone by now.
    case readAgainAsCategory
  }

  /// A cell that a column of numbers cannot hold.
  struct Misfit {
    var row: Int
    var problem: DataError.Problem
  }

  let kind: ColumnKind?
  private var row = 0
  private var numbers: [Double] = []
  private var codes: [Int32] = []
  private var codeOfLevel: [String: Int32] = [:]
  private var levels: [String] = []
  private var numericCells = 0
  private var textCells = 0
  /// How many cells had no value.
  private(set) var missingCells = 0
  private var firstMisfit: Misfit?

  init(kind: ColumnKind?) { self.kind = kind }

  /// Adds the cell of the next row; false when it is missing.
  @inline(__always)
  mutating func append(_ cell: CSVCell, of scanner: borrowing CSVScanner) -> Bool {
    append(parseNumber(scanner.trimmedBytes(of: cell))) { scanner.string(of: cell) }
  }

  /// Adds what the next row says, in numbers and in words; false when that is missing.
  @inline(__always)
  mutating func append(_ parsed: ParsedNumber, _ words: () -> String) -> Bool {
    defer { row += 1 }
    if parsed == .missing {
      if textCells == 0 { numbers.append(.nan) }
      if numericCells == 0 || kind == .category { codes.append(-1) }
      missingCells += 1
      return false
    }
    if kind == .category {
      appendLevel(words())
      return true
    }
    switch parsed {
    case .number(let value):
      numericCells += 1
      if textCells == 0 { numbers.append(value) }
    case .outOfRange:
      numericCells += 1
      note(.outOfRange(found: words()))
    case .infinite:
      numericCells += 1
      note(.notFinite(found: words()))
    case .text:
      textCells += 1
      let string = words()
      if numericCells == 0 { appendLevel(string) }
      note(.notANumber(found: string))
    case .missing: break
    }
    return true
  }

  /// Adds the cells of rows in which each is a number; not to be asked of a category.
  ///
  /// - Parameters:
  ///   - values: The number of the first row, and every so many places that of another.
  ///   - stride: How many places.
  ///   - count: How many rows.
  mutating func append(_ values: UnsafePointer<Double>, stride: Int, count: Int) {
    if textCells == 0 {
      for i in 0..<count { numbers.append(values[i * stride]) }
    }
    numericCells += count
    row += count
  }

  private mutating func note(_ problem: DataError.Problem) {
    if firstMisfit == nil { firstMisfit = Misfit(row: row, problem: problem) }
  }

  private mutating func appendLevel(_ level: String) {
    if let code = codeOfLevel[level] {
      codes.append(code)
    } else {
      let code = Int32(levels.count)
      codeOfLevel[level] = code
      levels.append(level)
      codes.append(code)
    }
  }

  /// The column, or the first cell that spoils it.
  func finish() -> (outcome: Outcome, misfit: Misfit?) {
    if kind == .category { return (.values(categories()), nil) }
    let isNumeric = kind == .number || numericCells >= textCells
    if isNumeric {
      return (.values(.numbers(numbers)), firstMisfit)
    }
    return numericCells > 0 ? (.readAgainAsCategory, nil) : (.values(categories()), nil)
  }

  private func categories() -> Table.Values {
    let sorted = sortedLevels(levels)
    var rank = [Int32](repeating: 0, count: levels.count)
    for (index, level) in sorted.enumerated() {
      if let code = codeOfLevel[level] { rank[Int(code)] = Int32(index) }
    }
    return .categories(codes: codes.map { $0 < 0 ? -1 : rank[Int($0)] }, levels: sorted)
  }
}
