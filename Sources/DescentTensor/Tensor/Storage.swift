import CDescentKernels

/// The memory behind one or more tensors: the one place where sharing is managed by hand.
///
/// A tensor that is about to change asks whether it holds the only reference, and copies if not, so
/// that no two tensors ever see each other's changes. That makes sharing across threads safe, which
/// the compiler cannot see.
///
/// A few elements are kept in the object itself: small graphs would otherwise spend their time on a
/// second allocation for each value.
final class Storage: @unchecked Sendable {
  private let heap: UnsafeMutableRawPointer?
  let byteCount: Int
  private let room: (UInt64, UInt64, UInt64, UInt64)
  /// Which trace made this memory and what the trace calls it; 0 if none did.
  ///
  /// Only the thread of that trace writes it.
  @exclusivity(unchecked) var mark: UInt64

  static let inlineBytes = 32
  /// Where `room` stands in the object: after the object's header of two words, `heap` and
  /// `byteCount`.
  private static let roomOffset = 32

  /// Uninitialized memory.
  @inline(__always)
  init(byteCount: Int) {
    self.byteCount = byteCount
    room = (0, 0, 0, 0)
    mark = 0
    heap = byteCount > Storage.inlineBytes ? dk_allocate(byteCount) : nil
  }

  @inline(__always)
  var pointer: UnsafeMutableRawPointer {
    heap ?? Unmanaged.passUnretained(self).toOpaque() + Storage.roomOffset
  }

  deinit {
    if let heap { dk_deallocate(heap, byteCount) }
  }
}
