import Foundation

/// A piece of a JSON document whose form only those who wrote it know.
///
/// Whole numbers stay whole, and others have their shortest text that reads back as the same number;
/// what is not finite is the text `nan`, `inf` or `-inf`.
public enum JSONValue: Hashable, Sendable, Codable {
  /// Nothing.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number below 2⁶³.
  case integer(Int64)
  /// A whole number from 2⁶³.
  case unsigned(UInt64)
  /// Another number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Values by their names.
  case object([String: JSONValue])

  /// What a value is in JSON.
  ///
  /// - Throws: What the value's own `encode(to:)` throws.
  public init(encoding value: some Encodable) throws {
    // In a list, for a value that is no object is no document on every platform.
    self = try Self.decoder.decode([JSONValue].self, from: Self.encoder.encode([value]))[0]
  }

  /// The value that this is the JSON of.
  ///
  /// - Throws: A `DecodingError` if it is not the JSON of such a value.
  public func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    try Self.decoder.decode([Value].self, from: Self.encoder.encode([self]))[0]
  }

  /// Reads a value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .unsigned(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Writes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .unsigned(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// Writes documents: names in order, so that equal values are equal bytes.
  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  /// Reads documents.
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
