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

  /// Whether the output may be written over an input of the same size: each element of the output
  /// depends on the same element of each input alone.
  var isElementwise: Bool { get }

  /// Does the work of the kernel that is stored at an address.
  static func run(storedAt payload: UnsafeRawPointer, _ at: Operands)

  /// Gives up the kernel that is stored at an address.
  static func destroy(storedAt payload: UnsafeMutableRawPointer)
}

extension Kernel {
  var isElementwise: Bool { false }

  static func destroy(storedAt payload: UnsafeMutableRawPointer) {
    payload.assumingMemoryBound(to: Self.self).deinitialize(count: 1)
  }

  /// Stores the kernel in an arena, to be run from there.
  func store(in arena: inout Arena) -> UnsafeMutableRawPointer {
    let payload = arena.allocate(Self.self, 1)
    payload.initialize(to: self)
    return UnsafeMutableRawPointer(payload)
  }

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
