/// Rows of numbers, delimiters and line ends, and nothing else: the fast way through most of a table.
///
/// A row of any other form ends it, and is read by ``CSVScanner``, whose rules these are a part of.
struct PlainRows {
  let delimiter: UInt8
  /// For each column of the file the place of its number in a row of the result, -1 where it is not read.
  let places: [Int]
  /// How many numbers a row of the result has.
  let width: Int

  /// Takes rows as long as they are plain and whole.
  ///
  /// - Parameters:
  ///   - count: The most rows.
  ///   - text: The text.
  ///   - position: Where a row begins in it; afterwards where the next one does.
  ///   - values: Room for the rows, one after another.
  /// - Returns: How many there were.
  func take(
    _ count: Int, of text: UnsafeBufferPointer<UInt8>, from position: inout Int,
    into values: UnsafeMutablePointer<Double>
  ) -> Int {
    guard let base = text.baseAddress else { return 0 }
    return places.withUnsafeBufferPointer { places in
      var rows = 0
      var target = values
      while rows < count, let end = row(base, position, text.count, places, into: target) {
        position = end
        target += width
        rows += 1
      }
      return rows
    }
  }

  /// The end of the row that begins at an index, its line end included; nil if it is not plain.
  @inline(__always)
  private func row(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ places: UnsafeBufferPointer<Int>,
    into target: UnsafeMutablePointer<Double>
  ) -> Int? {
    var i = start
    for column in 0..<places.count {
      if i < count, base[i] == 32 { i += 1 }
      if places[column] < 0 {
        guard let end = cell(base, i, count) else { return nil }
        i = end
      } else {
        guard let number = Decimal(base, from: i, to: count), let value = number.value else {
          return nil
        }
        target[places[column]] = value
        i = number.end
      }
      guard i < count else { return nil }
      if column < places.count - 1 {
        guard base[i] == delimiter else { return nil }
        i += 1
      }
    }
    if base[i] == 13 {
      i += 1
      guard i < count else { return nil }
    }
    return base[i] == 10 ? i + 1 : nil
  }

  /// The end of a cell that is not read; nil if it has quotes.
  @inline(__always)
  private func cell(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
    var i = start
    while i < count {
      let byte = base[i]
      if byte == delimiter || byte == 10 || byte == 13 { return i }
      if byte == UInt8(ascii: "\"") { return nil }
      i += 1
    }
    return nil
  }
}

/// How many rows are tried at a time: more while they are plain, so that others cost little.
struct PlainPace {
  static let greatest = 256
  private(set) var count = 1

  mutating func note(taken: Int, of wanted: Int) {
    count = taken == wanted ? min(2 * count, PlainPace.greatest) : 1
  }
}
