import Testing

@testable import DescentData

@Suite struct CSVScannerTests {
  private func rows(_ text: String, delimiter: Character = ",") throws -> [[String]] {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer { (buffer) throws(DataError) -> [[String]] in
      var scanner = CSVScanner(buffer, delimiter: delimiter.asciiValue ?? 44, path: "t.csv")
      var cells: [CSVCell] = []
      var result: [[String]] = []
      while try scanner.nextRow(into: &cells) {
        result.append(cells.map { scanner.string(of: $0) })
      }
      return result
    }
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
    ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
    ("\u{feff}a,b\n", [["a", "b"]]),
    ("\n\n a , b \n  \n\t\n1,\n", [["a", "b"], ["1", ""]]),
    ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]),
    ("\"a\nb\", \"c\" ,d\n", [["a\nb", "c", "d"]]),
    ("\"\"\n", [[""]]),
    ("\"\"\"\"\"\",x", [["\"\"", "x"]]),
    ("5\" pipe,x\n", [["5\" pipe", "x"]]),
    (",\n", [["", ""]]),
    ("é,ß\n", [["é", "ß"]]),
    ("", []),
  ])
  func splits(text: String, expected: [[String]]) throws {
    #expect(try rows(text) == expected)
  }

  @Test func splitsAtTheDelimiter() throws {
    #expect(try rows("a;b,c\n", delimiter: ";") == [["a", "b,c"]])
    #expect(try rows("a\t\tb c\n", delimiter: "\t") == [["a", "", "b c"]])
  }

  @Test func saysWhereAQuoteOpened() {
    let error = failure { _ = try rows("a,b\n1,\"2\n3,4\n") }
    #expect(error?.problem == .unclosedQuote)
    #expect(error?.line == 2)
    #expect(error?.column == "1")
  }

  @Test func refusesTextAfterAQuote() {
    let error = failure { _ = try rows("a,b\n\"1\n1\"x,2\n") }
    #expect(error?.problem == .textAfterQuote(found: "x"))
    #expect(error?.line == 3)
  }

  @Test(arguments: [
    ("a,b;c\n", ","), ("a;b\n1,5;2\n", ";"), ("a\tb\n", "\t"), ("\"a,b\";c\n", ";"),
    ("a\n1\n", ","),
    ("\n\na;b\n", ";"),
  ])
  func detectsTheDelimiter(text: String, expected: Character) {
    let found = Array(text.utf8).withUnsafeBufferPointer { CSVScanner.detectDelimiter($0) }
    #expect(found == expected.asciiValue)
  }
}
