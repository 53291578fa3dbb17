/// Records in a text file, one JSON object a line, read one after another.
///
///     var file = try JSONLines("metrics.jsonl")
///     while let record = try file.next() { print(record.number("loss") ?? .nan) }
///
/// Blank lines are skipped. `NaN`, `Infinity` and `-Infinity` are numbers, as Python's `json` writes them,
/// and so are the texts `"nan"`, `"inf"` and `"-inf"` where a number is asked for. Memory holds one line and
/// a window of 1 MiB. The format: <https://jsonlines.org>.
public struct JSONLines: ~Copyable {
  /// The file, as the caller named it.
  public var path: String { window.path }

  private var window: TextWindow
  private var line = 1
  private var hasBegun = false

  /// What stands under a name.
  public indirect enum Value: Equatable, Sendable {
    /// A number, the nearest double.
    case number(Double)
    /// A text.
    case text(String)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null
    /// A list of values; objects in it are lists of their values.
    case list([Value])
  }

  /// One line: names with their values, in its order.
  public struct Record: Equatable, Sendable {
    /// The line of the file, counted from 1.
    public let line: Int
    /// The names, those of an object within an object joined by a point, as in `lr.head`, and the values.
    public let fields: [(name: String, value: Value)]

    /// Compares the lines and all fields, in order.
    public static func == (a: Record, b: Record) -> Bool {
      a.line == b.line
        && a.fields.elementsEqual(b.fields) { $0.name == $1.name && $0.value == $1.value }
    }

    /// The value under a name: the last, if the line has the name twice; nil if it has not.
    public subscript(name: String) -> Value? { fields.last { $0.name == name }?.value }

    /// The number under a name, also one of the texts `nan`, `inf` and `-inf`; nil if there is none.
    ///
    /// - Parameter name: As in ``fields``.
    /// - Returns: The number, which may be one that is not finite.
    public func number(_ name: String) -> Double? {
      switch self[name] {
      case .number(let number): number
      case .text("nan"), .text("NaN"): .nan
      case .text("inf"), .text("Infinity"): .infinity
      case .text("-inf"), .text("-Infinity"): -.infinity
      default: nil
      }
    }
  }

  /// Opens a file.
  ///
  /// - Parameter path: The file, compressed by gzip or not.
  /// - Throws: A ``DataError`` if it cannot be read or is empty.
  public init(_ path: String) throws(DataError) {
    window = try TextWindow(ByteReader(path: path), size: 1 << 20)
  }

  /// Reads bytes in memory; the path stands in errors only.
  package init(_ bytes: [UInt8], path: String, windowSize: Int = 1 << 20) throws(DataError) {
    window = try TextWindow(ByteReader(bytes, path: path), size: windowSize)
  }

  /// The next record.
  ///
  /// - Returns: The record; nil after the last one.
  /// - Throws: A ``DataError`` with the line if it is no JSON or no object.
  public mutating func next() throws(DataError) -> Record? {
    if !hasBegun { try window.refill(line: 1) }
    hasBegun = true
    while let (length, whole) = try window.nextLine(line: line) {
      let bytes = Array(window.text[..<length])
      window.drop(whole)
      line += 1
      if bytes.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) { continue }
      return try record(bytes, line: line - 1)
    }
    return nil
  }

  private func record(_ bytes: [UInt8], line: Int) throws(DataError) -> Record {
    let json: JSON
    do { json = try JSONReader.read(bytes, acceptsNotFinite: true) } catch {
      throw DataError(
        .json(reason: "\(error.message) at byte \(error.column) of the line"), path: path,
        line: line)
    }
    guard case .object(let members) = json else {
      throw DataError(
        .json(reason: "expected an object in braces, found \(kind(of: json))"), path: path,
        line: line)
    }
    var fields: [(name: String, value: Value)] = []
    fields.reserveCapacity(members.count)
    append(members, under: "", to: &fields)
    return Record(line: line, fields: fields)
  }

  private func append(
    _ members: [JSON.Member], under prefix: String, to fields: inout [(name: String, value: Value)]
  ) {
    for member in members {
      let name = prefix.isEmpty ? member.name : "\(prefix).\(member.name)"
      if case .object(let inner) = member.value {
        append(inner, under: name, to: &fields)
      } else {
        fields.append((name, Value(member.value)))
      }
    }
  }

  private func kind(of json: JSON) -> String {
    switch json {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension JSONLines.Value {
  init(_ json: JSON) {
    self =
      switch json {
      case .null: .null
      case .bool(let value): .bool(value)
      case .integer(let value): .number(Double(value))
      case .number(let value): .number(value)
      case .string(let value): .text(value)
      case .array(let items): .list(items.map(Self.init))
      case .object(let members): .list(members.map { Self($0.value) })
      }
  }
}
