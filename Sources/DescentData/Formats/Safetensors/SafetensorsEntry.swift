/// The element types of a tensor file that are supported.
public enum SafetensorsType: String, CaseIterable, Sendable {
  /// 64-bit integers.
  case int64 = "I64"
  /// 64-bit floating point.
  case float64 = "F64"
  /// 32-bit floating point.
  case float32 = "F32"
  /// 32-bit integers.
  case int32 = "I32"
  /// Bytes.
  case uint8 = "U8"
  /// Truth values, one byte each.
  case bool = "BOOL"

  /// The bytes of one element.
  public var size: Int {
    switch self {
    case .int64, .float64: 8
    case .float32, .int32: 4
    case .uint8, .bool: 1
    }
  }
}

/// A named tensor as it stands in a file: little-endian bytes in row-major order.
public struct SafetensorsEntry: Equatable, Sendable {
  /// The tensor's name.
  public let name: String
  /// The type of its elements.
  public let type: SafetensorsType
  /// Its shape; empty for a single number.
  public let shape: [Int]
  /// Its elements.
  public let bytes: [UInt8]

  /// A tensor of raw bytes, as many as its shape asks for.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - type: The type of its elements.
  ///   - shape: Its shape; empty for a single number.
  ///   - bytes: Little-endian, row-major.
  public init(name: String, type: SafetensorsType, shape: [Int], bytes: [UInt8]) {
    precondition(name != "__metadata__", "SafetensorsEntry: the name __metadata__ is taken")
    precondition(shape.allSatisfy { $0 >= 0 }, "SafetensorsEntry: negative shape \(shape)")
    precondition(
      bytes.count == (shape.contains(0) ? 0 : shape.reduce(type.size, *)),
      "SafetensorsEntry: \(bytes.count) bytes for \(name) of type \(type) and shape \(shape)")
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// A tensor of 32-bit floating point numbers.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - shape: Its shape; empty for a single number.
  ///   - floats: Its elements, row-major.
  public init(name: String, shape: [Int], floats: [Float]) {
    self.init(name: name, type: .float32, shape: shape, bytes: rawBytes(floats))
  }

  /// A tensor of 64-bit floating point numbers.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - shape: Its shape; empty for a single number.
  ///   - doubles: Its elements, row-major.
  public init(name: String, shape: [Int], doubles: [Double]) {
    self.init(name: name, type: .float64, shape: shape, bytes: rawBytes(doubles))
  }

  /// A tensor of 32-bit integers.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - shape: Its shape; empty for a single number.
  ///   - int32s: Its elements, row-major.
  public init(name: String, shape: [Int], int32s: [Int32]) {
    self.init(name: name, type: .int32, shape: shape, bytes: rawBytes(int32s))
  }

  /// A tensor of 64-bit integers.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - shape: Its shape; empty for a single number.
  ///   - int64s: Its elements, row-major.
  public init(name: String, shape: [Int], int64s: [Int64]) {
    self.init(name: name, type: .int64, shape: shape, bytes: rawBytes(int64s))
  }

  /// A tensor of truth values.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - shape: Its shape; empty for a single number.
  ///   - bools: Its elements, row-major.
  public init(name: String, shape: [Int], bools: [Bool]) {
    self.init(name: name, type: .bool, shape: shape, bytes: bools.map { $0 ? 1 : 0 })
  }

  /// The elements of a tensor of type float32; nil for another type.
  public var floats: [Float]? { type == .float32 ? numbers(0) : nil }

  /// The elements of a tensor of type float64; nil for another type.
  public var doubles: [Double]? { type == .float64 ? numbers(0) : nil }

  /// The elements of a tensor of type int32; nil for another type.
  public var int32s: [Int32]? { type == .int32 ? numbers(0) : nil }

  /// The elements of a tensor of type int64; nil for another type.
  public var int64s: [Int64]? { type == .int64 ? numbers(0) : nil }

  /// The elements of a tensor of type bool; nil for another type.
  public var bools: [Bool]? { type == .bool ? bytes.map { $0 != 0 } : nil }

  private func numbers<Element: BitwiseCopyable>(_ zero: Element) -> [Element] {
    let count = bytes.count / MemoryLayout<Element>.stride
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
      initialized = count
    }
  }
}

/// The memory of an array; every platform that Swift runs on here is little-endian.
private func rawBytes<Element: BitwiseCopyable>(_ elements: [Element]) -> [UInt8] {
  #if _endian(big)
    #error("Tensor files are little-endian: swap the bytes here and in SafetensorsEntry.numbers.")
  #endif
  return elements.withUnsafeBytes { [UInt8]($0) }
}
