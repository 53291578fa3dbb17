/// How a record lies in a file of TensorFlow's: its length, its bytes, and a checksum of each.
///
/// The length is 8 bytes, the checksums 4, all little-endian. A checksum is a CRC-32C (RFC 3720), turned
/// right by 15 bits and with a constant added, so that a record of records does not hold the checksum of
/// itself.
package enum TFRecord {
  /// The length and its checksum.
  static let headerCount = 12
  /// The checksum behind the bytes.
  static let footerCount = 4

  /// The checksum of bytes, as records carry it.
  static func maskedChecksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let crc = crc32c(bytes)
    return (crc >> 15 | crc << 17) &+ 0xa282_ead8
  }

  /// Appends a record to others.
  package static func append(_ bytes: UnsafeRawBufferPointer, to records: inout [UInt8]) {
    records.reserveCapacity(records.count + bytes.count + headerCount + footerCount)
    let length = UInt64(bytes.count).littleEndian
    withUnsafeBytes(of: length) { length in
      records.append(contentsOf: length)
      append(maskedChecksum(length), to: &records)
    }
    records.append(contentsOf: bytes)
    append(maskedChecksum(bytes), to: &records)
  }

  private static func append(_ checksum: UInt32, to records: inout [UInt8]) {
    withUnsafeBytes(of: checksum.littleEndian) { records.append(contentsOf: $0) }
  }

  /// Whether these bytes begin a record, by the checksum of its length.
  static func isHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= headerCount
      && maskedChecksum(UnsafeRawBufferPointer(rebasing: bytes[..<8])) == word(bytes, at: 8)
  }

  static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
