/// The part of Python's literals that an NPY header is made of, read strictly.
struct PythonLiteral {
  enum Value: Equatable {
    case string(String)
    case bool(Bool)
    /// A tuple of whole numbers that are not negative.
    case tuple([Int])
  }

  /// What was wrong, and at which byte of the header.
  struct Failure: Error {
    let reason: String
    let offset: Int?
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func expected(_ what: String) -> Failure {
    Failure(reason: "expected \(what) in the header", offset: position)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 32 || (9...13).contains(byte) { position += 1 }
  }

  private mutating func take(_ word: StaticString) -> Bool {
    skipSpace()
    let found = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
    if found { position += word.utf8CodeUnitCount }
    return found
  }

  /// The dictionary that fills the header, spaces aside.
  mutating func dictionary() throws(Failure) -> [(key: String, value: Value)] {
    var members: [(key: String, value: Value)] = []
    guard take("{") else { throw expected("a dictionary") }
    while !take("}") {
      let key = try string()
      guard take(":") else { throw expected("a colon") }
      let value = try value()
      members.append((key, value))
      if take(",") { continue }
      guard take("}") else { throw expected("a comma or a closing brace") }
      break
    }
    skipSpace()
    guard next == nil else { throw expected("the end of the dictionary") }
    return members
  }

  private mutating func value() throws(Failure) -> Value {
    skipSpace()
    switch next {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "["):  // Only structured arrays have one.
      throw Failure(reason: "expected an array of numbers, found a structured array", offset: nil)
    case UInt8(ascii: "("): return .tuple(try tuple())
    default:
      if take("True") { return .bool(true) }
      if take("False") { return .bool(false) }
      throw expected("a string, a tuple, True or False")
    }
  }

  private mutating func string() throws(Failure) -> String {
    skipSpace()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw expected("a string")
    }
    position += 1
    let start = position
    while let byte = next, byte != quote {
      guard byte >= 32, byte < 127, byte != UInt8(ascii: "\\") else {
        throw expected("plain characters")
      }
      position += 1
    }
    guard next == quote else { throw expected("a closing quotation mark") }
    position += 1
    return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
  }

  private mutating func tuple() throws(Failure) -> [Int] {
    position += 1
    var numbers: [Int] = []
    while !take(")") {
      numbers.append(try number())
      let isFollowed = take(",")
      guard isFollowed || next == UInt8(ascii: ")") else {
        throw expected("a comma or a closing bracket")
      }
      // (3) is a number in brackets; (3,) is a tuple.
      guard isFollowed || numbers.count > 1 else { throw expected("a tuple") }
    }
    return numbers
  }

  private mutating func number() throws(Failure) -> Int {
    skipSpace()
    let start = position
    var result = 0
    while let byte = next, byte &- 48 < 10 {
      let (tens, overflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte &- 48))
      guard !overflow, !carry else { throw expected("a number below 2^63") }
      result = sum
      position += 1
    }
    guard position > start else { throw expected("a whole number that is not negative") }
    // Python 2 wrote long integers with an L.
    if next == UInt8(ascii: "L") { position += 1 }
    skipSpace()
    return result
  }
}
