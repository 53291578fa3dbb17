import DescentData
import Foundation

/// A number, a text, or a structure of them, as a report holds it: what JSON can say, in order.
public enum ReportValue: Sendable, Equatable {
  /// Nothing.
  case null
  /// Yes or no.
  case flag(Bool)
  /// A whole number.
  case integer(Int)
  /// A number, which may be infinite or none.
  case number(Double)
  /// Words.
  case text(String)
  /// Values in a row.
  case list([ReportValue])
  /// Values by name, in this order.
  case object([(name: String, value: ReportValue)])

  /// Whether both say the same, in the same order.
  public static func == (a: ReportValue, b: ReportValue) -> Bool { a.json == b.json }

  /// The value of a name in an object; nil if there is none.
  public subscript(name: String) -> ReportValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The number, of a number or a whole number.
  public var double: Double? {
    switch self {
    case .integer(let n): Double(n)
    case .number(let x): x
    default: nil
    }
  }

  /// A whole number, or nothing.
  public static func optional(_ n: Int?) -> ReportValue { n.map { .integer($0) } ?? .null }

  /// One JSON document on one line.
  ///
  /// Numbers round-trip; those that are not finite are the strings
  /// "nan", "inf" and "-inf".
  public var json: String {
    switch self {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let n): String(n)
    case .number(let x):
      x.isFinite ? "\(x)" : x.isNaN ? "\"nan\"" : x > 0 ? "\"inf\"" : "\"-inf\""
    case .text(let text): jsonString(text)
    case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.map { jsonString($0.name) + ": " + $0.value.json }
        .joined(separator: ", ") + "}"
    }
  }

  /// For a person: numbers with five digits, structures as "name value, name value".
  public var words: String {
    switch self {
    case .null: "–"
    case .flag(let flag): flag ? "yes" : "no"
    case .integer(let n): String(n)
    case .number(let x): ReportValue.words(x)
    case .text(let text): text
    case .list(let values): values.map(\.words).joined(separator: ", ")
    case .object(let members):
      members.map { "\($0.name) \($0.value.words)" }.joined(separator: ", ")
    }
  }

  /// A number with at most `digits` significant ones, without trailing zeros.
  package static func words(_ x: Double, digits: Int = 5) -> String {
    guard x.isFinite else { return x.isNaN ? "nan" : x > 0 ? "inf" : "-inf" }
    // 1e-05 is written 1e-5.
    return String(format: "%.\(digits)g", x)
      .replacingOccurrences(of: "e-0", with: "e-").replacingOccurrences(of: "e+0", with: "e")
      .replacingOccurrences(of: "e+", with: "e")
  }
}

extension ReportValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  /// An object, in the order written.
  public init(dictionaryLiteral elements: (String, ReportValue)...) {
    self = .object(elements.map { (name: $0.0, value: $0.1) })
  }
  /// A list.
  public init(arrayLiteral elements: ReportValue...) { self = .list(elements) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// Words.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Yes or no.
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}

/// A number for a person.
func words(_ n: Int) -> String { String(n) }
/// A number for a person, with so many significant digits.
func words(_ x: Double, _ digits: Int = 5) -> String { ReportValue.words(x, digits: digits) }
