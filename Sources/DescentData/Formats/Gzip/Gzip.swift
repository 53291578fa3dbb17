/// Decompresses gzip (RFC 1952), one piece after another.
///
/// Several members in one file are one text; zeros after the last are padding.
/// Each member's checksum and length are verified (by zlib, in its gzip mode);
/// memory follows what has come out, never a size that the file claims.
struct GzipReader: ~Copyable {
  private let zlib: Zlib
  private let stream: ZlibStream
  private let path: String
  private var offset = 0
  private var state = State.between

  private enum State { case between, inside, padding }

  init(path: String) throws(DataError) {
    guard let zlib = Zlib.shared else { throw DataError(.noZlib, path: path) }
    let stream = ZlibStream()
    // 15 bits of window, as every gzip file may use, and 16 for a gzip header.
    let code = zlib.inflateInit2(stream.memory, 31, "1.2.11", Int32(ZlibStream.byteCount))
    guard code == 0 else { throw DataError(.noZlib, path: path) }
    self.zlib = zlib
    self.stream = stream
    self.path = path
  }

  deinit { _ = zlib.inflateEnd(stream.memory) }

  /// Feeds a piece of the file, and appends what comes out of it.
  mutating func append(
    _ input: UnsafeRawBufferPointer, to output: inout [UInt8], limit: Int
  ) throws(DataError) {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { room.deallocate() }
    var position = 0
    while true {
      let produced = try unpack(input, from: &position, into: room)
      guard output.count + produced <= limit else {
        throw DataError(.tooLarge(limit: limit), path: path)
      }
      output.append(contentsOf: room[..<produced])
      if produced < room.count { return }
    }
  }

  /// Unpacks a piece of the file from a position on, until the room is full or nothing more comes out.
  ///
  /// - Returns: How many bytes came out. When they do not fill the room, all of the piece was used.
  mutating func unpack(
    _ input: UnsafeRawBufferPointer, from position: inout Int,
    into room: UnsafeMutableRawBufferPointer
  ) throws(DataError) -> Int {
    var filled = 0
    while filled < room.count {
      if state != .inside {
        guard position < input.count else { break }
        if state == .padding || (input[position] == 0 && offset > 0) {
          guard input[position] == 0 else { throw corrupt("expected its end, found more bytes") }
          state = .padding
          position += 1
          offset += 1
          continue
        }
        _ = zlib.inflateReset(stream.memory)
        state = .inside
      }
      stream.setInput(input.baseAddress.map { $0 + position }, count: input.count - position)
      stream.setOutput(room.baseAddress.map { $0 + filled }, count: room.count - filled)
      let code = zlib.inflate(stream.memory, 0)
      let consumed = input.count - position - stream.inputLeft
      position += consumed
      offset += consumed
      filled = room.count - stream.outputLeft
      switch code {
      case 1:  // The end of a member, its checksum verified.
        state = .between
      case 0:
        // A full buffer may hide more output behind the last byte of input.
        if position == input.count, stream.outputLeft > 0 { return filled }
      case -5 where position == input.count:  // No progress: all has come out.
        return filled
      default: throw corrupt(stream.message ?? "zlib error \(code)")
      }
    }
    return filled
  }

  /// Says whether the file may end here.
  func finish() throws(DataError) {
    guard state != .inside else { throw DataError(.gzipTruncated(offset: offset), path: path) }
  }

  private func corrupt(_ reason: String) -> DataError {
    DataError(.gzipCorrupt(offset: offset, reason: reason), path: path)
  }
}
