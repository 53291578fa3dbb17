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
  let file = try InputFile(path: path)
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  defer { chunk.deallocate() }

  // A pipe may hand out its first two bytes one by one.
  var first = 0
  while first < 2 {
    let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: chunk[first...]))
    if count == 0 { break }
    first += count
  }
  guard first > 0 else { throw DataError(.empty, path: path) }
  var piece = UnsafeRawBufferPointer(rebasing: chunk[..<first])
  let isCompressed = first >= 2 && piece[0] == 0x1f && piece[1] == 0x8b

  var bytes: [UInt8] = []
  if isCompressed {
    var gzip = try GzipReader(path: path)
    // Deflate packs at most 1032 bytes into one: 16 MiB between two checks.
    let small = UnsafeMutableRawBufferPointer(rebasing: chunk[..<(1 << 14)])
    while !piece.isEmpty {
      let start = bytes.count
      try gzip.append(piece, to: &bytes, limit: limit)
      try check(bytes, start)
      piece = UnsafeRawBufferPointer(rebasing: small[..<(try file.read(into: small))])
    }
    try gzip.finish()
  } else {
    if let size = file.size, size <= limit { bytes.reserveCapacity(size) }
    while !piece.isEmpty {
      guard bytes.count + piece.count <= limit else {
        throw DataError(.tooLarge(limit: limit), path: path)
      }
      let start = bytes.count
      bytes.append(contentsOf: piece)
      try check(bytes, start)
      piece = UnsafeRawBufferPointer(rebasing: chunk[..<(try file.read(into: chunk))])
    }
  }
  return bytes
}
