import Testing

@testable import DescentData

/// Tables whose rows are read the fast way, cell by cell, or both in turns.
@Suite("Plain rows of a table") struct PlainRowsTests {
  /// The table of a text, and of the same text in which every row but the first is made not plain.
  private func both(_ rows: [[String]], mark: (Int) -> Bool) throws -> (Table, Table) {
    let header = rows[0].indices.map { "c\($0)" }.joined(separator: ",") + "\n"
    let plain = rows.map { $0.joined(separator: ",") + "\n" }
    // Two blanks before a cell belong to no number, and are not plain.
    let marked = plain.enumerated().map { mark($0.offset) ? "  " + $0.element : $0.element }
    return (try table(header + plain.joined()), try table(header + marked.joined()))
  }

  @Test func eitherWayGivesTheSameTable() throws {
    var generator = SplitMix64(state: 11)
    let rows = (0..<1000).map { _ in
      (0..<3).map { _ in "\(Double(Int.random(in: -999...999, using: &generator)) / 8)" }
    }
    for step in [1, 2, 3, 300, 700] {
      let (plain, marked) = try both(rows) { $0 % step == 0 }
      #expect(plain == marked && plain.rowCount == 1000)
      #expect(plain.lines == Array(2...1001))
    }
  }

  /// A column of words after many rows of numbers, or numbers after words: what it becomes must not
  /// depend on which way a row was read.
  @Test func aColumnThatChangesItsKind() throws {
    for text in ["x", "\"x\""] {
      var rows = (0..<40).map { ["\($0)", "\($0 % 3)"] }
      rows += (0..<50).map { ["\($0)", text] }
      let (plain, marked) = try both(rows) { $0 < 40 }
      #expect(plain == marked)
      #expect(
        plain.columns[1].values
          == .categories(
            codes: (0..<40).map { Int32($0 % 3) } + [Int32](repeating: 3, count: 50),
            levels: ["0", "1", "2", "x"]))
      let (reversed, alsoReversed) = try both(rows.reversed()) { $0 >= 50 }
      #expect(reversed == alsoReversed && reversed.rowCount == 90)
    }
  }

  @Test func theLineOfAnErrorBehindPlainRows() {
    let rows = (0..<500).map { "\($0),1\r\n" }.joined()
    #expect(message("a,b\r\n" + rows + "1,x\r\n").hasPrefix("t.csv, line 502, column \"b\""))
    #expect(message("a,b\r\n" + rows + "1\r\n").hasPrefix("t.csv, line 502: expected 2 fields"))
    #expect(message("a,b\r\n" + rows + "\n1,\r\n").hasPrefix("t.csv, line 503, column \"b\""))
  }

  @Test func columnsThatAreNotRead() throws {
    var options = TableOptions()
    options.kinds = { _ in [.ignored, .number, .ignored] }
    let text = "a,b,c\n" + (0..<9).map { "word \($0),\($0),\"q,\($0)\"\nx,\($0),y\n" }.joined()
    let read = try table(text, options)
    #expect(read.columns[1].values == .numbers((0..<9).flatMap { [Double($0), Double($0)] }))
  }
}
