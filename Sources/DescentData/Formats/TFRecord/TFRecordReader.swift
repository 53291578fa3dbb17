/// Reads the records of one TFRecord file, in their order, and verifies both checksums of each.
///
/// The file may be compressed by gzip. A quarter of a megabyte is in memory at a time, or twice the
/// longest record; a length that a damaged file claims is believed when its bytes have come.
///
///     var writer = try TFRecordWriter("two.tfrecord")
///     try writer.append(Array("first".utf8))
///     try writer.append(Array("second".utf8))
///     try writer.finish()
///
///     var reader = try TFRecordReader("two.tfrecord")
///     while let record = try reader.next() { print(record.count) }
public struct TFRecordReader: ~Copyable {
  private var stream: UnpackedStream
  /// The length of the record that is shown; nil before the first, and after an error.
  private var length: Int?
  private let limit: Int
  /// The number of the next record, counted from 0.
  public private(set) var index = 0

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file, plain or compressed.
  ///   - limit: The most bytes that one record may have; half the machine's memory unless said
  ///     otherwise.
  /// - Throws: ``DataError`` if the file cannot be read.
  public init(_ path: String, limit: Int? = nil) throws(DataError) {
    try self.init(InputFile(path: path), limit: limit)
  }

  /// Reads bytes in memory; the path stands in errors only.
  package init(_ bytes: [UInt8], path: String, limit: Int? = nil) throws(DataError) {
    try self.init(InputFile(bytes, path: path), limit: limit)
  }

  private init(_ file: consuming InputFile, limit: Int?) throws(DataError) {
    // A record of 559,903 bytes begins like a gzip file; but then the checksum of its length is right.
    stream = try UnpackedStream.open(file) { bytes in
      bytes.count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b && !TFRecord.isHeader(bytes)
    }
    // Header and checksum come on top.
    self.limit = min(limit ?? defaultByteLimit, .max - 64)
  }

  /// The file, as the caller named it.
  public var path: String { stream.path }

  /// Where in the unpacked file the next record begins, in bytes.
  public var offset: Int {
    stream.offset + (length.map { $0 + TFRecord.headerCount + TFRecord.footerCount } ?? 0)
  }

  /// Gives the bytes of the next record, or nil after the last.
  ///
  /// - Throws: ``DataError`` if the file cannot be read, ends within a record, or holds other bytes than
  ///   a checksum says.
  public mutating func next() throws(DataError) -> [UInt8]? {
    try advance() ? withRecord { Array($0) } : nil
  }

  /// Goes to the next record; returns false after the last.
  ///
  /// With ``withRecord(_:)`` it reads a file without copying its records.
  ///
  /// - Returns: Whether there is one.
  /// - Throws: ``DataError`` as ``next()``.
  public mutating func advance() throws(DataError) -> Bool {
    if let length {
      stream.advance(by: TFRecord.headerCount + length + TFRecord.footerCount)
      self.length = nil
    }
    let headed = try stream.fill(TFRecord.headerCount)
    guard headed > 0 else { return false }
    guard headed == TFRecord.headerCount else {
      throw damaged("expected \(TFRecord.headerCount) bytes of header, found \(headed)")
    }
    let claimed = try readLength()
    guard claimed <= limit else {
      throw damaged("expected at most \(limit) bytes, found a length of \(claimed)")
    }
    let length = Int(claimed)
    let needed = TFRecord.headerCount + length + TFRecord.footerCount
    // What a file of a known size lacks is not waited for.
    let known = stream.count.map { $0 - stream.offset }
    let found = if let known, known < needed { known } else { try stream.fill(needed) }
    guard found == needed else {
      throw damaged(
        "expected \(length) bytes and \(TFRecord.footerCount) of checksum, found "
          + "\(found - TFRecord.headerCount)")
    }
    try verify(length)
    self.length = length
    index += 1
    return true
  }

  /// Lends the bytes of the record that ``advance()`` went to, for the time of a call.
  ///
  /// - Parameter body: Is handed the bytes, which lie in the reader's own memory.
  /// - Returns: What the body returns.
  /// - Precondition: The last call of ``advance()`` returned true.
  public func withRecord<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard let length else { preconditionFailure("TFRecordReader.withRecord: no record is there") }
    return stream.withBytes(TFRecord.headerCount..<(TFRecord.headerCount + length), body)
  }

  /// Goes to where another reader of the same file stood: ``index`` and ``offset``.
  ///
  /// A compressed file is unpacked up to there, and only goes forward.
  package mutating func move(toRecord index: Int, at offset: Int) throws(DataError) {
    length = nil
    guard try stream.move(to: offset) else {
      throw DataError(
        .record(index: index, offset: offset, reason: "the file ends before it"), path: path)
    }
    self.index = index
  }

  private func readLength() throws(DataError) -> UInt64 {
    let (length, found, expected) = stream.withBytes(0..<TFRecord.headerCount) { header in
      (
        UInt64(littleEndian: header.loadUnaligned(as: UInt64.self)),
        TFRecord.word(header, at: 8),
        TFRecord.maskedChecksum(UnsafeRawBufferPointer(rebasing: header[..<8]))
      )
    }
    guard found == expected else {
      let isFirst = index == 0 ? " (is it a TFRecord file?)" : ""
      throw damaged(
        "expected the checksum \(hexadecimal(expected)) of its length, found \(hexadecimal(found))"
          + isFirst)
    }
    return length
  }

  private func verify(_ length: Int) throws(DataError) {
    let (found, expected) = stream.withBytes(
      TFRecord.headerCount..<(TFRecord.headerCount + length + TFRecord.footerCount)
    ) { bytes in
      (
        TFRecord.word(bytes, at: length),
        TFRecord.maskedChecksum(UnsafeRawBufferPointer(rebasing: bytes[..<length]))
      )
    }
    guard found == expected else {
      throw damaged(
        "expected the checksum \(hexadecimal(expected)) of its \(length) bytes, found "
          + hexadecimal(found))
    }
  }

  private func damaged(_ reason: String) -> DataError {
    DataError(.record(index: index, offset: stream.offset, reason: reason), path: path)
  }
}

/// A word in hexadecimal, with all its digits.
private func hexadecimal(_ word: UInt32) -> String {
  let digits = String(word, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
