/// The bytes of a file from its beginning to its end, unpacked where gzip packed them.
///
/// What the file is, its first bytes say, not its name. Memory is one buffer of 256 KiB, and zlib's
/// window.
struct ByteReader: ~Copyable {
  let path: String
  /// The file is compressed by gzip.
  let isCompressed: Bool
  private var file: InputFile
  private var gzip: GzipReader?
  private let buffer: UnsafeMutableRawBufferPointer
  /// What of the buffer was read from the file and not yet handed out.
  private var pending: Range<Int>

  /// The number of bytes that come out, where that is known beforehand.
  var size: Int? { isCompressed ? nil : file.size }

  /// Opens a file, which must not be empty.
  init(path: String) throws(DataError) { try self.init(InputFile(path: path)) }

  /// Reads bytes in memory; the path stands in errors only.
  init(_ bytes: [UInt8], path: String) throws(DataError) {
    try self.init(InputFile(bytes, path: path))
  }

  private init(_ opened: consuming InputFile) throws(DataError) {
    var file = opened
    let path = file.path
    // A pipe may hand out its first two bytes one by one.
    var head: [UInt8] = []
    while head.count < 2 {
      var byte: UInt8 = 0
      let count = try withUnsafeMutableBytes(of: &byte) { (room) throws(DataError) in
        try file.read(into: room)
      }
      if count == 0 { break }
      head.append(byte)
    }
    guard !head.isEmpty else { throw DataError(.empty, path: path) }
    let isCompressed = head == [0x1f, 0x8b]
    let gzip = isCompressed ? try GzipReader(path: path) : nil
    self.isCompressed = isCompressed
    self.gzip = gzip
    buffer = .allocate(byteCount: 1 << 18, alignment: 16)
    buffer.copyBytes(from: head)
    pending = 0..<head.count
    self.path = path
    self.file = file
  }

  deinit { buffer.deallocate() }

  /// Reads until the room is full; less only at the end of the file.
  ///
  /// - Throws: A ``DataError`` if the file cannot be read, or what is compressed is damaged or cut off.
  mutating func fill(_ room: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    var filled = 0
    while filled < room.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: room[filled...])
      var position = pending.lowerBound
      let piece = UnsafeRawBufferPointer(rebasing: buffer[..<pending.upperBound])
      if let produced = try gzip?.unpack(piece, from: &position, into: rest) {
        pending = position..<pending.upperBound
        filled += produced
        guard produced < rest.count else { break }
        pending = 0..<(try file.read(into: buffer))
        if pending.isEmpty {
          try gzip?.finish()
          break
        }
      } else if !pending.isEmpty {
        let count = min(pending.count, rest.count)
        rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[pending.prefix(count)]))
        pending = (pending.lowerBound + count)..<pending.upperBound
        filled += count
      } else {
        let count = try file.read(into: rest)
        if count == 0 { break }
        filled += count
      }
    }
    return filled
  }

  /// The bytes at an offset of a regular file that is not compressed.
  func read(
    at offset: Int, into room: UnsafeMutableRawBufferPointer
  ) throws(DataError) -> Int {
    precondition(size != nil, "ByteReader: no random access to a pipe or a compressed file")
    return try file.read(at: offset, into: room)
  }
}
