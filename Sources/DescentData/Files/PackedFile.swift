/// Reads a whole file, compressed by gzip or not: what it is, its first bytes say, not its name.
///
/// - Parameters:
///   - path: The file.
///   - limit: The most bytes that may come out.
///   - check: Is shown what has come out so far and where its last piece begins, and may refuse it.
/// - Returns: The bytes, unpacked.
/// - Throws: ``DataError`` if the file cannot be read, is empty, is no whole gzip file though it begins
///   like one, or holds more than `limit` bytes; or what `check` throws.
func readUnpacked(
  of path: String, limit: Int = defaultByteLimit,
  check: (_ bytes: [UInt8], _ start: Int) throws(DataError) -> Void = { _, _ in }
) throws(DataError) -> [UInt8] {
  var reader = try ByteReader(path: path)
  return try readAll(&reader, limit: limit, check: check)
}

/// Reads bytes in memory as a file of them would be read.
package func unpacked(
  _ bytes: [UInt8], path: String, limit: Int = defaultByteLimit
) throws(DataError) -> [UInt8] {
  var reader = try ByteReader(bytes, path: path)
  return try readAll(&reader, limit: limit) { _, _ in }
}

private func readAll(
  _ reader: inout ByteReader, limit: Int,
  check: (_ bytes: [UInt8], _ start: Int) throws(DataError) -> Void
) throws(DataError) -> [UInt8] {
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  defer { chunk.deallocate() }
  var bytes: [UInt8] = []
  if let size = reader.size, size <= limit { bytes.reserveCapacity(size) }
  while true {
    let count = try reader.fill(chunk)
    let start = bytes.count
    guard start + count <= limit else {
      throw DataError(.tooLarge(limit: limit), path: reader.path)
    }
    bytes.append(contentsOf: chunk[..<count])
    if count > 0 { try check(bytes, start) }
    if count < chunk.count { return bytes }
  }
}
