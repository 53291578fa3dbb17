/// The cyclic redundancy check CRC-32C (Castagnoli) of bytes, after that of those before them.
///
/// - Parameters:
///   - bytes: What is checked.
///   - sum: The check of the bytes before; 0 where these are the first.
/// - Returns: The check of all.
/// - SeeAlso: RFC 3720, appendix B.4, for its values.
package func crc32c(_ bytes: UnsafeRawBufferPointer, after sum: UInt32 = 0) -> UInt32 {
  var register = ~sum
  for byte in bytes {
    register = register >> 8 ^ castagnoli[Int(UInt8(truncatingIfNeeded: register) ^ byte)]
  }
  return ~register
}

/// What a byte does to the register.
private let castagnoli: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 0 ? 0 : 0x82f6_3b78) }
}
