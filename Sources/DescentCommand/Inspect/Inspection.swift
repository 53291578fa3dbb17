import DescentData
import DescentLab
import Foundation

/// What was found in a file or a folder, for a person and as JSON.
struct Inspection {
  /// The first line: what it is.
  var title: String
  /// Lines below it, then tables with a blank line before each.
  var notes: [String] = []
  var tables: [TextTable] = []
  var members: [JSON.Member]

  init(_ path: String, format: String, title: String, bytes: Int? = nil) {
    self.title = "\(path): \(title)"
    members = [
      .init(name: "file", value: .string(path)), .init(name: "format", value: .string(format)),
    ]
    if let bytes { members.append(.init(name: "bytes", value: .integer(bytes))) }
  }

  mutating func add(_ name: String, _ value: JSON) {
    members.append(.init(name: name, value: value))
  }

  /// Takes in what was found in a file of a folder.
  mutating func add(_ part: Inspection, as name: String) {
    notes += part.notes
    tables += part.tables
    add(name, .object(part.members))
  }

  var json: JSON { .object(members) }

  var text: String {
    var lines = [title] + notes.map { "  " + $0 }
    for table in tables where !table.rows.isEmpty { lines += [""] + table.lines }
    return lines.joined(separator: "\n")
  }
}

/// Words for a person.
enum InspectText {
  /// One of something, or several.
  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A size in bytes, kB, MB or GB.
  static func bytes(_ count: Int) -> String {
    switch count {
    case ..<1000: "\(count) bytes"
    case ..<1_000_000: "\(NumberText.short(Double(count) / 1e3)) kB"
    case ..<1_000_000_000: "\(NumberText.short(Double(count) / 1e6)) MB"
    default: "\(NumberText.short(Double(count) / 1e9)) GB"
    }
  }

  static func number(_ value: Double) -> String { value.isNaN ? "" : NumberText.short(value) }

  /// The number that a person may read, and what is not finite only where there is any.
  static func cells(_ summary: ValueSummary) -> [String] {
    [
      number(summary.minimum), number(summary.mean), number(summary.maximum),
      number(summary.deviation), summary.notFinite > 0 ? "\(summary.notFinite)" : "",
    ]
  }

  /// The headings over ``cells(_:)``.
  static let headings = ["min", "mean", "max", "std", "not finite"]

  /// The same for JSON.
  static func members(_ summary: ValueSummary) -> [JSON.Member] {
    [
      .init(name: "min", value: .number(summary.minimum)),
      .init(name: "mean", value: .number(summary.mean)),
      .init(name: "max", value: .number(summary.maximum)),
      .init(name: "std", value: .number(summary.deviation)),
      .init(name: "not_finite", value: .integer(summary.notFinite)),
    ]
  }
}
