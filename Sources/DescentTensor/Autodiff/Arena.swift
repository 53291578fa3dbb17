/// Memory that is handed out piece by piece and taken back all at once.
struct Arena {
  private static let chunkSize = 64 * 1024
  private var chunks: [UnsafeMutableRawPointer] = []
  private var chunk = -1
  private var next: UnsafeMutableRawPointer?
  private var left = 0

  /// Uninitialized memory for `count` values; it stays where it is until ``reset()``.
  @inline(__always)
  mutating func allocate<T>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T> {
    // All pieces are multiples of 32 bytes, so all start aligned for a tensor.
    let size = (MemoryLayout<T>.stride * count + 31) & ~31
    if size > left { turn(to: size) }
    guard let start = next else { preconditionFailure("an arena without memory") }
    next = start + size
    left -= size
    return start.assumingMemoryBound(to: T.self)
  }

  private mutating func turn(to size: Int) {
    if size > Arena.chunkSize {
      // Larger than a chunk: a chunk of its own, put before the current one so that it is kept.
      let own = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 32)
      oversized.append(own)
      next = own
      left = size
      return
    }
    chunk += 1
    if chunk == chunks.count {
      chunks.append(.allocate(byteCount: Arena.chunkSize, alignment: 32))
    }
    next = chunks[chunk]
    left = Arena.chunkSize
  }

  private var oversized: [UnsafeMutableRawPointer] = []

  /// Gives all memory back to the system.
  mutating func release() {
    reset()
    chunks.forEach { $0.deallocate() }
    chunks.removeAll()
  }

  /// Takes everything back, keeping a few chunks for the next recording.
  mutating func reset() {
    oversized.forEach { $0.deallocate() }
    oversized.removeAll()
    while chunks.count > 64 { chunks.removeLast().deallocate() }
    if chunks.isEmpty {
      chunk = -1
      next = nil
      left = 0
    } else {
      chunk = 0
      next = chunks[0]
      left = Arena.chunkSize
    }
  }
}
