/// A JSON value that keeps the order of its members.
///
/// Numbers are written with as few digits as read back to the same double;
/// those that are not finite are the strings "nan", "inf" and "-inf".
///
///     let document: JSON = ["optimizer": "Adam", "final": ["loss": .number(loss)]]
///     Console.current.print(document)
package enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A name and its value.
  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: JSON

    package init(name: String, value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The numbers of a list.
  package static func numbers(_ values: some Sequence<Double>) -> JSON {
    .array(values.map(JSON.number))
  }

  /// The member of an object by this name.
  package subscript(_ name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  /// The number, be it written whole or not, or one of "nan", "inf", "-inf".
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .string("nan"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: nil
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(name: $0, value: $1) })
  }
}

// MARK: Writing

extension JSON {
  /// The document, indented; what fits in a line stands in one, and so do
  /// lists of numbers and records of a run.
  package var text: String {
    var result = ""
    write(to: &result, indent: 0)
    return result
  }

  /// The document in one line.
  package var line: String {
    var result = ""
    writeLine(to: &result)
    return result
  }

  private static let width = 100

  private func write(to result: inout String, indent: Int) {
    let line = self.line
    guard line.utf8.count + indent > JSON.width, !isFlat else {
      result += line
      return
    }
    let margin = String(repeating: " ", count: indent + 2)
    func lines<T>(_ items: [T], _ open: String, _ close: String, _ body: (T) -> Void) {
      result += open
      for (i, item) in items.enumerated() {
        result += (i == 0 ? "\n" : ",\n") + margin
        body(item)
      }
      result += "\n" + String(repeating: " ", count: indent) + close
    }
    switch self {
    case .array(let items):
      lines(items, "[", "]") { $0.write(to: &result, indent: indent + 2) }
    case .object(let members):
      lines(members, "{", "}") {
        JSON.string($0.name).writeLine(to: &result)
        result += ": "
        $0.value.write(to: &result, indent: indent + 2)
      }
    default: result += line
    }
  }

  /// Whether it is a list of numbers, words and the like, or names these and such lists.
  private var isFlat: Bool {
    switch self {
    case .array(let items): items.allSatisfy(\.isScalar)
    case .object(let members):
      members.allSatisfy { member in
        if case .object = member.value { return false }
        return member.value.isScalar || member.value.isFlat
      }
    default: true
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private func writeLine(to result: inout String) {
    switch self {
    case .null: result += "null"
    case .bool(let value): result += value ? "true" : "false"
    case .integer(let value): result += "\(value)"
    case .number(let value):
      // Swift's own description is the shortest that reads back, and valid JSON when finite.
      result +=
        value.isFinite ? "\(value)" : value.isNaN ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\""
    case .string(let value): result += jsonString(value)
    case .array(let items):
      result += "["
      for (i, item) in items.enumerated() {
        if i > 0 { result += ", " }
        item.writeLine(to: &result)
      }
      result += "]"
    case .object(let members):
      result += "{"
      for (i, member) in members.enumerated() {
        if i > 0 { result += ", " }
        result += jsonString(member.name) + ": "
        member.value.writeLine(to: &result)
      }
      result += "}"
    }
  }
}
