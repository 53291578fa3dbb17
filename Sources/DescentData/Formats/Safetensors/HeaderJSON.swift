/// The part of JSON (RFC 8259) that a tensor file's header is made of, read strictly.
///
/// Our own because a general reader lets the last of two equal keys win and
/// turns integers into floating point; here both are errors.
indirect enum HeaderJSON: Equatable {
  case object([(key: String, value: HeaderJSON)])
  case array([HeaderJSON])
  case string(String)
  case integer(Int)

  static func == (a: HeaderJSON, b: HeaderJSON) -> Bool {
    switch (a, b) {
    case (.object(let a), .object(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    case (.array(let a), .array(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    default: false
    }
  }

  /// Why a header was refused, at a byte of it.
  struct Failure: Error {
    let offset: Int
    let expected: String
  }

  /// Reads one value that fills the bytes, spaces aside.
  static func parse(_ bytes: ArraySlice<UInt8>) throws(Failure) -> HeaderJSON {
    var reader = Reader(bytes: bytes, position: bytes.startIndex)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.peek == nil else { throw reader.failure("the end") }
    return value
  }
}

private struct Reader {
  let bytes: ArraySlice<UInt8>
  var position: Int

  var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  func failure(_ expected: String) -> HeaderJSON.Failure {
    HeaderJSON.Failure(offset: position - bytes.startIndex, expected: expected)
  }

  mutating func skipSpace() {
    while let byte = peek, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
  }

  /// Steps over the character, when it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func value(depth: Int) throws(HeaderJSON.Failure) -> HeaderJSON {
    // A header has two levels; a bound keeps a hostile one off the stack.
    guard depth < 8 else { throw failure("less nesting") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case let byte? where byte &- 48 < 10: return .integer(try integer())
    default: throw failure("an object, a list, a string or a whole number")
    }
  }

  private mutating func object(depth: Int) throws(HeaderJSON.Failure) -> HeaderJSON {
    position += 1
    var members: [(key: String, value: HeaderJSON)] = []
    var keys: Set<[UInt8]> = []
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw failure("a name in quotes") }
      let key = try string()
      // As bytes: two spellings of one accented letter are two names.
      guard keys.insert(Array(key.utf8)).inserted else {
        throw failure("distinct names, found \(quoted(key)) twice")
      }
      guard take(":") else { throw failure("a colon") }
      members.append((key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw failure("a comma or a closing brace") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(HeaderJSON.Failure) -> HeaderJSON {
    position += 1
    var elements: [HeaderJSON] = []
    if take("]") { return .array(elements) }
    repeat { elements.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw failure("a comma or a closing bracket") }
    return .array(elements)
  }

  private mutating func integer() throws(HeaderJSON.Failure) -> Int {
    let isZero = peek == UInt8(ascii: "0")
    let start = position
    var result = 0
    while let byte = peek, byte &- 48 < 10 {
      let (tens, overflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte &- 48))
      guard !overflow, !carry else { throw failure("a number below 2^63") }
      result = sum
      position += 1
    }
    if isZero, position - start > 1 { throw failure("a number without a leading zero") }
    if let next = peek, next == UInt8(ascii: ".") || next | 0x20 == UInt8(ascii: "e") {
      throw failure("a whole number")
    }
    return result
  }

  private mutating func string() throws(HeaderJSON.Failure) -> String {
    position += 1
    var result: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): result.append(contentsOf: try escape().utf8)
      case 0..<32: throw failure("a string without control characters")
      default: result.append(byte)
      }
    }
    throw failure("a closing quotation mark")
  }

  private mutating func escape() throws(HeaderJSON.Failure) -> String {
    guard let byte = peek else { throw failure("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(UnicodeScalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try hexadecimal()
      if first & 0xfc00 == 0xd800 {
        for expected in ["\\", "u"] as [Unicode.Scalar] {
          guard peek == UInt8(ascii: expected) else { throw failure("a low surrogate") }
          position += 1
        }
        let second = try hexadecimal()
        guard second & 0xfc00 == 0xdc00 else { throw failure("a low surrogate") }
        return scalar(0x10000 + (first & 0x3ff) << 10 + second & 0x3ff)
      }
      guard first & 0xfc00 != 0xdc00 else { throw failure("a high surrogate") }
      return scalar(first)
    default: throw failure("an escape")
    }
  }

  private func scalar(_ value: UInt32) -> String {
    UnicodeScalar(value).map { String($0) } ?? "\u{fffd}"
  }

  private mutating func hexadecimal() throws(HeaderJSON.Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
