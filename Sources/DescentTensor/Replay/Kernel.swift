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

  /// How an elementwise kernel goes over its operands, nil for any other: each element of its output
  /// depends on the same element of each input alone, so that it may be written over one of them, and
  /// the work be cut anywhere.
  var elements: Elements? { get }

  /// Does an elementwise kernel's work on some elements, from the operands' first on.
  func run(_ at: Operands, count: Int)

  /// Does the work of the kernel that is stored at an address.
  static func run(storedAt payload: UnsafeRawPointer, _ at: Operands)

  /// Does the work on some elements of the elementwise kernel that is stored at an address.
  static func run(storedAt payload: UnsafeRawPointer, _ at: Operands, count: Int)

  /// Gives up the kernel that is stored at an address.
  static func destroy(storedAt payload: UnsafeMutableRawPointer)
}

extension Kernel {
  var elements: Elements? { nil }

  func run(_ at: Operands, count: Int) { preconditionFailure("a kernel that is not elementwise") }

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

  static func run(storedAt payload: UnsafeRawPointer, _ at: Operands, count: Int) {
    payload.assumingMemoryBound(to: Self.self).pointee.run(at, count: count)
  }
}

/// How an elementwise kernel goes over its operands.
struct Elements {
  let count: Int
  /// How far apart an operand's elements stand in bytes; 0 for one that has one element for all.
  let steps: SIMD4<Int>

  init(_ count: Int, _ a: Int, _ b: Int, _ c: Int = 0, _ d: Int = 0) {
    self.count = count
    steps = SIMD4(a, b, c, d)
  }
}

/// The memory that a kernel works on: its inputs in the order of the launch, then its outputs.
struct Operands {
  let base: UnsafePointer<UnsafeMutableRawPointer>

  @inline(__always)
  subscript(k: Int) -> UnsafeMutableRawPointer { base[k] }
}
