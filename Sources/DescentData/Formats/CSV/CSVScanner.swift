/// Where a cell lies in the text.
struct CSVCell: Equatable {
  /// The first byte, after spaces and an opening quote.
  var start: Int
  /// One past the last byte, before spaces or the closing quote.
  var end: Int
  /// There are doubled quotes inside, each of which stands for one.
  var hasDoubledQuotes = false
  /// The cell was quoted.
  var isQuoted = false
}

/// Splits delimited text into rows of cells (RFC 4180).
///
/// Lines end in LF, CRLF or CR, the last one in anything; a byte order mark is
/// skipped, and so are lines with nothing but spaces. A field in quotes may hold
/// delimiters, line ends and doubled quotes. Spaces and tabs around a cell do
/// not belong to it, except within quotes, and a quote inside an unquoted cell
/// is a character like any other.
struct CSVScanner {
  /// A row of more fields is none: each of them takes the memory of many bytes.
  static let fieldLimit = 1 << 20

  let text: UnsafeBufferPointer<UInt8>
  let delimiter: UInt8
  let path: String
  /// The line, counted from 1, on which the row that was read last begins.
  private(set) var rowLine = 1
  /// The line on which the next row begins, or blank lines before it.
  private(set) var line = 1
  /// Where in the text that is.
  private(set) var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8, path: String) {
    self.text = text
    self.delimiter = delimiter
    self.path = path
    if text.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// Goes on within a longer text, of which this piece begins at a row.
  init(
    _ text: UnsafeBufferPointer<UInt8>, from position: Int, line: Int, delimiter: UInt8,
    path: String
  ) {
    self.text = text
    self.delimiter = delimiter
    self.path = path
    self.line = line
    self.position = position
  }

  /// Takes plain rows, at most so many; returns how many there were.
  mutating func takePlainRows(
    _ count: Int, _ plain: PlainRows, into values: UnsafeMutablePointer<Double>
  ) -> Int {
    let rows = plain.take(count, of: text, from: &position, into: values)
    line += rows
    if rows > 0 { rowLine = line - 1 }
    return rows
  }

  /// Reads the next row that is not blank; false at the end of the text.
  mutating func nextRow(into cells: inout [CSVCell]) throws(DataError) -> Bool {
    while position < text.count {
      rowLine = line
      cells.removeAll(keepingCapacity: true)
      var more = true
      while more {
        guard cells.count < CSVScanner.fieldLimit else {
          throw DataError(
            .tooManyFields(limit: CSVScanner.fieldLimit), path: path, line: rowLine)
        }
        more = try scanCell(into: &cells)
      }
      let isBlank = cells.count == 1 && cells[0].start == cells[0].end && !cells[0].isQuoted
      if !isBlank { return true }
    }
    return false
  }

  /// Reads one cell and what ends it; false when that is the end of the row.
  private mutating func scanCell(into cells: inout [CSVCell]) throws(DataError) -> Bool {
    let count = text.count
    var i = position
    while i < count, isPadding(text[i]) { i += 1 }
    if i < count, text[i] == UInt8(ascii: "\"") {
      return try scanQuoted(from: i + 1, into: &cells)
    }
    let start = i
    // Most bytes of numbers are above a comma: one comparison.
    let highest = max(delimiter, 13)
    while i < count, text[i] > highest || !endsCell(text[i]) { i += 1 }
    var end = i
    while end > start, isPadding(text[end - 1]) { end -= 1 }
    cells.append(CSVCell(start: start, end: end))
    return endCell(at: i)
  }

  private mutating func scanQuoted(
    from start: Int, into cells: inout [CSVCell]
  ) throws(DataError) -> Bool {
    let count = text.count
    let openingLine = line
    var cell = CSVCell(start: start, end: start, isQuoted: true)
    var i = start
    while true {
      guard i < count else {
        throw DataError(
          .unclosedQuote, path: path, line: openingLine, column: "\(cells.count)")
      }
      let byte = text[i]
      if byte == UInt8(ascii: "\"") {
        guard i + 1 < count, text[i + 1] == UInt8(ascii: "\"") else { break }
        cell.hasDoubledQuotes = true
        i += 1
      } else if byte == 10 || (byte == 13 && !(i + 1 < count && text[i + 1] == 10)) {
        line += 1
      }
      i += 1
    }
    cell.end = i
    i += 1
    while i < count, isPadding(text[i]) { i += 1 }
    if i < count, !endsCell(text[i]) {
      var end = i
      while end < count, end < i + 40, !endsCell(text[end]) { end += 1 }
      let found = String(decoding: text[i..<end], as: UTF8.self)
      throw DataError(
        .textAfterQuote(found: found), path: path, line: line, column: "\(cells.count)")
    }
    cells.append(cell)
    return endCell(at: i)
  }

  /// Steps over a delimiter (true) or a line end (false).
  private mutating func endCell(at i: Int) -> Bool {
    guard i < text.count else {
      position = i
      return false
    }
    if text[i] == delimiter {
      position = i + 1
      return true
    }
    let isPair = text[i] == 13 && i + 1 < text.count && text[i + 1] == 10
    position = i + (isPair ? 2 : 1)
    line += 1
    return false
  }

  @inline(__always) private func endsCell(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == 10 || byte == 13
  }

  @inline(__always) private func isPadding(_ byte: UInt8) -> Bool {
    (byte == 32 || byte == 9) && byte != delimiter
  }

  /// The bytes of a cell as they stand in the text.
  @inline(__always) func bytes(of cell: CSVCell) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: text[cell.start..<cell.end])
  }

  /// The cell's text, with doubled quotes made single and spaces at its ends removed.
  func string(of cell: CSVCell) -> String {
    let bytes = trimmedBytes(of: cell)
    let string = String(decoding: bytes, as: UTF8.self)
    guard cell.hasDoubledQuotes else { return string }
    var result: [UInt8] = []
    var wasQuote = false
    for byte in bytes {
      let isSecond = wasQuote && byte == UInt8(ascii: "\"")
      if !isSecond { result.append(byte) }
      wasQuote = byte == UInt8(ascii: "\"") && !isSecond
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The bytes of a cell without spaces at its ends, quoted or not.
  @inline(__always) func trimmedBytes(of cell: CSVCell) -> UnsafeBufferPointer<UInt8> {
    guard cell.isQuoted else { return bytes(of: cell) }
    var (start, end) = (cell.start, cell.end)
    while start < end, text[start] <= 32 { start += 1 }
    while end > start, text[end - 1] <= 32 { end -= 1 }
    return UnsafeBufferPointer(rebasing: text[start..<end])
  }

  /// The delimiter that the first row uses: a comma, or else a semicolon or a tab where there is one.
  static func detectDelimiter(_ text: UnsafeBufferPointer<UInt8>) -> UInt8 {
    // A byte order mark is no text, and does not make a first row of a blank line.
    let start = text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    return delimiter(of: UnsafeBufferPointer(rebasing: text[start...])).byte
  }

  /// The same of the beginning of a text without that mark, and whether what follows cannot change it.
  static func delimiter(
    of text: UnsafeBufferPointer<UInt8>
  ) -> (byte: UInt8, isCertain: Bool) {
    var isQuoted = false
    var hasSemicolon = false
    var hasTab = false
    var hasText = false
    func found() -> UInt8 { hasSemicolon ? UInt8(ascii: ";") : hasTab ? 9 : UInt8(ascii: ",") }
    for byte in text {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      switch byte {
      case UInt8(ascii: ","): return (byte, true)
      case UInt8(ascii: ";"): hasSemicolon = true
      case 9: hasTab = true
      case 10, 13:
        if hasText { return (found(), true) }
        (hasSemicolon, hasTab) = (false, false)
      case 32: break
      default: hasText = true
      }
    }
    return (found(), false)
  }
}
