import DescentTensor

/// The IDX format, in which the MNIST digits are published: one dense array, big-endian.
///
/// Two zero bytes, a byte for the element type, a byte for the number of axes, the length of each axis
/// as a 32-bit number, and the elements in row-major order (LeCun, Cortes and Burges, "The MNIST
/// database of handwritten digits").
public enum IDX {
  /// Reads an array from a file, compressed by gzip or not.
  ///
  /// - Returns: A tensor of the file's shape: `uint8`, `int32` (signed bytes and 16-bit numbers too),
  ///   `float32` or `float64` as the file says.
  /// - Throws: ``DataError`` if the file cannot be read, is not IDX, or is longer or shorter than its
  ///   header says.
  public static func read(_ path: String) throws(DataError) -> Tensor {
    try decode(readUnpacked(of: path), path: path)
  }

  /// Decodes an array; the path stands in errors only.
  package static func decode(_ bytes: [UInt8], path: String) throws(DataError) -> Tensor {
    func refuse(_ expected: String) -> DataError { DataError(.idx(reason: expected), path: path) }
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
      let found = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
      throw refuse("expected two zero bytes, a type and a rank at byte 0, found \(found)")
    }
    guard let type = ElementType(rawValue: bytes[2]) else {
      throw refuse(
        "expected an element type from 8, 9, 11, 12, 13, 14 at byte 2, found \(bytes[2])")
    }
    let rank = Int(bytes[3])
    guard (1...Shape.maximumRank).contains(rank) else {
      throw refuse("expected from 1 to \(Shape.maximumRank) axes at byte 3, found \(rank)")
    }
    let start = 4 + 4 * rank
    guard bytes.count >= start else {
      throw refuse("expected \(start) bytes of header, found \(bytes.count)")
    }
    let lengths = (0..<rank).map { axis in
      (0..<4).reduce(0) { $0 << 8 | Int(bytes[4 + 4 * axis + $1]) }
    }
    var count = 1
    for length in lengths {
      let (product, overflows) = count.multipliedReportingOverflow(by: length)
      guard length <= Int32.max, !overflows else {
        throw refuse("expected an array that fits in memory, found the lengths \(lengths)")
      }
      count = product
    }
    let (size, overflows) = count.multipliedReportingOverflow(by: type.size)
    guard !overflows, bytes.count - start == size else {
      let total = overflows ? "more bytes than memory has" : "\(start + size) bytes"
      throw refuse("expected \(total) for the lengths \(lengths), found \(bytes.count)")
    }
    return type.tensor(bytes, from: start, count: count, shape: Shape(lengths))
  }
}

/// What the third byte of a file says.
private enum ElementType: UInt8 {
  case uint8 = 8
  case int8 = 9
  case int16 = 11
  case int32 = 12
  case float32 = 13
  case float64 = 14

  var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16: 2
    case .int32, .float32: 4
    case .float64: 8
    }
  }

  func tensor(_ bytes: [UInt8], from start: Int, count: Int, shape: Shape) -> Tensor {
    func bits(_ i: Int) -> UInt64 {
      (0..<size).reduce(0) { $0 << 8 | UInt64(bytes[start + i * size + $1]) }
    }
    func int(_ i: Int) -> Int32 {
      switch self {
      case .int8: Int32(Int8(truncatingIfNeeded: bits(i)))
      case .int16: Int32(Int16(truncatingIfNeeded: bits(i)))
      default: Int32(truncatingIfNeeded: bits(i))
      }
    }
    switch self {
    case .uint8: return Tensor(Array(bytes[start...]), shape: shape)
    case .int8, .int16, .int32: return Tensor((0..<count).map(int), shape: shape)
    case .float32:
      return Tensor(
        (0..<count).map { Float(bitPattern: UInt32(truncatingIfNeeded: bits($0))) }, shape: shape)
    case .float64: return Tensor((0..<count).map { Double(bitPattern: bits($0)) }, shape: shape)
    }
  }
}
