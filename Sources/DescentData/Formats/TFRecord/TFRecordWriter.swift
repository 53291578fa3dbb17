/// Writes a TFRecord file, which appears whole under its name or not at all.
///
/// Nothing stands under the name before ``finish()``; a writer that is dropped before leaves nothing
/// behind.
///
///     var writer = try TFRecordWriter("train-0000.tfrecord")
///     try writer.append(Array("any bytes".utf8))
///     print(writer.count)  // 1
///     try writer.finish()
public struct TFRecordWriter: ~Copyable {
  private var file: AtomicFile
  private var pending: [UInt8] = []
  /// How many records were appended.
  public private(set) var count = 0

  private static let pendingLimit = 1 << 18

  /// Opens a file to be written.
  ///
  /// - Parameter path: The name under which it will stand; a file of that name stays until then.
  /// - Throws: ``DataError`` if nothing can be written there.
  public init(_ path: String) throws(DataError) {
    file = try AtomicFile(path: path)
  }

  /// Appends a record.
  ///
  /// - Parameter record: Its bytes, of any number.
  /// - Throws: ``DataError`` if the disk does not take them.
  public mutating func append(_ record: [UInt8]) throws(DataError) {
    record.withUnsafeBytes { TFRecord.append($0, to: &pending) }
    count += 1
    if pending.count >= Self.pendingLimit { try flush() }
  }

  /// Appends what makes an example.
  ///
  /// - Parameter example: Its features, which are written in the order of their names.
  /// - Throws: ``DataError`` if the disk does not take them.
  public mutating func append(_ example: TFExample) throws(DataError) {
    try append(example.encoded())
  }

  /// Puts the file under its name.
  ///
  /// - Throws: ``DataError`` if the disk does not take it; nothing is left then.
  public consuming func finish() throws(DataError) {
    try flush()
    try file.commit()
  }

  private mutating func flush() throws(DataError) {
    try file.write(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
