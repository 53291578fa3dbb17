import Foundation
import Testing

@testable import DescentData

@Suite struct TablePiecesTests {
  /// Numbers, words, quoted line ends, delimiters and quotes, blank lines, letters of several bytes.
  private static func text(rows: Int, lineEnd: String) -> String {
    var random = SplitMix64(state: 3)
    var text = "x,word,note" + lineEnd
    for row in 0..<rows {
      let x = row % 11 == 0 ? "" : "\(Double(random.next() % 1000) / 8)"
      let word = ["süß", "rot", "NA", "blau"][Int(random.next() % 4)]
      let note = ["plain", "\"a, \"\"b\"\"\"", "\"two\nlines\"", " 漢字 ", "\"\""][row % 5]
      text += "\(x),\(word),\(note)" + lineEnd
      if row % 17 == 0 { text += lineEnd }
    }
    return text
  }

  private func kinds(_ names: [String]) -> [ColumnKind] {
    names.map { $0 == "x" ? .number : .category }
  }

  /// All pieces in one, category codes as words.
  private func gather(
    _ path: String, _ options: TableOptions, rows: Int
  ) throws -> (numbers: [Double], words: [[String]], lines: [Int], texts: [String]) {
    var pieces = try TablePieces(path, options: options)
    var result: (numbers: [Double], words: [[String]], lines: [Int], texts: [String])
    result = ([], [[], []], [], [])
    while let piece = try pieces.next(kinds: kinds(pieces.names), texts: [2], rows: rows) {
      #expect(piece.table.rowCount + piece.table.droppedRows <= rows)
      result.lines += piece.table.lines
      result.texts += piece.texts[0]
      for column in piece.table.columns {
        switch column.values {
        case .numbers(let numbers): result.numbers += numbers
        case .categories(let codes, let levels):
          let k = column.name == "word" ? 0 : 1
          result.words[k] += codes.map { $0 < 0 ? "" : levels[Int($0)] }
        case .ignored: break
        }
      }
    }
    return result
  }

  /// The same as a table that is read at once, whatever the pieces: a file of some megabytes, whose
  /// rows lie across the ends of what is read at a time.
  @Test(arguments: ["\n", "\r\n", "\r"], [TableOptions.MissingValues.keep, .dropRows])
  func piecesAreTheWhole(lineEnd: String, missing: TableOptions.MissingValues) throws {
    let text = Self.text(rows: 30_000, lineEnd: lineEnd)
    #expect(text.utf8.count > 2 << 18)
    try withFolder { folder in
      let path = folder + "/t.csv"
      try place(Array(text.utf8), at: path)
      var options = TableOptions(missing: missing)
      options.kinds = { names in names.map { $0 == "x" ? .number : .category } }
      let whole = try Table.read(path, options: options)
      guard case .numbers(let numbers) = whole.columns[0].values,
        case .categories(let codes, let levels) = whole.columns[1].values
      else { throw DataError(.noRows, path: path) }
      for rows in [977, 4096, 1_000_000] {
        let pieces = try gather(path, options, rows: rows)
        #expect(pieces.lines == whole.lines)
        #expect(pieces.numbers.map(\.bitPattern) == numbers.map(\.bitPattern))
        #expect(pieces.words[0] == codes.map { $0 < 0 ? "" : levels[Int($0)] })
        #expect(pieces.texts.count == whole.rowCount)
      }
    }
  }

  @Test func readsGzipAndKeepsTexts() throws {
    try withFolder { folder in
      let path = folder + "/t.csv"
      try place(storedGzip(Array("x;y\n1;\"a \"\"b\"\"\"\n2; 07 \n".utf8)), at: path)
      var pieces = try TablePieces(path)
      let names = pieces.names
      #expect(names == ["x", "y"])
      let one = try pieces.next(kinds: [.number, .ignored], texts: [1, 0], rows: 1)
      let first = try #require(one)
      #expect(first.texts == [["a \"b\""], ["1"]])
      #expect(first.table.columns[1].values == .ignored)
      let rest = try pieces.next(kinds: [.number, .ignored], texts: [1], rows: 9)
      let second = try #require(rest)
      #expect(second.table.lines == [3] && second.texts == [["07"]])
      let third = try pieces.next(kinds: [.number, .ignored])
      #expect(third == nil)
      let indices = [try pieces.columnIndex(of: "y"), try pieces.columnIndex(of: "0")]
      #expect(indices == [1, 0])
    }
  }

  @Test func withoutHeaderAndWithAMark() throws {
    try withFolder { folder in
      let path = folder + "/t.csv"
      try place([0xef, 0xbb, 0xbf] + Array("1,2\n3,4".utf8), at: path)
      var pieces = try TablePieces(path, options: TableOptions(hasHeader: false))
      let (names, looksLikeNumbers) = (pieces.names, pieces.headerLooksLikeData)
      #expect(names == ["0", "1"] && !looksLikeNumbers)
      let all = try pieces.next(kinds: [.number, .number])
      let piece = try #require(all)
      #expect(piece.table.columns[0].values == .numbers([1, 3]))
      let headed = try TablePieces(path)
      let looksLikeData = headed.headerLooksLikeData
      #expect(looksLikeData)
    }
  }

  /// What is wrong far behind the first bytes is said with its line.
  @Test(arguments: [
    ("\"open\n1,2,3\n", "line 60002, column \"0\": a quoted field opens here and is never closed"),
    ("1,2\n", "line 60002: expected 3 fields, found 2"),
    ("one,2,3\n", "line 60002, column \"x\": expected a number, found \"one\""),
    (",2,3\n", "line 60002, column \"x\": expected a value, found an empty cell"),
    ("1,\u{0},3\n", "line 60002: expected text in UTF-8, found the byte 0x00 at byte 360008"),
  ]) func saysWhere(_ end: String, _ message: String) throws {
    try withFolder { folder in
      let path = folder + "/t.csv"
      let rows = String(repeating: "1,2,3\n", count: 60_000)
      try place(Array(("x,y,z\n" + rows + end).utf8), at: path)
      let error = failure {
        var pieces = try TablePieces(path)
        while try pieces.next(kinds: [.number, .category, .ignored]) != nil {}
      }
      #expect(error?.description == "\(path), \(message)")
    }
  }

  @Test func refusesWhatIsNoTable() throws {
    try withFolder { folder in
      let path = folder + "/t.csv"
      let cases: [([UInt8], DataError.Problem)] = [
        ([], .empty), (Array(" \n\n".utf8), .empty),
        ([0xff, 0xfe, 0x41, 0x41], .binary(offset: 0, found: "UTF-16")),
        ([0x41, 0xe2, 0x82], .binary(offset: 1, found: "the byte 0xe2")),
      ]
      for (bytes, problem) in cases {
        try place(bytes, at: path)
        #expect(failure { _ = try TablePieces(path) }?.problem == problem)
      }
      #expect(failure { _ = try TablePieces(folder) }?.problem == .isDirectory)
    }
  }
}
