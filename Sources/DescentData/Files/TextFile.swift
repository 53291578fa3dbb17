#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads a text file, compressed by gzip or not, and makes sure that it is text.
///
/// A NUL is refused as soon as it comes out, so that a small file that unpacks to gigabytes of zeros
/// does no harm.
package func readText(
  of path: String, limit: Int = defaultByteLimit
) throws(DataError) -> [UInt8] {
  let text = try readUnpacked(of: path, limit: limit) { (text, start) throws(DataError) in
    try refuseNUL(in: text, from: start, path: path)
  }
  try requireText(text, path: path)
  return text
}

/// Throws unless the bytes are UTF-8 without NUL.
func requireText(_ text: [UInt8], path: String) throws(DataError) {
  guard !text.isEmpty else { throw DataError(.empty, path: path) }
  try refuseNUL(in: text, from: 0, path: path)
  let invalid = text.withUnsafeBufferPointer { firstInvalidUTF8($0) }
  if let invalid { throw binary(at: invalid, in: text, path: path) }
}

private func refuseNUL(in text: [UInt8], from start: Int, path: String) throws(DataError) {
  let offset = text.withUnsafeBufferPointer { bytes in
    start < bytes.count ? firstNUL(UnsafeBufferPointer(rebasing: bytes[start...])) : nil
  }
  if let offset { throw binary(at: start + offset, in: text, path: path) }
}

private func binary(at offset: Int, in text: [UInt8], path: String) -> DataError {
  let line = text[..<offset].reduce(into: 1) { line, byte in if byte == 10 { line += 1 } }
  return DataError(
    binaryByte(text[offset], at: offset, head: text.prefix(2)), path: path, line: line)
}

/// What is said of a byte that no text holds, in a file that begins with these two.
func binaryByte(
  _ byte: UInt8, at offset: Int, head: some Collection<UInt8>
) -> DataError.Problem {
  let looksWide = head.elementsEqual([0xff, 0xfe]) || head.elementsEqual([0xfe, 0xff])
  let digits = String(byte, radix: 16)
  let found = looksWide ? "UTF-16" : "the byte 0x" + (digits.count == 1 ? "0" + digits : digits)
  return .binary(offset: offset, found: found)
}

/// The offset of the first NUL, nil if there is none.
func firstNUL(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  guard let base = bytes.baseAddress, let found = memchr(base, 0, bytes.count) else { return nil }
  return UnsafeRawPointer(found) - UnsafeRawPointer(base)
}

/// The offset of the first byte that breaks UTF-8 (Unicode 15, table 3-7), nil if there is none.
func firstInvalidUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  let raw = UnsafeRawBufferPointer(bytes)
  let count = bytes.count
  var i = 0
  while i < count {
    if i + 8 <= count,
      raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      i += 8
      continue
    }
    let lead = bytes[i]
    if lead < 0x80 {
      i += 1
      continue
    }
    // The range of the second byte rules out overlong forms and surrogates.
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xbf
    switch lead {
    case 0xc2...0xdf: length = 2
    case 0xe0: (length, second) = (3, 0xa0...0xbf)
    case 0xed: (length, second) = (3, 0x80...0x9f)
    case 0xe1...0xef: length = 3
    case 0xf0: (length, second) = (4, 0x90...0xbf)
    case 0xf1...0xf3: length = 4
    case 0xf4: (length, second) = (4, 0x80...0x8f)
    default: return i
    }
    guard i + length <= count, second.contains(bytes[i + 1]) else { return i }
    for k in 2..<max(2, length) where bytes[i + k] & 0xc0 != 0x80 { return i }
    i += length
  }
  return nil
}
