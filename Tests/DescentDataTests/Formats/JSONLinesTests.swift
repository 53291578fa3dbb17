import Testing

@testable import DescentData

@Suite("JSON lines") struct JSONLinesTests {
  private func records(
    _ text: String, window: Int = 32
  ) throws(DataError) -> [JSONLines.Record] {
    var file = try JSONLines(Array(text.utf8), path: "m.jsonl", windowSize: window)
    var records: [JSONLines.Record] = []
    while let record = try file.next() { records.append(record) }
    return records
  }

  private func table(
    _ text: String, _ options: TableOptions = TableOptions()
  ) throws(DataError) -> Table {
    try Table.parseJSONLines(Array(text.utf8), path: "m.jsonl", options: options)
  }

  private func message(_ text: String) -> String {
    failure { _ = try records(text) }?.description ?? ""
  }

  @Test func recordsOfEveryKind() throws {
    let read = try records(
      "\u{feff}{\"step\": 1, \"loss\": 0.1, \"tag\": \"é\\n\", \"on\": true, \"x\": null}\r\n"
        + "\n  \n{}\n{\"lr\": {\"head\": 1e-3, \"a\": {\"b\": [1, \"c\", {\"d\": 2}]}}}")
    #expect(read.map(\.line) == [1, 4, 5])
    #expect(read[0].fields.map(\.name) == ["step", "loss", "tag", "on", "x"])
    #expect(
      read[0].fields.map(\.value) == [.number(1), .number(0.1), .text("é\n"), .bool(true), .null])
    #expect(read[1].fields.isEmpty && read[1]["step"] == nil && read[0].number("tag") == nil)
    #expect(read[2].number("lr.head") == 1e-3)
    #expect(read[2]["lr.a.b"] == .list([.number(1), .text("c"), .list([.number(2)])]))
  }

  @Test func numbersThatAreNotFinite() throws {
    let read = try records(
      #"{"a": NaN, "b": Infinity, "c": -Infinity, "d": "nan", "e": "inf", "f": "-inf", "a": -0.0}"#)
    #expect(read[0].fields[0].value != .number(.nan), "NaN equals nothing")
    #expect(read[0].number("a")?.sign == .minus)
    #expect(read[0].number("d")?.isNaN == true)
    #expect(
      ["b", "c", "e", "f"].map { read[0].number($0) } == [
        .infinity, -.infinity, .infinity, -.infinity,
      ])
  }

  @Test func everyDoubleIsTheNearest() throws {
    var generator = SplitMix64(state: 5)
    let numbers = (0..<2000).map { _ in
      Double(bitPattern: UInt64.random(in: 0..<0x7ff0 << 48, using: &generator))
    }
    let text = numbers.map { "{\"x\": \($0)}\n" }.joined()
    #expect(try records(text).map { $0.number("x") } == numbers)
  }

  @Test func refusals() {
    #expect(message("") == "m.jsonl: expected data, found an empty file")
    #expect(message("{}\n[1]\n") == "m.jsonl, line 2: expected an object in braces, found a list")
    #expect(message("{\"a\": }").contains("line 1: expected a JSON value, got '}' at byte 7"))
    #expect(message("{\"a\": 1\n}").contains("line 1: expected ',' or '}', got the end"))
    #expect(message("{\"a\": Nan}").contains("expected a JSON value"))
    #expect(message("{\"a\": 1}\n{\"\0\": 1}").contains("line 2: expected text in UTF-8"))
    #expect(message(String(repeating: "[", count: 5000)).contains("at most 200 lists"))
  }

  @Test func recordsMakeATable() throws {
    let text = """
      {"size": 40, "quarter": "harbour", "sold": true, "price": "210"}
      {"quarter": "hill", "size": 55.5, "sold": false, "price": 300}
      {"price": 1e2, "sold": true, "size": 7, "quarter": "hill"}
      """
    let read = try table(text)
    #expect(read.names == ["size", "quarter", "sold", "price"] && read.lines == [1, 2, 3])
    #expect(read.columns[0].values == .numbers([40, 55.5, 7]))
    #expect(read.columns[1].values == .categories(codes: [0, 1, 1], levels: ["harbour", "hill"]))
    #expect(read.columns[2].values == .categories(codes: [1, 0, 1], levels: ["false", "true"]))
    #expect(read.columns[3].values == .numbers([210, 300, 100]))
  }

  @Test func aTableOfRecordsIsThatOfTheSameCells() throws {
    var generator = SplitMix64(state: 6)
    for _ in 0..<200 {
      var (csv, lines) = ("a,b\n", "")
      for _ in 0..<Int.random(in: 1...20, using: &generator) {
        let cells = (0..<2).map { _ in
          ["1", "2.5", "x", "NaN", "y", "-3e5"].randomElement(using: &generator) ?? ""
        }
        csv += cells.joined(separator: ",") + "\n"
        lines += "{\"a\": \"\(cells[0])\", \"b\": \"\(cells[1])\"}\n"
      }
      let options = TableOptions(missing: .dropRows)
      let expected = Result { () throws(DataError) in
        try Table.parse(Array(csv.utf8), path: "m.jsonl", options: options)
      }
      let found = Result { () throws(DataError) in try table(lines, options) }
      switch (expected, found) {
      case (.success(let a), .success(let b)):
        #expect(a.columns == b.columns && a.lines.map { $0 - 1 } == b.lines)
      case (.failure(let a), .failure(let b)):
        #expect(a.problem == b.problem && a.column == b.column && a.line.map { $0 - 1 } == b.line)
      default: Issue.record("\(expected) but \(found): \(lines)")
      }
    }
  }

  @Test func missingKeysAndLists() throws {
    let text = "{\"a\": 1}\n{\"b\": 2, \"a\": null}\n{\"a\": 3, \"b\": 4}\n"
    let error = failure { _ = try table(text) }
    #expect(error == DataError(.missingValue(found: ""), path: "m.jsonl", line: 1, column: "b"))
    let rest = try table(text, TableOptions(missing: .dropRows))
    #expect(rest.rowCount == 1 && rest.droppedRows == 2 && rest.lines == [3])
    let list = failure { _ = try table("{\"a\": [1]}\n") }
    #expect(list?.description.contains("column \"a\": expected a number or a text") == true)
    #expect(failure { _ = try table("{}\n{}\n") }?.problem == .noRows)
    let infinite = failure { _ = try table("{\"a\": 1}\n{\"a\": Infinity}\n") }
    #expect(infinite?.problem == .notFinite(found: "inf") && infinite?.line == 2)
  }

  @Test func theNameOfAFileSaysWhatItIs() throws {
    try withFolder { folder in
      let text = Array("{\"a\": 1}\n{\"a\": 2}\n".utf8)
      try place(text, at: folder + "/m.jsonl")
      try place(storedGzip(text), at: folder + "/m.NDJSON.gz")
      #expect(try Table.read(folder + "/m.jsonl").columns[0].values == .numbers([1, 2]))
      #expect(try Table.read(folder + "/m.NDJSON.gz").columns[0].values == .numbers([1, 2]))
      var file = try JSONLines(folder + "/m.NDJSON.gz")
      #expect(try file.next()?.number("a") == 1)
    }
  }
}
