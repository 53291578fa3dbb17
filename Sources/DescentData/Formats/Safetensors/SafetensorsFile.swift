/// A tensor file of which only the header is in memory, and what is asked for.
///
///     let file = try SafetensorsFile("model.safetensors")
///     let weight = try file.entry("layers.0.weight").tensor
///
/// One tensor takes the memory of that tensor, however large the file is.
public struct SafetensorsFile: ~Copyable {
  /// What the header says of one tensor.
  public struct Item: Equatable, Sendable {
    /// The tensor's name.
    public let name: String
    /// The type of its elements.
    public let type: SafetensorsType
    /// Its shape; empty for a single number.
    public let shape: [Int]
    /// Where its bytes lie in the data.
    let range: Range<Int>

    /// The number of its elements.
    public var count: Int { range.count / type.size }
  }

  /// The tensors, in the order of the data.
  public let items: [Item]
  /// Free text about them.
  public let metadata: [String: String]
  /// The file, as the caller named it.
  public var path: String { file.path }

  private let file: InputFile
  private let dataStart: Int

  /// Opens a file and reads its header.
  ///
  /// - Parameter path: The file: one on a disk.
  /// - Throws: A ``DataError`` if it cannot be read, or does not hold what its header says.
  public init(_ path: String) throws(DataError) { try self.init(InputFile(path: path)) }

  /// Reads bytes in memory; the path stands in errors only.
  package init(_ bytes: [UInt8], path: String) throws(DataError) {
    try self.init(InputFile(bytes, path: path))
  }

  private init(_ file: consuming InputFile) throws(DataError) {
    let path = file.path
    guard let size = file.size else {
      throw DataError(
        .safetensors(reason: "expected a file on a disk, found a device or a pipe"), path: path)
    }
    guard size > 0 else { throw DataError(.empty, path: path) }
    let field = try file.bytes(at: 0, count: min(8, size))
    let length = try SafetensorsHeader.length(field[...], fileSize: size, path: path)
    let bytes = try file.bytes(at: 8, count: length)
    let header = try SafetensorsHeader(bytes[...], dataCount: size - 8 - length, path: path)
    items = header.tensors.map {
      Item(name: $0.name, type: $0.type, shape: $0.shape, range: $0.range)
    }
    metadata = header.metadata
    dataStart = 8 + length
    self.file = file
  }

  /// What the header says of the tensor of this name; nil if there is none.
  public subscript(name: String) -> Item? { items.first { $0.name == name } }

  /// Reads one tensor.
  ///
  /// - Parameter name: One of ``items``.
  /// - Returns: The tensor.
  /// - Throws: A ``DataError`` if there is no such tensor, or the file cannot be read.
  public func entry(_ name: String) throws(DataError) -> SafetensorsEntry {
    guard let item = self[name] else {
      let names = items.prefix(10).map { quoted($0.name) }.joined(separator: ", ")
      throw DataError(
        .safetensors(reason: "expected a tensor \(quoted(name)), found \(names)"), path: path)
    }
    return SafetensorsEntry(
      name: item.name, type: item.type, shape: item.shape,
      bytes: try file.bytes(at: dataStart + item.range.lowerBound, count: item.range.count))
  }

  /// Reads some elements of one tensor as bytes.
  ///
  /// - Parameters:
  ///   - item: One of ``items``.
  ///   - elements: Which ones, in row-major order.
  /// - Returns: The bytes, little-endian.
  /// - Throws: A ``DataError`` if the file cannot be read.
  package func bytes(of item: Item, _ elements: Range<Int>) throws(DataError) -> [UInt8] {
    precondition(
      elements.lowerBound >= 0 && elements.upperBound <= item.count,
      "SafetensorsFile: elements \(elements) of \(item.count)")
    return try file.bytes(
      at: dataStart + item.range.lowerBound + elements.lowerBound * item.type.size,
      count: elements.count * item.type.size)
  }
}

extension InputFile {
  /// Bytes that must be there.
  fileprivate func bytes(at offset: Int, count: Int) throws(DataError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try bytes.withUnsafeMutableBufferPointer { (room) throws(DataError) in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(room))
    }
    guard found == count else {
      throw DataError(
        .safetensors(reason: "expected \(offset + count) bytes, found \(offset + found)"),
        path: path)
    }
    return bytes
  }
}
