import Foundation

/// A gzip file of one stored block (RFC 1951, 3.2.4), made without zlib.
func storedGzip(_ text: [UInt8]) -> Data {
  precondition(text.count < 65536)
  func bytes(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }
  var checksum = ~UInt32(0)
  for byte in text {
    checksum ^= UInt32(byte)
    for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xedb8_8320 : 0) }
  }
  let length = UInt32(text.count)
  return Data(
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1] + bytes(length, 2) + bytes(~length, 2) + text
      + bytes(~checksum, 4) + bytes(length, 4))
}
