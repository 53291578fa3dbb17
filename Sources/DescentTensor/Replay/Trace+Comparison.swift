extension Trace {
  /// Whether two recordings of a step did the same to the same memory.
  func isSame(as other: Trace) -> Bool {
    flaw == nil && other.flaw == nil && results == other.results
      && launches.count == other.launches.count && buffers.count == other.buffers.count
      && zip(buffers, other.buffers).allSatisfy { Trace.areSame($0, $1) }
      && zip(launches, other.launches).allSatisfy { Trace.areSame($0, $1) }
  }

  private static func areSame(_ a: Buffer, _ b: Buffer) -> Bool {
    guard a.byteCount == b.byteCount else { return false }
    switch (a.origin, b.origin) {
    case (.argument(let i), .argument(let j)): return i == j
    case (.generator, .generator), (.computed, .computed): return true
    case (.constant(let x), .constant(let y)):
      // Compared as bytes: what is not a number is the same as itself here.
      return x === y
        || UnsafeRawBufferPointer(start: x.pointer, count: x.byteCount)
          .elementsEqual(UnsafeRawBufferPointer(start: y.pointer, count: y.byteCount))
    default: return false
    }
  }

  private static func areSame(_ a: Launch, _ b: Launch) -> Bool {
    a.operands == b.operands && a.outputs == b.outputs && a.updates == b.updates
      && StaticPart(of: a.kernel) == StaticPart(of: b.kernel)
  }
}
