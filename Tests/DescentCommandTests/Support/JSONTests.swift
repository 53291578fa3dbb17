import Testing

@testable import DescentCommand

@Suite struct JSONTests {
  @Test func numbersReadBackExactly() throws {
    let values: [Double] = [
      0, -0.0, 1, 0.1, 1 / 3, .leastNonzeroMagnitude, .leastNormalMagnitude / 3, 1e16,
      123_456_789_012_345_680.0, 1.797e308, -2.5e-5,
    ]
    let text = JSON.numbers(values).text
    guard case .array(let items) = try JSONReader.read(Array(text.utf8)) else {
      Issue.record("\(text)")
      return
    }
    #expect(items.compactMap { $0.double?.bitPattern } == values.map(\.bitPattern))
  }

  @Test func whatIsNotFiniteIsAString() {
    #expect(JSON.numbers([.nan, .infinity, -.infinity]).text == #"["nan", "inf", "-inf"]"#)
    #expect(JSON.string("nan").double?.isNaN == true)
    #expect(JSON.string("-inf").double == -.infinity)
  }

  @Test func stringsAreEscaped() throws {
    let text = "a\"b\\c\nd\te\u{1}é😀"
    #expect(JSON.string(text).text == #""a\"b\\c\nd\te\u0001é😀""#)
    #expect(try JSONReader.read(Array(JSON.string(text).text.utf8)) == .string(text))
    #expect(try JSONReader.read(Array(#""\u00e9\ud83d\ude00\/""#.utf8)) == .string("é😀/"))
  }

  @Test func membersKeepTheirOrder() throws {
    let value: JSON = ["z": 1, "a": [true, nil, 2.5, "x"], "m": ["k": []]]
    #expect(value.line == #"{"z": 1, "a": [true, null, 2.5, "x"], "m": {"k": []}}"#)
    #expect(try JSONReader.read(Array(value.line.utf8)) == value)
    #expect(value["a"] == [true, nil, 2.5, "x"])
  }

  @Test func recordsStandInOneLineEach() {
    let record: JSON = ["step": 1, "w": .numbers((0..<30).map { Double($0) })]
    let lines = JSON.object([.init(name: "trace", value: [record, record])]).text.split(
      separator: "\n")
    #expect(lines.count == 6)
    #expect(lines[2].hasPrefix(#"    {"step": 1, "w": [0.0, 1.0"#))
  }

  @Test(arguments: [
    ("", 1, 1, "got the end"), ("{bad", 1, 2, "a name in quotes, got 'b'"),
    ("[1,\n 2,]", 2, 4, "a JSON value, got ']'"), ("[1] x", 1, 5, "expected the end, got 'x'"),
    ("{\"a\" 1}", 1, 6, "':'"), ("[01]", 1, 3, "',' or ']'"), ("[1.]", 1, 4, "a digit"),
    ("\"ab", 1, 4, "'\"'"), ("\"a\nb\"", 1, 3, "ends in its line"), ("nul", 1, 1, "a JSON value"),
    (#""\q""#, 1, 3, "an escape"), (#""\u00g0""#, 1, 4, "hexadecimal"),
    (String(repeating: "[", count: 100_000), 1, 201, "at most 200"),
  ])
  func errorsSayWhere(_ text: String, line: Int, column: Int, part: String) {
    let error = #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array(text.utf8)) }
    #expect(error?.line == line)
    #expect(error?.column == column)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }
}
