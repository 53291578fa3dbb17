/// Reads JSON (RFC 8259) and says where it ceases to be any.
package struct JSONReader {
  /// Why a text is no JSON, and where: line and byte within it, from 1.
  package struct Failure: Error, Equatable {
    package let line: Int
    package let column: Int
    package let message: String
  }

  /// How deep lists and objects may stand in each other.
  private static let greatestDepth = 200

  private let bytes: [UInt8]
  private let acceptsNotFinite: Bool
  private var position = 0
  private var depth = 0

  /// The one value that the bytes of a UTF-8 text say.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - acceptsNotFinite: Whether `NaN`, `Infinity` and `-Infinity` are numbers, as Python writes them;
  ///     the standard has none of them.
  /// - Returns: The value.
  /// - Throws: ``Failure``.
  package static func read(
    _ bytes: [UInt8], acceptsNotFinite: Bool = false
  ) throws(Failure) -> JSON {
    var reader = JSONReader(bytes: bytes, acceptsNotFinite: acceptsNotFinite)
    let value = try reader.value()
    reader.skipSpace()
    guard reader.next == nil else { throw reader.expected("the end") }
    return value
  }

  private init(bytes: [UInt8], acceptsNotFinite: Bool) {
    self.bytes = bytes
    self.acceptsNotFinite = acceptsNotFinite
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func expected(_ what: String) -> Failure {
    let before = bytes[..<position]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let got =
      switch next {
      case nil: "the end"
      case .some(33...126): "'\(Character(UnicodeScalar(bytes[position])))'"
      case .some(let byte): "the byte \(byte)"
      }
    return Failure(
      line: line, column: position - start + 1, message: "expected \(what), got \(got)")
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  // MARK: Values

  private mutating func value() throws(Failure) -> JSON {
    skipSpace()
    depth += 1
    defer { depth -= 1 }
    guard depth <= JSONReader.greatestDepth else {
      throw expected("at most \(JSONReader.greatestDepth) lists and objects in each other")
    }
    switch next {
    case UInt8(ascii: "{"): return .object(try members())
    case UInt8(ascii: "["): return .array(try items())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
      if let value = word(in: JSONReader.words) { return value }
    case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "-"), .some(48...57):
      if acceptsNotFinite, let value = word(in: JSONReader.notFinite) { return value }
      if next != UInt8(ascii: "N"), next != UInt8(ascii: "I") { return try number() }
    default: break
    }
    throw expected("a JSON value")
  }

  private static let words: [(String, JSON)] = [
    ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
  ]
  private static let notFinite: [(String, JSON)] = [
    ("NaN", .number(.nan)), ("Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
  ]

  private mutating func word(in words: [(String, JSON)]) -> JSON? {
    for (word, value) in words where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    return nil
  }

  private mutating func items() throws(Failure) -> [JSON] {
    position += 1
    var items: [JSON] = []
    guard !take("]") else { return items }
    repeat { items.append(try value()) } while take(",")
    guard take("]") else { throw expected("',' or ']'") }
    return items
  }

  private mutating func members() throws(Failure) -> [JSON.Member] {
    position += 1
    var members: [JSON.Member] = []
    guard !take("}") else { return members }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw expected("a name in quotes") }
      let name = try string()
      guard take(":") else { throw expected("':'") }
      members.append(JSON.Member(name: name, value: try value()))
    } while take(",")
    guard take("}") else { throw expected("',' or '}'") }
    return members
  }

  private mutating func number() throws(Failure) -> JSON {
    let start = position
    func skipDigits() -> Bool {
      let first = position
      while let byte = next, (48...57).contains(byte) { position += 1 }
      return position > first
    }
    if next == UInt8(ascii: "-") { position += 1 }
    if next == UInt8(ascii: "0") {
      position += 1
    } else if !skipDigits() {
      throw expected("a digit")
    }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      position += 1
      isWhole = false
      guard skipDigits() else { throw expected("a digit") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      isWhole = false
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() else { throw expected("a digit") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    // A whole -0 keeps its sign only as a double.
    if isWhole, text != "-0", let value = Int(text) { return .integer(value) }
    guard let value = Double(text) else { throw expected("a number") }
    return .number(value)
  }

  // MARK: Strings

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "b"): 8,
    UInt8(ascii: "f"): 12, UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C,
    UInt8(ascii: "/"): 0x2F,
  ]

  private mutating func string() throws(Failure) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw expected("a text that ends in its line") }
      position += 1
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      if next == UInt8(ascii: "u") {
        text += Array(String(try escapedScalar()).utf8)
      } else if let byte = next.flatMap({ JSONReader.escapes[$0] }) {
        text.append(byte)
        position += 1
      } else {
        throw expected("an escape")
      }
    }
    guard next != nil else { throw expected("'\"'") }
    position += 1
    return String(decoding: text, as: UTF8.self)
  }

  /// After a backslash: `u` and four digits, twice for what lies beyond.
  private mutating func escapedScalar() throws(Failure) -> Character {
    let first = try codeUnit()
    var units = [first]
    if UTF16.isLeadSurrogate(first), bytes[position...].starts(with: [0x5C, UInt8(ascii: "u")]) {
      position += 1
      units.append(try codeUnit())
    }
    return String(decoding: units, as: UTF16.self).first ?? "\u{FFFD}"
  }

  private mutating func codeUnit() throws(Failure) -> UInt16 {
    position += 1
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4,
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
      digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
    else { throw expected("four hexadecimal digits") }
    position += 4
    return unit
  }
}
