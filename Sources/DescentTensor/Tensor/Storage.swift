import CDescentKernels

/// The memory behind one or more tensors: the one place where sharing is managed by hand.
///
/// A tensor that is about to change asks whether it holds the only reference, and copies if not, so
/// that no two tensors ever see each other's changes. That makes sharing across threads safe, which
/// the compiler cannot see.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int

  /// Uninitialized memory.
  init(byteCount: Int) {
    self.byteCount = byteCount
    pointer = dk_allocate(byteCount)
  }

  deinit { dk_deallocate(pointer, byteCount) }
}
