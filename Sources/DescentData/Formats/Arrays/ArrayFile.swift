import DescentTensor

/// The rows of one array in a file, NPY or IDX, read piece by piece.
///
///     var file = try ArrayFile("images.npy")
///     while let batch = try file.next(64) { … }
///
/// Memory holds the rows that were asked for and a buffer of 256 KiB, however large the file is. A file
/// that gzip packed is read from its beginning to its end; any other also at any row.
public struct ArrayFile: ~Copyable {
  /// The length of each axis; the first one counts rows.
  public let shape: Shape
  /// The type of the tensors that come out.
  ///
  /// It is the file's own, or the smallest that holds all of its values: `int32` for 8 and 16 bits,
  /// `int64` for `uint32` and `uint64`, `float32` for `float16`.
  public var dtype: DType { layout.element.dtype }
  /// The file, as the caller named it.
  public var path: String { reader.path }
  /// The number of rows; 1 for an array without axes.
  public var rowCount: Int { layout.rowCount }
  /// The file's format, `NPY` or `IDX`.
  public var format: String { layout.format.rawValue }
  /// The type of the elements as they lie in the file, such as `float16` or `int16, big-endian`.
  public var storedType: String {
    let element = layout.element
    return element.kind.rawValue + (element.isBigEndian && element.size > 1 ? ", big-endian" : "")
  }
  /// Whether the file runs through its first axis fastest, as Fortran does.
  public var isFortranOrder: Bool { layout.isFortran }
  /// Whether ``rows(_:)`` can be asked: not of a pipe or of what gzip packed.
  public var isSeekable: Bool { reader.size != nil }

  let layout: ArrayLayout
  private var reader: ByteReader
  private var position = 0
  /// A Fortran array that had to be read whole, because its rows lie scattered.
  private var transposed: Tensor?

  /// Opens a file and reads its header.
  ///
  /// - Parameter path: The file, compressed by gzip or not; its first bytes say which format it has.
  /// - Throws: A ``DataError`` if it cannot be read, is neither NPY nor IDX, holds something else than
  ///   numbers, or is longer or shorter than its header says.
  public init(_ path: String) throws(DataError) {
    try self.init(ByteReader(path: path), expecting: nil)
  }

  /// Reads bytes in memory; the path stands in errors only.
  package init(_ bytes: [UInt8], path: String) throws(DataError) {
    try self.init(ByteReader(bytes, path: path), expecting: nil)
  }

  init(
    _ opened: consuming ByteReader, expecting format: ArrayLayout.Format?
  ) throws(DataError) {
    var reader = opened
    let layout = try ArrayLayout(reading: &reader, expecting: format)
    self.layout = layout
    shape = Shape(layout.shape)
    self.reader = reader
  }

  /// The next rows.
  ///
  /// - Parameter count: How many, at least 1; the last piece may have fewer.
  /// - Returns: A tensor of the file's shape with that many rows; nil after the last one.
  /// - Throws: A ``DataError`` if the file ends early, has more than its header says, is damaged, or
  ///   holds a whole number above 2⁶³ − 1.
  public mutating func next(_ count: Int) throws(DataError) -> Tensor? {
    precondition(count >= 1, "ArrayFile.next: \(count) rows")
    guard position < rowCount else { return nil }
    let range = position..<min(rowCount, position + min(count, rowCount))
    defer { position = range.upperBound }
    if isSeekable { return try rows(range) }
    if layout.isFortran, shape.rank > 1 {
      if transposed == nil {
        let bytes = try takeRows(rowCount)
        try requireEnd()
        transposed = try scattered(bytes)
      }
      return transposed.map { slice(of: $0, range) }
    }
    let bytes = try takeRows(range.count)
    if range.upperBound == rowCount { try requireEnd() }
    return try convert(bytes, range.count)
  }

  /// Some rows, wherever the file was read last.
  ///
  /// - Parameter range: Which ones, counted from 0.
  /// - Returns: A tensor of the file's shape with that many rows.
  /// - Throws: A ``DataError`` if the file cannot be read, or was cut off since it was opened.
  /// - Precondition: The file ``isSeekable``, and has these rows.
  public func rows(_ range: Range<Int>) throws(DataError) -> Tensor {
    precondition(isSeekable, "ArrayFile.rows: a pipe or a compressed file")
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rowCount,
      "ArrayFile.rows: \(range) of \(rowCount) rows")
    return layout.isFortran && shape.rank > 1 ? try fortranRows(range) : try plainRows(range)
  }

  /// All that has not been read yet, which is everything after opening.
  package mutating func whole() throws(DataError) -> Tensor {
    guard rowCount > 0, let rest = try next(rowCount) else {
      try requireEnd()
      return .zeros(shape, dtype: dtype)
    }
    return rest
  }

  // MARK: Pieces

  /// The shape of so many rows.
  func shape(of rows: Int) -> Shape {
    var result = shape
    if result.rank > 0 { result[0] = rows }
    return result
  }

  /// An element that no tensor holds.
  func refuse(_ element: UInt64) -> DataError {
    layout.failure("expected whole numbers below 2^63, found \(element)", path: path)
  }

  /// Bytes at an offset into the elements; all of them must be there.
  func fill(_ room: UnsafeMutableRawBufferPointer, at offset: Int) throws(DataError) {
    let found = try reader.read(at: layout.dataStart + offset, into: room)
    guard found == room.count else {
      throw layout.wrongSize(found: layout.dataStart + offset + found, path: path)
    }
  }

  private func plainRows(_ range: Range<Int>) throws(DataError) -> Tensor {
    var result = Tensor.zeros(shape(of: range.count), dtype: dtype)
    let element = layout.element
    let target = result.uniqueMemory()
    let start = range.lowerBound * layout.rowElements
    let total = range.count * layout.rowElements
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { piece.deallocate() }
    var done = 0
    while done < total {
      let count = min(total - done, piece.count / element.size)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: piece[..<(count * element.size)])
      try fill(bytes, at: (start + done) * element.size)
      let misfit = element.convert(
        UnsafeRawBufferPointer(bytes), into: target + done * dtype.size)
      if let misfit { throw refuse(misfit) }
      done += count
    }
    return result
  }

  /// The bytes of the next rows, from what gives no size beforehand: memory follows what is there.
  private mutating func takeRows(_ count: Int) throws(DataError) -> [UInt8] {
    let wanted = count * layout.rowElements * layout.element.size
    var bytes: [UInt8] = []
    while bytes.count < wanted {
      let piece = try reader.take(min(wanted - bytes.count, 1 << 18))
      guard !piece.isEmpty else {
        let before = position * layout.rowElements * layout.element.size
        throw layout.wrongSize(found: layout.dataStart + before + bytes.count, path: path)
      }
      bytes += piece
    }
    return bytes
  }

  private mutating func requireEnd() throws(DataError) {
    guard reader.size == nil, try !reader.take(1).isEmpty else { return }
    throw layout.failure(
      "expected \(layout.dataStart + layout.dataCount) bytes for the lengths \(layout.shape), "
        + "found more", path: path)
  }

  private func convert(_ bytes: [UInt8], _ rows: Int) throws(DataError) -> Tensor {
    var result = Tensor.zeros(shape(of: rows), dtype: dtype)
    let target = result.uniqueMemory()
    if let misfit = bytes.withUnsafeBytes({ layout.element.convert($0, into: target) }) {
      throw refuse(misfit)
    }
    return result
  }

  private func slice(of all: Tensor, _ range: Range<Int>) -> Tensor {
    var result = Tensor.zeros(shape(of: range.count), dtype: dtype)
    let row = layout.rowElements * dtype.size
    let target = result.uniqueMemory()
    all.withUnsafeMemory {
      target.copyMemory(from: $0 + range.lowerBound * row, byteCount: range.count * row)
    }
    return result
  }
}
