/// What the columns of a table hold, found out in one pass in bounded memory.
package struct TableSummary: Sendable {
  /// One column.
  package struct Column: Sendable {
    package let name: String
    /// The numbers in it, with those that are spelled as infinite.
    package fileprivate(set) var numbers = ValueSummary()
    /// How many cells are missing.
    package fileprivate(set) var missing = 0
    /// How many cells are words.
    package fileprivate(set) var words = 0
    /// How often each word is there; no further ones once there are ``wordLimit``.
    package fileprivate(set) var counts: [String: Int] = [:]
    /// There are more words than were counted.
    package fileprivate(set) var isCut = false

    package static let wordLimit = 1000

    fileprivate init(_ name: String) { self.name = name }

    /// What a ``Table`` would make of it.
    package var kind: ColumnKind {
      words == 0 && numbers.count == 0 ? .ignored : numbers.count >= words ? .number : .category
    }

    /// The words, the most frequent first.
    package var commonest: [(word: String, count: Int)] {
      counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    fileprivate mutating func add(_ parsed: ParsedNumber, _ text: () -> String) {
      switch parsed {
      case .number(let value): numbers.add(value)
      case .infinite, .outOfRange: numbers.add(.infinity)
      case .missing: missing += 1
      case .text:
        words += 1
        let word = excerpt(text(), limit: 100)
        if let count = counts[word] {
          counts[word] = count + 1
        } else if counts.count < Self.wordLimit {
          counts[word] = 1
        } else {
          isCut = true
        }
      }
    }
  }

  package private(set) var columns: [Column]
  package private(set) var rowCount = 0
  /// The byte between two cells; nil for records.
  package let delimiter: UInt8?

  /// Reads a delimited text file.
  ///
  /// - Parameters:
  ///   - path: The file, compressed by gzip or not.
  ///   - hasHeader: Whether the first row holds the names of the columns.
  /// - Throws: A ``DataError`` if it cannot be read or a row has another number of cells than the first.
  package init(ofText path: String, hasHeader: Bool) throws(DataError) {
    var window = try TextWindow(ByteReader(path: path), size: 1 << 20)
    let start = try CSVStart(of: &window, options: TableOptions(hasHeader: hasHeader))
    columns = start.names.map { Column($0) }
    delimiter = start.delimiter
    var line = start.line
    var cells: [CSVCell] = []
    while let scanner = try window.nextRow(into: &cells, line: line, delimiter: start.delimiter) {
      guard cells.count == columns.count else {
        throw DataError(
          .ragged(expected: columns.count, found: cells.count), path: path,
          line: scanner.rowLine)
      }
      for (index, cell) in cells.enumerated() {
        columns[index].add(parseNumber(scanner.trimmedBytes(of: cell))) {
          scanner.string(of: cell)
        }
      }
      rowCount += 1
      line = scanner.line
      window.drop(scanner.position)
    }
  }

  /// Reads JSON lines; a name that a line lacks is missing there.
  ///
  /// - Parameter path: The file, compressed by gzip or not.
  /// - Throws: A ``DataError`` if it cannot be read or a line is no object.
  package init(ofJSONLines path: String) throws(DataError) {
    var file = try JSONLines(path)
    delimiter = nil
    columns = []
    var indexOfName: [String: Int] = [:]
    while let record = try file.next() {
      var seen: Set<Int> = []
      for (name, value) in record.fields {
        let index = indexOfName[name] ?? columns.count
        if index == columns.count {
          guard columns.count < 10_000 else {
            throw DataError(
              .json(reason: "expected at most 10000 names, found \(quoted(name)) more"),
              path: path, line: record.line)
          }
          indexOfName[name] = index
          columns.append(Column(name))
          columns[index].missing = rowCount
        }
        guard seen.insert(index).inserted else { continue }
        switch value {
        case .number(let number): columns[index].numbers.add(number)
        case .null: columns[index].missing += 1
        case .bool(let bool): columns[index].add(.text) { "\(bool)" }
        case .list(let items): columns[index].add(.text) { "a list of \(items.count)" }
        case .text(let text):
          // In a log "nan" is what was measured, not a gap.
          if let number = record.number(name) {
            columns[index].numbers.add(number)
          } else {
            var copy = text
            columns[index].add(copy.withUTF8 { parseNumber($0) }) { text }
          }
        }
      }
      for index in columns.indices where !seen.contains(index) { columns[index].missing += 1 }
      rowCount += 1
    }
  }
}
