/// The bytes of a file, unpacked where gzip packed them, one stretch after another.
///
/// Memory follows what is asked for at a time and is there: a stretch is read in pieces, and a length that
/// a damaged file claims costs nothing.
struct UnpackedStream: ~Copyable {
  private var file: InputFile
  private var gzip: GzipReader?
  private var buffer: Buffer
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var unpacked: [UInt8] = []
  /// How many unpacked bytes lie before those that are shown.
  private(set) var offset = 0

  /// Deflate packs at most 1032 bytes into one, so that a piece gives 8 MiB at most.
  private static let packedPiece = 1 << 13

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - byteCount: How much is read at a time.
  ///   - isPacked: Tells from the first bytes, 12 or fewer, whether gzip packed them.
  /// - Returns: The stream, at its beginning.
  /// - Throws: ``DataError`` if the file cannot be read or unpacked.
  static func open(
    _ path: String, byteCount: Int = 1 << 18, isPacked: (UnsafeRawBufferPointer) -> Bool
  ) throws(DataError) -> UnpackedStream {
    try open(InputFile(path: path), byteCount: byteCount, isPacked: isPacked)
  }

  /// Reads an opened file, or bytes in memory.
  static func open(
    _ file: consuming InputFile, byteCount: Int = 1 << 18,
    isPacked: (UnsafeRawBufferPointer) -> Bool
  ) throws(DataError) -> UnpackedStream {
    var stream = UnpackedStream(file: file, buffer: Buffer(byteCount: max(byteCount, 12)))
    try stream.begin(isPacked)
    return stream
  }

  private init(file: consuming InputFile, buffer: consuming Buffer) {
    self.file = file
    self.buffer = buffer
  }

  private mutating func begin(
    _ isPacked: (UnsafeRawBufferPointer) -> Bool
  ) throws(DataError) {
    while end < 12, !isAtEnd { try read() }
    guard isPacked(buffer[..<end]) else { return }
    gzip = try GzipReader(path: path)
    try gzip?.append(buffer[..<end], to: &unpacked, limit: .max)
    end = 0
    append()
    if isAtEnd { try gzip?.finish() }
  }

  /// The path, as the caller named it.
  var path: String { file.path }
  /// The number of bytes there are in all, where that is known before they are read.
  var count: Int? { gzip == nil ? file.size : nil }

  /// Makes sure that so many bytes can be shown, if the file has them; returns how many can.
  mutating func fill(_ count: Int) throws(DataError) -> Int {
    while end - start < count, !isAtEnd { try read() }
    return min(end - start, count)
  }

  /// Shows bytes that ``fill(_:)`` has brought in.
  func withBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    body(buffer[(start + range.lowerBound)..<(start + range.upperBound)])
  }

  /// Goes past bytes that ``fill(_:)`` has brought in.
  mutating func advance(by count: Int) {
    start += count
    offset += count
  }

  /// Goes to an offset; returns false if the file ends before it.
  ///
  /// A packed file, or a pipe, can only go forward, and reads all that lies between.
  mutating func move(to target: Int) throws(DataError) -> Bool {
    if let size = count {
      guard target <= size else { return false }
      try file.seek(to: target)
      (start, end, offset, isAtEnd) = (0, 0, target, false)
      return true
    }
    precondition(target >= offset, "a packed file is not read backwards")
    while offset < target {
      let step = min(target - offset, 1 << 16)
      guard try fill(step) > 0 else { return false }
      advance(by: min(step, end - start))
    }
    return true
  }

  /// Brings in what one call of the system gives.
  private mutating func read() throws(DataError) {
    if gzip != nil {
      unpacked.removeAll(keepingCapacity: true)
      let packed = Buffer(byteCount: Self.packedPiece)
      let count = try file.read(into: packed.memory)
      if count == 0 {
        try gzip?.finish()
        isAtEnd = true
      } else {
        try gzip?.append(packed[..<count], to: &unpacked, limit: .max)
        append()
      }
      return
    }
    makeRoom(1)
    let count = try file.read(into: buffer.rest(from: end))
    end += count
    isAtEnd = count == 0
  }

  private mutating func append() {
    makeRoom(unpacked.count)
    unpacked.withUnsafeBytes { buffer.rest(from: end).copyMemory(from: $0) }
    end += unpacked.count
    unpacked.removeAll(keepingCapacity: true)
  }

  /// Makes room behind the bytes that are there: moves them to the front, or doubles the memory.
  private mutating func makeRoom(_ count: Int) {
    guard buffer.memory.count - end < count else { return }
    let kept = buffer[start..<end]
    if kept.count <= buffer.memory.count / 2, buffer.memory.count - kept.count >= count {
      buffer.memory.copyMemory(from: kept)
    } else {
      let larger = Buffer(byteCount: max(2 * buffer.memory.count, kept.count + count))
      larger.memory.copyMemory(from: kept)
      buffer = larger
    }
    (start, end) = (0, kept.count)
  }
}

/// Memory that goes with its owner.
private struct Buffer: ~Copyable {
  let memory: UnsafeMutableRawBufferPointer

  init(byteCount: Int) { memory = .allocate(byteCount: byteCount, alignment: 64) }

  deinit { memory.deallocate() }

  subscript(range: some RangeExpression<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[range])
  }

  func rest(from start: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: memory[start...])
  }
}
