import CDescentKernels
import Synchronization

/// All but tensors that a step depends on.
package struct StepKey: Equatable {
  /// Which parameters a model consists of.
  package var ids: [Parameter.ID] = []
  /// What the model is but for its weights.
  package var model: StaticPart?
  /// What else the step is given.
  package var other: AnyHashable?
  /// Whether the model trains.
  package var isTraining = false

  /// A key without anything.
  package init() {}
}

/// Runs a step: eagerly at first, and from a recording when two of its recordings were the same.
///
/// A step is a function of tensors, a generator and a key. For each key, and for the shapes and element
/// types of the tensors, it is recorded at runs 1 and 2; if both did the same, later runs replay that.
/// At runs 4, 8, 16, … it is recorded again and compared; should it ever differ, it starts anew, and
/// after some of that stays eager. So does a step that does what a replay could not repeat.
///
/// A replay has the bits of the eager step: the same kernels run on the same numbers.
package final class StepReplay: @unchecked Sendable {
  /// What a step gives: tensors, and what else there is to say of them, the same at each run.
  package typealias Output = (results: [Tensor], structure: AnyObject?)

  /// Whether a thread is inside; another one then computes eagerly.
  private let isBusy = Atomic<Bool>(false)
  @exclusivity(unchecked) private var entries: [Entry] = []
  /// For how many keys and shapes recordings are kept.
  private static let capacity = 8
  /// After so many recordings at least as many replays are expected.
  private static let patience = 64

  /// How often a step was replayed, and how often it was recorded.
  @exclusivity(unchecked) package private(set) var counts = (replayed: 0, recorded: 0)
  /// Why the step of the latest run is not replayed; nil if it is, or may be.
  package var flaw: String? { entries.first?.flaw }
  /// The bytes that the program of the latest run keeps for values on the way; nil without one.
  package var byteCount: Int? { entries.first?.program?.byteCount }
  /// How many kernels that program runs.
  package var kernelCount: Int? { entries.first?.program?.count }

  /// No recordings so far.
  package init() {}

  /// What is known for one key and the shapes of one set of arguments.
  fileprivate final class Entry {
    let key: StepKey
    let shapes: [(Shape, DType)]
    @exclusivity(unchecked) var runs: UInt64 = 0
    /// Made when two traces were the same.
    @exclusivity(unchecked) var program: Program?
    @exclusivity(unchecked) var results: [(shape: Shape, dtype: DType)] = []
    var trace: Trace?
    @exclusivity(unchecked) var flaw: String?
    var changes = 0
    @exclusivity(unchecked) var structure: AnyObject?

    init(_ key: StepKey, _ arguments: [Tensor]) {
      self.key = key
      shapes = arguments.map { ($0.shape, $0.dtype) }
    }

    @inline(__always)
    func fits(_ arguments: [Tensor], _ key: StepKey) -> Bool {
      guard shapes.count == arguments.count else { return false }
      for i in shapes.indices
      where arguments[i].shape != shapes[i].0 || arguments[i].dtype != shapes[i].1 { return false }
      return self.key == key
    }
  }

  /// Runs the step.
  ///
  /// - Parameters:
  ///   - arguments: All tensors that it depends on, but for those that never change.
  ///   - key: All else that it depends on.
  ///   - generator: Where it draws random numbers.
  ///   - step: The step, of tensors that stand for the arguments: it must use no others in their place.
  /// - Returns: What the step returns, or the same from a replay; nil if it is to be computed eagerly.
  package func run(
    _ arguments: [Tensor], key: StepKey = StepKey(), drawingFrom generator: inout Generator,
    _ step: ([Tensor], inout Generator) -> Output
  ) -> Output? {
    guard !Trace.isRunning, !Tape.isRecording,
      !isBusy.exchange(true, ordering: .acquiring)
    else { return nil }
    defer { isBusy.store(false, ordering: .releasing) }
    // Where shapes or keys hardly ever come again, recording them would cost more than it gives.
    guard counts.recorded < StepReplay.patience || counts.replayed > counts.recorded else {
      return nil
    }
    let entry = entry(for: arguments, key)
    if entry.flaw != nil { return nil }
    entry.runs += 1
    // At powers of two it is recorded, whether it could be replayed or not.
    if let program = entry.program, entry.runs & (entry.runs - 1) != 0 {
      return replay(entry, program, arguments, &generator)
    }
    return record(entry, arguments, &generator, step)
  }

  /// A replay of a step of one tensor with two results that draws nothing, without the arrays that
  /// ``run(_:key:drawingFrom:_:)`` makes; nil if this run is not a replay.
  @inline(__always)
  func replay(_ argument: Tensor) -> (Tensor, Tensor)? {
    guard !Trace.isRunning, !Tape.isRecording,
      !isBusy.exchange(true, ordering: .acquiring)
    else { return nil }
    defer { isBusy.store(false, ordering: .releasing) }
    guard let entry = entries.first, let program = entry.program, entry.shapes.count == 1,
      entry.shapes[0].0 == argument.shape, entry.shapes[0].1 == argument.dtype,
      (entry.runs + 1) & entry.runs != 0, entry.results.count == 2
    else { return nil }
    entry.runs += 1
    counts.replayed += 1
    program.bind(0, to: argument.storage.pointer)
    program.run()
    func result(_ k: Int) -> Tensor {
      let (shape, dtype) = entry.results[k]
      return Tensor(program.result(k) { _ in argument.storage }, shape: shape, dtype: dtype)
    }
    return (result(0), result(1))
  }

  private func entry(for arguments: [Tensor], _ key: StepKey) -> Entry {
    if let first = entries.first, first.fits(arguments, key) { return first }
    let entry: Entry
    if let known = entries.firstIndex(where: { $0.fits(arguments, key) }) {
      entry = entries.remove(at: known)
    } else {
      entry = Entry(key, arguments)
      if entries.count == StepReplay.capacity { entries.removeLast() }
    }
    entries.insert(entry, at: 0)
    return entry
  }

  private func replay(
    _ entry: Entry, _ program: Program, _ arguments: [Tensor], _ generator: inout Generator
  ) -> Output {
    counts.replayed += 1
    for i in arguments.indices { program.bind(i, to: arguments[i].storage.pointer) }
    program.run(drawingFrom: &generator)
    withExtendedLifetime(arguments) {}
    var results: [Tensor] = []
    results.reserveCapacity(entry.results.count)
    for (k, result) in entry.results.enumerated() {
      results.append(
        Tensor(
          program.result(k) { arguments[$0].storage }, shape: result.shape, dtype: result.dtype))
    }
    return (results, entry.structure)
  }

  private func record(
    _ entry: Entry, _ arguments: [Tensor], _ generator: inout Generator,
    _ step: ([Tensor], inout Generator) -> Output
  ) -> Output {
    counts.recorded += 1
    // The eager step has memory of its own.
    entry.program?.releaseMemory()
    // Memory of their own tells the arguments from each other and from constants with which they
    // share memory at the moment.
    let copies = arguments.map(\.copied)
    let trace = Trace(copies, drawingFrom: generator)
    let output = step(copies, &generator)
    trace.note(results: output.results)
    trace.end(generator)
    entry.take(trace, output)
    return output
  }
}

extension StepReplay.Entry {
  /// Compares a new recording with the one before.
  fileprivate func take(_ new: Trace, _ output: StepReplay.Output) {
    if let flaw = new.flaw {
      self.flaw = flaw
      (trace, program) = (nil, nil)
      return
    }
    guard let old = trace else {
      trace = new
      return
    }
    let shapes = output.results.map { (shape: $0.shape, dtype: $0.dtype) }
    if new.isSame(as: old) {
      if program == nil {
        program = Program(new, argumentCount: self.shapes.count)
        structure = output.structure
        results = shapes
      }
      return
    }
    changes += 1
    (trace, program) = (new, nil)
    if changes == 4 {
      flaw = "it computes something else from time to time"
      trace = nil
    }
  }
}
