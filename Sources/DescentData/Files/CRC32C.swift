import CDescentKernels

/// The cyclic redundancy check CRC-32C (Castagnoli) of bytes, after that of those before them.
///
/// - Parameters:
///   - bytes: What is checked.
///   - sum: The check of the bytes before; 0 where these are the first.
/// - Returns: The check of all.
/// - SeeAlso: RFC 3720, appendix B.4, for its values.
package func crc32c(_ bytes: UnsafeRawBufferPointer, after sum: UInt32 = 0) -> UInt32 {
  dk_crc32c(sum, bytes.baseAddress, bytes.count)
}
