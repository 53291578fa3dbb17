import CDescentKernels
import Synchronization

/// The kernels that one step launches on one thread, in their order, and which memory they work on.
///
/// Memory is told apart by its storage: that of what the step is given is bound when the trace begins,
/// that of launched results is marked, and all else that a kernel reads is a constant, which the trace
/// keeps. A trace in which something was done that a replay could not repeat has a ``flaw``.
final class Trace {
  /// One launch.
  struct Launch {
    let kernel: any Kernel
    /// The buffers of its operands: inputs, then outputs.
    let operands: [Int32]
    let outputs: Int
    /// Whether an output keeps some of what it held.
    let updates: Bool
  }

  /// Where a buffer's memory comes from.
  enum Origin {
    /// One of the tensors that the step is given, by its position.
    case argument(Int)
    /// The generator that the step is given.
    case generator
    /// A tensor from outside that stays the same.
    case constant(Storage)
    /// Written by a launch before it is read.
    case computed
  }

  struct Buffer {
    let origin: Origin
    let byteCount: Int
  }

  private(set) var launches: [Launch] = []
  private(set) var buffers: [Buffer] = []
  /// Why the step cannot be replayed; nil if it can.
  private(set) var flaw: String?
  private var known: [ObjectIdentifier: Int32] = [:]
  /// What holds the bound and constant storages, so that no other takes their addresses.
  private var held: [Storage] = []
  private var generator: Generator?
  /// What the step gave, by buffer.
  private(set) var results: [Int32] = []
  private var generatorBuffer: Int32?
  private let serial: UInt64
  private let outer: UnsafeMutableRawPointer?

  private static let last = Atomic<UInt32>(0)

  /// Begins to note what this thread launches.
  ///
  /// - Parameters:
  ///   - arguments: What the step is given: each with memory of its own.
  ///   - generator: The generator that the step is given and draws from.
  init(_ arguments: [Tensor], drawingFrom generator: Generator?) {
    serial = UInt64(Trace.last.add(1, ordering: .relaxed).newValue) << 32
    self.generator = generator
    outer = dk_trace()
    for (position, argument) in arguments.enumerated() {
      known[ObjectIdentifier(argument.storage)] = append(
        .argument(position), argument.storage.byteCount)
      held.append(argument.storage)
    }
    dk_set_trace(Unmanaged.passUnretained(self).toOpaque())
  }

  /// Ends it, after the results were noted.
  ///
  /// - Parameter generator: The generator as the step left it: if anything but launches drew from it,
  ///   the step cannot be replayed.
  func end(_ generator: Generator?) {
    dk_set_trace(outer)
    known = [:]
    held = []
    if generator != self.generator { fail("it draws random numbers that are not a tensor's") }
  }

  /// Whether this thread notes its launches.
  static var isRunning: Bool { dk_trace() != nil }

  private static var current: Trace? {
    dk_trace().map { Unmanaged<Trace>.fromOpaque($0).takeUnretainedValue() }
  }

  private func append(_ origin: Origin, _ byteCount: Int) -> Int32 {
    buffers.append(Buffer(origin: origin, byteCount: byteCount))
    return Int32(buffers.count - 1)
  }

  private func fail(_ flaw: String) { if self.flaw == nil { self.flaw = flaw } }

  // MARK: What is noted

  @inline(never)
  static func note(_ kernel: some Kernel, into y: Tensor) { note(kernel, [], [y]) }

  @inline(never)
  static func note(_ kernel: some Kernel, _ x: Tensor, into y: Tensor) { note(kernel, [x], [y]) }

  @inline(never)
  static func note(_ kernel: some Kernel, _ a: Tensor, _ b: Tensor, into y: Tensor) {
    note(kernel, [a, b], [y])
  }

  @inline(never)
  static func note(_ kernel: some Kernel, _ a: Tensor, _ b: Tensor, _ c: Tensor, into y: Tensor) {
    note(kernel, [a, b, c], [y])
  }

  @inline(never)
  static func note(_ kernel: some Kernel, _ x: Tensor, updating y: Tensor) {
    note(kernel, [x], [y], updates: true)
  }

  @inline(never)
  static func note(
    _ kernel: some Kernel, _ inputs: [Tensor], _ outputs: [Tensor], updates: Bool = false
  ) {
    guard let trace = current, trace.flaw == nil else { return }
    var operands = inputs.map { trace.buffer(read: $0.storage) }
    for output in outputs {
      guard let buffer = trace.buffer(written: output.storage, updates: updates) else { return }
      operands.append(buffer)
    }
    trace.launches.append(
      Launch(kernel: kernel, operands: operands, outputs: outputs.count, updates: updates))
  }

  /// Notes a draw; false, and no replay, if it is not from the generator that the step was given.
  @inline(never)
  static func noteDraw(_ kernel: some Kernel, from generator: Generator, _ outputs: [Tensor])
    -> Bool
  {
    guard let trace = current, trace.flaw == nil else { return false }
    guard generator == trace.generator else {
      trace.fail("it draws from a generator that it was not given")
      return false
    }
    let cell =
      trace.generatorBuffer ?? trace.append(.generator, MemoryLayout<Generator>.size)
    trace.generatorBuffer = cell
    var operands = [cell]
    for output in outputs {
      guard let buffer = trace.buffer(written: output.storage, updates: false) else { return false }
      operands.append(buffer)
    }
    trace.launches.append(
      Launch(kernel: kernel, operands: operands, outputs: outputs.count, updates: false))
    return true
  }

  /// Notes where the generator stands after a draw.
  static func noteDrawn(_ generator: Generator) { current?.generator = generator }

  /// Notes that somebody who is no kernel asks for memory.
  @inline(never)
  static func noteAccess(to storage: Storage) {
    guard let trace = current, let buffer = trace.find(storage) else { return }
    if case .constant = trace.buffers[Int(buffer)].origin { return }
    trace.fail("it reads the elements of a tensor that changes from step to step")
  }

  /// Remembers what the step gave.
  func note(results: [Tensor]) { self.results = results.map { buffer(read: $0.storage) } }

  private func find(_ storage: Storage) -> Int32? {
    storage.mark & ~0xffff_ffff == serial
      ? Int32(truncatingIfNeeded: storage.mark & 0xffff_ffff) : known[ObjectIdentifier(storage)]
  }

  private func buffer(read storage: Storage) -> Int32 {
    if let buffer = find(storage) { return buffer }
    let buffer = append(.constant(storage), storage.byteCount)
    known[ObjectIdentifier(storage)] = buffer
    held.append(storage)
    return buffer
  }

  private func buffer(written storage: Storage, updates: Bool) -> Int32? {
    if let buffer = find(storage) {
      if case .computed = buffers[Int(buffer)].origin { return buffer }
      fail("it writes to a tensor that it did not compute")
      return nil
    }
    if updates {
      fail("it writes to part of a tensor that it did not compute")
      return nil
    }
    let buffer = append(.computed, storage.byteCount)
    storage.mark = serial | UInt64(UInt32(bitPattern: buffer))
    return buffer
  }
}
