import DescentTensor

/// The IDX format, in which the MNIST digits are published: one dense array, big-endian.
///
/// Two zero bytes, a byte for the element type, a byte for the number of axes, the length of each axis
/// as a 32-bit number, and the elements in row-major order (LeCun, Cortes and Burges, "The MNIST
/// database of handwritten digits"). ``ArrayFile`` reads a large one piece by piece.
public enum IDX {
  /// Reads an array from a file, compressed by gzip or not.
  ///
  /// - Parameter path: The file.
  /// - Returns: A tensor of the file's shape: `uint8`, `int32` (signed bytes and 16-bit numbers too),
  ///   `float32` or `float64` as the file says.
  /// - Throws: ``DataError`` if the file cannot be read, is not IDX, or is longer or shorter than its
  ///   header says.
  public static func read(_ path: String) throws(DataError) -> Tensor {
    var file = try ArrayFile(ByteReader(path: path), expecting: .idx)
    return try file.whole()
  }

  /// Decodes an array; the path stands in errors only.
  package static func decode(_ bytes: [UInt8], path: String) throws(DataError) -> Tensor {
    var file = try ArrayFile(ByteReader(bytes, path: path), expecting: .idx)
    return try file.whole()
  }

  /// Reads the header, of which the first bytes are there already.
  static func layout(
    _ head: [UInt8], reading reader: inout ByteReader
  ) throws(DataError) -> ArrayLayout {
    let path = reader.path
    func refuse(_ expected: String) -> DataError { DataError(.idx(reason: expected), path: path) }
    guard head.count >= 4, head[0] == 0, head[1] == 0 else {
      throw refuse(
        "expected two zero bytes, a type and a rank at byte 0, found "
          + hexadecimal(Array(head.prefix(4))))
    }
    guard let kind = kinds[head[2]] else {
      throw refuse(
        "expected an element type from 8, 9, 11, 12, 13, 14 at byte 2, found \(head[2])")
    }
    let rank = Int(head[3])
    guard (1...Shape.maximumRank).contains(rank) else {
      throw refuse("expected from 1 to \(Shape.maximumRank) axes at byte 3, found \(rank)")
    }
    let start = 4 + 4 * rank
    let header = try head + reader.take(start - head.count)
    guard header.count == start else {
      throw refuse("expected \(start) bytes of header, found \(header.count)")
    }
    let lengths = (0..<rank).map { axis in
      (0..<4).reduce(0) { $0 << 8 | Int(header[4 + 4 * axis + $1]) }
    }
    return ArrayLayout(
      format: .idx, element: StoredElement(kind: kind, isBigEndian: true), shape: lengths,
      isFortran: false, dataStart: start)
  }

  /// What the third byte of a file says.
  private static let kinds: [UInt8: StoredElement.Kind] = [
    8: .uint8, 9: .int8, 11: .int16, 12: .int32, 13: .float32, 14: .float64,
  ]
}
