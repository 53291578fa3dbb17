import DescentTensor
import Testing

@testable import DescentData

@Suite("Numbers in delimited text, block by block") struct CSVNumbersTests {
  private func blocks(
    _ text: [UInt8], rows: Int = 3, columns: [String]? = nil,
    options: TableOptions = TableOptions(), window: Int = 64
  ) throws(DataError) -> (names: [String], values: [Double], counts: [Int], dropped: Int) {
    var file = try CSVNumbers(
      text, path: "t.csv", columns: columns, options: options, dtype: .float64,
      windowSize: window)
    var (values, counts): ([Double], [Int]) = ([], [])
    while let block = try file.next(rows) {
      counts.append(block.shape[0])
      values += block.elements(as: Double.self)
    }
    return (file.names, values, counts, file.droppedRows)
  }

  private func blocks(_ text: String) throws(DataError) -> [Double] {
    try blocks(Array(text.utf8)).values
  }

  @Test func blocksHaveTheRowsThatWereAskedFor() throws {
    let text = "a,b\n" + (0..<7).map { "\($0),-\($0).5\n" }.joined()
    let read = try blocks(Array(text.utf8))
    #expect(read.names == ["a", "b"] && read.counts == [3, 3, 1])
    #expect(read.values == (0..<7).flatMap { [Double($0), Double("-\($0).5") ?? 0] })
    var file = try CSVNumbers(Array(text.utf8), path: "t.csv")
    #expect(file.dtype == .float32)
    #expect(try file.next(1) == Tensor([Float(0), -0.5], shape: [1, 2]))
    #expect(try file.next(100)?.shape == [6, 2])
    #expect(try file.next(1) == nil)
    #expect(try file.next(1) == nil)
  }

  @Test func someColumnsInAnyOrder() throws {
    let text = Array("name,x,\"y,z\",w\n\"a,\n\"\"b\",1,2,é\nc,3,4,d\n".utf8)
    let read = try blocks(text, columns: ["y,z", "1"])
    #expect(read.names == ["y,z", "x"] && read.values == [2, 1, 4, 3])
    let missing = failure { _ = try blocks(text, columns: ["q"]) }
    #expect(missing?.description.contains(#"no column "q""#) == true)
    let twice = failure { _ = try blocks(text, columns: ["x", "1"]) }
    #expect(twice?.description.contains("distinct") == true)
  }

  @Test func missingValues() throws {
    let text = Array("a,b\n1,NA\n,2\n3,4\n".utf8)
    let error = failure { _ = try blocks(text) }
    #expect(error == DataError(.missingValue(found: "NA"), path: "t.csv", line: 2, column: "b"))
    let kept = try blocks(text, options: TableOptions(missing: .keep)).values
    #expect(kept.map(\.isNaN) == [false, true, true, false, false, false])
    let rest = try blocks(text, options: TableOptions(missing: .dropRows))
    #expect(rest.values == [3, 4] && rest.dropped == 2)
  }

  @Test func refusesWhatATableRefuses() {
    func message(_ text: String) -> String {
      failure { _ = try blocks(text) }?.description ?? ""
    }
    #expect(message("a,b\n1,2\n3\n") == "t.csv, line 3: expected 2 fields, found 1")
    #expect(message("a,b\n1,x\n").contains("column \"b\": expected a number, found \"x\""))
    #expect(message("a\n1e999\n").contains("below 1.8e308"))
    #expect(message("a\n-inf\n").contains("a finite number"))
    #expect(message("a\n").contains("expected rows of data, found none"))
    #expect(message("").contains("empty file"))
    #expect(message(" \n\n").contains("empty file"))
    #expect(message("a\n1\n\"2\n").contains("never closed"))
    #expect(message("a\n1\n\"2\" 3\n").contains("after the closing quote, found \"3\""))
    #expect(message("a,a\n1,2\n").contains("distinct column names"))
    let zero = failure { _ = try blocks(Array("a\n1\n2\n\0\n".utf8)) }
    #expect(zero == DataError(.binary(offset: 6, found: "the byte 0x00"), path: "t.csv", line: 4))
    let first = failure { _ = try blocks([0xff] + Array("a\n1\n".utf8)) }
    #expect(first == DataError(.binary(offset: 0, found: "the byte 0xff"), path: "t.csv", line: 1))
    let cut = failure { _ = try blocks(Array("a\n1\n".utf8) + [0xe2, 0x82]) }
    #expect(cut == DataError(.binary(offset: 4, found: "the byte 0xe2"), path: "t.csv", line: 3))
  }

  /// Random texts, in windows far too small for them, against a table of the same text.
  @Test func saysWhatATableSays() {
    var generator = SplitMix64(state: 3)
    var (agreed, refused) = (0, 0)
    for round in 0..<1500 {
      let columns = Int.random(in: 1...4, using: &generator)
      let delimiter = [",", ";", "\t"].randomElement(using: &generator) ?? ","
      let end = ["\n", "\r\n", "\r"].randomElement(using: &generator) ?? "\n"
      var text = Bool.random(using: &generator) ? "\u{feff}" : ""
      text += (0..<columns).map { "ü\($0)" }.joined(separator: delimiter) + end
      let faulty = Int.random(in: 0..<60, using: &generator)
      for row in 0..<Int.random(in: 0...30, using: &generator) {
        var cells = (0..<columns).map { _ in number(&generator) }
        if row == faulty {
          cells[0] =
            ["x", "\"é", "\"1\"2", "inf", "1e400", "1 2", "€", "1\0"]
            .randomElement(using: &generator) ?? ""
          if Bool.random(using: &generator) { cells.append("1") }
        }
        text += cells.joined(separator: delimiter)
        text += Int.random(in: 0..<9, using: &generator) == 0 ? end + "  " + end : end
      }
      if Bool.random(using: &generator) { text.removeLast() }
      var options = TableOptions(missing: round % 2 == 0 ? .keep : .dropRows)
      options.kinds = { names in [ColumnKind?](repeating: .number, count: names.count) }
      let bytes = Array(text.utf8)
      let expected = Result { () throws(DataError) in
        try Table.parse(bytes, path: "t.csv", options: options)
      }
      for window in [1, 40, 1 << 20] {
        let found = Result { () throws(DataError) in
          try blocks(bytes, rows: 4, options: options, window: window)
        }
        switch (expected, found) {
        case (.success(let table), .success(let read)):
          let rows = (0..<table.rowCount).flatMap { row in
            table.columns.map { column -> UInt64 in
              guard case .numbers(let numbers) = column.values else { return 1 }
              return numbers[row].bitPattern
            }
          }
          #expect(read.values.map(\.bitPattern) == rows, "\(text)")
          #expect(read.dropped == table.droppedRows && read.names == table.names)
          agreed += 1
        case (.failure(let a), .failure(let b)):
          // Where a CR ends lines, a table counts none of them before a NUL.
          if case .binary = a.problem, end == "\r" {
            #expect(a.problem == b.problem, "\(text)")
          } else {
            #expect(a == b, "\(text)")
          }
          refused += 1
        default: Issue.record("\(expected) but \(found): \(text)")
        }
      }
    }
    #expect(agreed > 1000 && refused > 300)
  }

  private func number(_ generator: inout SplitMix64) -> String {
    let value = Int.random(in: -99999...99999, using: &generator)
    let text =
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: "\(value)"
      case 1: "\(value).\(abs(value))"
      case 2: "\(Double(value) / 7)"
      case 3: "\(Double(value) / 3e19)"
      case 4: "1234567890123456789012345\(abs(value))"
      case 5: " \(value) "
      case 6: "\"\(value)\""
      default: "+\(abs(value))e-1"
      }
    return Int.random(in: 0..<25, using: &generator) == 0 ? "NaN" : text
  }

  /// Found by fuzzing: a window that ended within the first row, behind a blank one, took another
  /// delimiter.
  @Test func theDelimiterIsThatOfTheFirstRow() throws {
    let text = "\n" + String(repeating: "a", count: 100) + "\t\"x;y\nz\"\n1\t2\n"
    for window in [16, 64, 1000] {
      #expect(try blocks(Array(text.utf8), window: window).values == [1, 2])
    }
    let wide = "\"" + String(repeating: "\n", count: 100) + "\";b\n1;2\n"
    #expect(try blocks(Array(wide.utf8), window: 16).values == [1, 2])
  }

  /// Found by fuzzing: behind a byte order mark a table took a blank line for its first row.
  @Test func aBlankLineBehindAByteOrderMark() throws {
    let text = Array("\u{feff}\t\r\ta;b\n1;2\n".utf8)
    #expect(try Table.parse(text, path: "t.csv").names == ["a", "b"])
    #expect(try blocks(text).names == ["a", "b"])
    let blank = Array("\u{feff}\t\r\t\n".utf8)
    #expect(failure { _ = try Table.parse(blank, path: "t.csv") }?.problem == .empty)
    #expect(failure { _ = try blocks(blank) }?.problem == .empty)
  }

  @Test func packedText() throws {
    let text = "a;b\n" + (0..<2000).map { "\($0);0,5\n" }.joined()
    let error = failure { _ = try blocks(storedGzip(Array(text.utf8))) }
    #expect(error?.description.contains("line 2, column \"b\"") == true)
    let right = Array(text.replacing(",", with: ".").utf8)
    let read = try blocks(storedGzip(right), rows: 500, window: 1000)
    #expect(read.counts == [500, 500, 500, 500])
    #expect(read.values == (0..<2000).flatMap { [Double($0), 0.5] })
    let cut = failure { _ = try blocks(Array(storedGzip(right).dropLast(20)), window: 100) }
    #expect(cut?.description.contains("cut off") == true)
  }

  @Test func aFileWithoutHeader() throws {
    let read = try blocks(Array("1,2\n3,4".utf8), options: TableOptions(hasHeader: false))
    #expect(read.names == ["0", "1"] && read.values == [1, 2, 3, 4])
  }
}
