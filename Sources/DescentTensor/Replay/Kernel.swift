/// Work over plain memory, all its numbers fixed: what is left of an operation once the shapes of its
/// operands are known.
///
/// A kernel is a plain struct of C functions, sizes and numbers, without closures. It is handed to
/// ``launch(_:_:into:)`` and its like, which run it at once; while a step is recorded they note it
/// too, and a replay runs it again on other memory. All that depends on the operands' elements must
/// happen in ``run(_:)``.
protocol Kernel {
  /// Does the work.
  func run(_ at: Operands)

  /// Does the work of the kernel that is stored at an address.
  static func run(storedAt payload: UnsafeRawPointer, _ at: Operands)
}

extension Kernel {
  static func run(storedAt payload: UnsafeRawPointer, _ at: Operands) {
    payload.assumingMemoryBound(to: Self.self).pointee.run(at)
  }
}

/// The memory that a kernel works on: its inputs in the order of the launch, then its outputs.
struct Operands {
  let base: UnsafePointer<UnsafeMutableRawPointer>

  @inline(__always)
  subscript(k: Int) -> UnsafeMutableRawPointer { base[k] }
}
