#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension AppendedFile {
  /// Cuts a file of lines before the first that is to go, and before a last one that is not whole.
  ///
  /// - Parameter goes: Whether a line, without its end, is to go with all that follow it.
  /// - Throws: ``DataError`` if the file cannot be read or cut.
  package mutating func cutLines(
    from goes: (UnsafeRawBufferPointer) -> Bool
  ) throws(DataError) {
    guard count > 0 else { return }
    var stream = try UnpackedStream.open(path) { _ in false }
    var wanted = 1 << 12
    while true {
      let there = try stream.fill(wanted)
      let length = stream.withBytes(0..<there) { bytes in
        bytes.baseAddress.flatMap { base in
          memchr(base, 10, bytes.count).map { UnsafeRawPointer($0) - base }
        }
      }
      if let length {
        if stream.withBytes(0..<length, goes) { break }
        stream.advance(by: length + 1)
      } else if there < wanted {
        // What is left is no whole line, or nothing.
        break
      } else {
        wanted *= 2
      }
    }
    try cut(to: stream.offset)
  }
}
