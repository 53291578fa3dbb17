import DescentTensor

/// NumPy's format for one array in a file.
///
/// Read are versions 1 to 3, either byte order, rows or columns first, and every type that ``ArrayFile``
/// names; structured arrays, Python objects, text, complex numbers and times are refused by name.
/// Written is what `numpy.save` writes of the same array, byte for byte.
/// The format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
///
///     try NPY.write(predictions, to: "predictions.npy")
///     let images = try NPY.read("images.npy")
public enum NPY {
  /// Reads an array from a file, compressed by gzip or not.
  ///
  /// ``ArrayFile`` reads a large one piece by piece.
  ///
  /// - Parameter path: The file.
  /// - Returns: A tensor of the file's shape, and of its type: `bool`, `uint8`, `int32` (of 8 and 16 bits
  ///   too), `int64` (of `uint32` and `uint64` too), `float32` (of `float16` too) or `float64`.
  /// - Throws: A ``DataError`` if the file cannot be read, is not NPY, does not hold numbers, is longer or
  ///   shorter than its header says, or has a whole number above 2⁶³ − 1.
  public static func read(_ path: String) throws(DataError) -> Tensor {
    var file = try ArrayFile(ByteReader(path: path), expecting: .npy)
    return try file.whole()
  }

  /// Decodes an array; the path stands in errors only.
  package static func decode(_ bytes: [UInt8], path: String) throws(DataError) -> Tensor {
    var file = try ArrayFile(ByteReader(bytes, path: path), expecting: .npy)
    return try file.whole()
  }

  /// Writes a tensor, whole or not at all.
  ///
  /// ``NPYWriter`` writes rows as they come.
  ///
  /// - Parameters:
  ///   - tensor: Of any shape and type.
  ///   - path: The file.
  /// - Throws: A ``DataError`` if it cannot be written; what was there before is then as it was.
  public static func write(_ tensor: Tensor, to path: String) throws(DataError) {
    var file = try AtomicFile(path: path)
    try file.write(NPYHeader.bytes(shape: tensor.shape.dimensions, dtype: tensor.dtype))
    try file.write(tensor)
    try file.commit()
  }

  /// The bytes of the file.
  ///
  /// - Parameter tensor: Of any shape and type.
  /// - Returns: What ``write(_:to:)`` writes.
  public static func encoded(_ tensor: Tensor) -> [UInt8] {
    NPYHeader.bytes(shape: tensor.shape.dimensions, dtype: tensor.dtype)
      + tensor.withUnsafeMemory {
        [UInt8](UnsafeRawBufferPointer(start: $0, count: tensor.count * tensor.dtype.size))
      }
  }
}

extension AtomicFile {
  /// Appends the elements as they lie in memory.
  mutating func write(_ tensor: Tensor) throws(DataError) {
    var problem: DataError?
    tensor.withUnsafeMemory { memory in
      let bytes = UnsafeRawBufferPointer(start: memory, count: tensor.count * tensor.dtype.size)
      do throws(DataError) { try write(bytes) } catch { problem = error }
    }
    if let problem { throw problem }
  }
}

/// Writes an NPY file row by row, of which nothing is seen before all of it is there.
///
///     var file = try NPYWriter("features.npy", rowShape: [128], dtype: .float32)
///     for batch in batches { try file.append(features(of: batch)) }
///     try file.commit()
///
/// Memory holds no more than the rows at hand. Without a commit nothing is left behind.
public struct NPYWriter: ~Copyable {
  private var file: AtomicFile
  private let rowShape: [Int]
  private let dtype: DType
  /// How many rows were written.
  public private(set) var rowCount = 0

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: The file: one on a disk, since the number of rows is written into its beginning last.
  ///   - rowShape: The shape of one row, of at most 7 axes; `[]` where a row is a number.
  ///   - dtype: The type of the elements.
  /// - Throws: A ``DataError`` if it cannot be written.
  public init(_ path: String, rowShape: Shape, dtype: DType) throws(DataError) {
    precondition(
      rowShape.rank < Shape.maximumRank,
      "NPYWriter: rows of \(rowShape.rank) axes, expected at most \(Shape.maximumRank - 1)")
    var file = try AtomicFile(path: path, isSeekable: true)
    try file.write(NPYHeader.bytes(shape: [0] + rowShape.dimensions, dtype: dtype))
    self.file = file
    self.rowShape = rowShape.dimensions
    self.dtype = dtype
  }

  /// Writes rows.
  ///
  /// - Parameter rows: A tensor of the shape [any number] + `rowShape`, and of the file's type.
  /// - Throws: A ``DataError`` if the system refuses to write.
  public mutating func append(_ rows: Tensor) throws(DataError) {
    precondition(
      rows.dtype == dtype && rows.rank == rowShape.count + 1
        && Array(rows.shape.dimensions.dropFirst()) == rowShape,
      "NPYWriter.append: \(rows.dtype) rows of shape \(rows.shape), expected \(dtype) and "
        + "[n] + \(rowShape)")
    try file.write(rows)
    rowCount += rows.shape[0]
  }

  /// Puts the file under its name.
  ///
  /// - Throws: A ``DataError`` if the system refuses; what was there before is then as it was.
  public mutating func commit() throws(DataError) {
    // The header has room for any number of rows.
    try file.overwrite(NPYHeader.bytes(shape: [rowCount] + rowShape, dtype: dtype), at: 0)
    try file.commit()
  }
}
