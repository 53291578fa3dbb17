import DescentTensor

/// What the header of an array file says, checked: an NPY or an IDX file.
struct ArrayLayout: Equatable, Sendable {
  /// The formats of one dense array in a file.
  enum Format: String, Sendable {
    case npy = "NPY"
    case idx = "IDX"
  }

  var format: Format
  var element: StoredElement
  var shape: [Int]
  /// The first axis runs fastest, as in Fortran.
  var isFortran = false
  /// The byte at which the elements begin.
  var dataStart: Int

  /// The elements of one row: all axes but the first.
  var rowCount: Int { shape.first ?? 1 }
  var rowElements: Int { shape.dropFirst().reduce(1, *) }
  var dataCount: Int { shape.reduce(1, *) * element.size }

  func failure(_ reason: String, path: String) -> DataError {
    switch format {
    case .npy: DataError(.npy(reason: reason), path: path)
    case .idx: DataError(.idx(reason: reason), path: path)
    }
  }

  /// The error for another number of bytes than the shape asks for.
  func wrongSize(found: Int, path: String) -> DataError {
    failure(
      "expected \(dataStart + dataCount) bytes for the lengths \(shape), found \(found)",
      path: path)
  }

  /// Throws unless a tensor can have the shape, and its bytes can be counted.
  func requireShape(path: String) throws(DataError) {
    guard shape.count <= Shape.maximumRank else {
      throw failure(
        "expected at most \(Shape.maximumRank) axes, found \(shape.count)", path: path)
    }
    // As they stand in memory: a file of bytes may become a tensor of four times their size.
    var bytes = max(element.size, element.dtype.size)
    for length in shape {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: max(length, 1))
      guard length <= Int32.max, !overflows, product < 1 << 56 else {
        throw failure(
          "expected an array that fits in memory, found the lengths \(shape)", path: path)
      }
      bytes = product
    }
  }

  /// Reads the header of the format that is expected, or of the one that the first bytes say.
  ///
  /// - Parameters:
  ///   - reader: Stands at the beginning; afterwards at the first element.
  ///   - format: The format that is expected, if one is.
  /// - Throws: A ``DataError`` unless the header is whole and agrees with the size of the file.
  init(reading reader: inout ByteReader, expecting format: Format?) throws(DataError) {
    let head = try reader.take(6)
    if head == NPYHeader.magic, format != .idx {
      self = try NPYHeader.layout(reading: &reader)
    } else if format == .npy || (format == nil && head.first == 0x93) {
      throw DataError(
        .npy(reason: "expected 93 4e 55 4d 50 59 at byte 0, found \(hexadecimal(head))"),
        path: reader.path)
    } else {
      self = try IDX.layout(head, reading: &reader)
    }
    try requireShape(path: reader.path)
    if let size = reader.size, size != dataStart + dataCount {
      throw wrongSize(found: size, path: reader.path)
    }
  }

  init(format: Format, element: StoredElement, shape: [Int], isFortran: Bool, dataStart: Int) {
    self.format = format
    self.element = element
    self.shape = shape
    self.isFortran = isFortran
    self.dataStart = dataStart
  }
}

/// Bytes as a person reads them.
func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { String($0, radix: 16) }.joined(separator: " ")
}

extension ByteReader {
  /// The next bytes: at most so many, fewer at the end.
  mutating func take(_ count: Int) throws(DataError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try bytes.withUnsafeMutableBufferPointer { (room) throws(DataError) in
      try fill(UnsafeMutableRawBufferPointer(room))
    }
    return found == count ? bytes : Array(bytes[..<found])
  }
}
