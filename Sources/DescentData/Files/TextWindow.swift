/// A part of a text that is read from its beginning to its end.
///
/// It is refilled when no whole row is left in it, and grows when one row does not fit.
struct TextWindow: ~Copyable {
  /// What is longer than this is no row, but a quote that is never closed, or no table.
  static let rowLimit = 1 << 26

  let path: String
  /// All of the text that is left is in the window.
  private(set) var isAtEnd = false
  private var reader: ByteReader
  private var buffer: UnsafeMutableRawBufferPointer
  private var range = 0..<0
  private var hasBegun = false
  /// The offset of the buffer's first byte in the text.
  private var offset = 0

  /// Holds nothing yet, and nothing of a byte order mark ever.
  init(_ opened: consuming ByteReader, size: Int) throws(DataError) {
    var reader = opened
    let head = try reader.take(3)
    path = reader.path
    self.reader = reader
    buffer = .allocate(byteCount: max(16, size), alignment: 16)
    if head == [0xef, 0xbb, 0xbf] {
      offset = 3
    } else {
      buffer.copyBytes(from: head)
      range = 0..<head.count
    }
  }

  deinit { buffer.deallocate() }

  /// How many bytes there are in all, where that is known beforehand.
  var size: Int? { reader.size }
  /// How many bytes of the text were dropped.
  var position: Int { offset + range.lowerBound }

  /// What was read and not yet dropped, until the window changes.
  var text: UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[range])
      .assumingMemoryBound(to: UInt8.self)
  }

  /// Goes on after so many bytes.
  mutating func drop(_ count: Int) { range = (range.lowerBound + count)..<range.upperBound }

  /// Reads on behind what is left; `line` is where that begins.
  mutating func refill(line: Int) throws(DataError) {
    guard !isAtEnd else { return }
    let kept = range.count
    if kept > buffer.count / 2 {
      guard buffer.count < TextWindow.rowLimit else {
        throw DataError(.rowTooLong(limit: TextWindow.rowLimit), path: path, line: line)
      }
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 2 * buffer.count, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[range]))
      buffer.deallocate()
      buffer = larger
    } else if kept > 0, range.lowerBound > 0 {
      // The areas may overlap; copyMemory allows that.
      UnsafeMutableRawBufferPointer(rebasing: buffer[..<kept])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[range]))
    }
    offset += range.lowerBound
    let count = try reader.fill(UnsafeMutableRawBufferPointer(rebasing: buffer[kept...]))
    range = 0..<(kept + count)
    isAtEnd = range.count < buffer.count
    // The first bytes came with the window.
    try requireText(from: hasBegun ? kept : 0, line: line)
    hasBegun = true
  }

  /// Throws unless what was read from a place on is UTF-8 without NUL.
  private func requireText(from start: Int, line: Int) throws(DataError) {
    // A character may have begun before, and may go on behind the window.
    var start = start
    var lead = start - 1
    while lead > 0, lead > start - 3, buffer[lead] & 0xc0 == 0x80 { lead -= 1 }
    if lead >= 0, buffer[lead] >= 0xc0 { start = lead }
    let piece = UnsafeBufferPointer(rebasing: text[start...])
    let found = [firstNUL(piece), firstInvalidUTF8(piece)].compactMap { $0 }
    guard let wrong = found.min() else { return }
    if !isAtEnd, piece.count - wrong < 4, piece[wrong] >= 0xc0 { return }
    let place = start + wrong
    throw DataError(
      binaryByte(piece[wrong], at: offset + place, head: text.prefix(offset == 0 ? 2 : 0)),
      path: path,
      line: line + text[..<place].reduce(into: 0) { lines, byte in if byte == 10 { lines += 1 } })
  }

  /// The length of the next line, without and with what ends it; nil at the end of the text.
  mutating func nextLine(line: Int) throws(DataError) -> (length: Int, whole: Int)? {
    while true {
      if let end = text.firstIndex(of: 10) {
        return (end > 0 && text[end - 1] == 13 ? end - 1 : end, end + 1)
      }
      if isAtEnd { return range.isEmpty ? nil : (range.count, range.count) }
      try refill(line: line)
    }
  }

  /// The next row that is not blank, by ``CSVScanner``'s rules; nil at the end.
  ///
  /// - Returns: The scanner, of whose text the cells are parts; what it read is not dropped yet.
  mutating func nextRow(
    into cells: inout [CSVCell], line: Int, delimiter: UInt8
  ) throws(DataError) -> CSVScanner? {
    while true {
      var scanner = CSVScanner(text, from: 0, line: line, delimiter: delimiter, path: path)
      do throws(DataError) {
        let isFound = try scanner.nextRow(into: &cells)
        // A row that ends where the window does may go on behind it.
        if isAtEnd || scanner.position < range.count { return isFound ? scanner : nil }
      } catch {
        // So may an open quote, and the text that a message shows.
        if isAtEnd { throw error }
        if range.count >= TextWindow.rowLimit { throw error }
        if case .textAfterQuote = error.problem, scanner.position + 4096 < range.count {
          throw error
        }
      }
      try refill(line: line)
    }
  }
}
