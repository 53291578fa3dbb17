import CDescentKernels
import Synchronization

/// The record of the operations that were computed inside the running recordings of one thread.
///
/// A thread has at most one tape. The outermost recording opens it; recordings inside that one write
/// to the same tape, which is what makes gradients of gradients: the inner backward pass is recorded
/// like any other arithmetic. When the outermost ends, everything is freed, one entry after another,
/// so that a graph of any length is freed without recursion.
///
/// The tape is reached through a raw pointer: exclusivity checks and array uniqueness cost more than
/// a small operation itself.
struct Tape {
  /// The number of what is recorded, unique in the process; 0 when nothing is.
  ///
  /// Recordings inside one another share the outermost one's.
  private(set) var recording: UInt64 = 0
  private var entries: UnsafeMutablePointer<Entry>
  private(set) var count: Int32 = 0
  private var capacity: Int32 = 256
  private var arena = Arena()
  /// The recordings that run, outermost first.
  private(set) var scopes: [Scope] = []
  /// Memory for the cotangents of a backward pass; nil in every place between passes.
  private var table: UnsafeMutablePointer<Tensor?>
  private var tableCapacity = 256
  private var tableInUse = false
  /// What a backward pass for a model's gradients leaves of those that are row-sparse; nil in others.
  var rowContributions: RowContributions?

  private struct Entry {
    /// The operation; nil for a leaf.
    var operation: (any Operation.Type)?
    var payload: UnsafeMutableRawPointer
    var arguments: UnsafeMutablePointer<Int32>
  }

  /// One recording: its leaves are the first nodes from `first` on.
  struct Scope {
    var first: Int32
    var leafCount: Int32
    /// What was recorded around it: 0 at the outermost level, and inside a pause.
    var outer: UInt64
    /// For a model: which parameters its leaves are, in visiting order.
    var parameters: ParameterLeaves?
  }

  private init() {
    entries = .allocate(capacity: Int(capacity))
    table = .allocate(capacity: tableCapacity)
    table.initialize(repeating: nil, count: tableCapacity)
  }

  /// This thread's tape, if it ever recorded.
  @inline(__always)
  static var current: UnsafeMutablePointer<Tape>? {
    dk_thread_word()?.assumingMemoryBound(to: Tape.self)
  }

  /// Whether anything is recorded on this thread.
  static var isRecording: Bool { current.map { $0.pointee.recording != 0 } ?? false }

  private static func make() -> UnsafeMutablePointer<Tape> {
    let tape = UnsafeMutablePointer<Tape>.allocate(capacity: 1)
    tape.initialize(to: Tape())
    living.add(1, ordering: .relaxed)
    dk_set_thread_word(tape) { word in
      guard let tape = word?.assumingMemoryBound(to: Tape.self) else { return }
      tape.pointee.release()
      tape.deinitialize(count: 1)
      tape.deallocate()
      Tape.living.subtract(1, ordering: .relaxed)
    }
    return tape
  }

  /// How many threads hold a tape: those that recorded and have not ended.
  static let living = Atomic<Int>(0)

  /// Gives back the memory of a tape on which nothing is recorded: its thread ends.
  private mutating func release() {
    entries.deallocate()
    table.deallocate()
    arena.release()
  }

  // MARK: Recordings

  /// Opens a recording inside those that run.
  static func open() -> UnsafeMutablePointer<Tape> {
    let tape = current ?? make()
    let outer = tape.pointee.recording
    if outer == 0 { tape.pointee.recording = nextRecording() }
    tape.pointee.scopes.append(
      Scope(first: tape.pointee.count, leafCount: 0, outer: outer, parameters: nil))
    return tape
  }

  /// Ends the innermost recording.
  ///
  /// At the outermost level, or inside a pause, nobody can ask for what it recorded any more, and it is
  /// freed.
  mutating func close() {
    let scope = scopes.removeLast()
    recording = scope.outer
    guard recording == 0 else { return }
    for node in scope.first..<count { destroy(node) }
    count = scope.first
    guard scopes.isEmpty else { return }
    arena.reset()
    shrink()
  }

  /// Keeps the memory of usual recordings, and gives that of a great one back.
  private mutating func shrink() {
    if Int(capacity) > Tape.kept {
      entries.deallocate()
      capacity = 256
      entries = .allocate(capacity: Int(capacity))
    }
    if tableCapacity > Tape.kept {
      table.deallocate()
      tableCapacity = 256
      table = .allocate(capacity: tableCapacity)
      table.initialize(repeating: nil, count: tableCapacity)
    }
  }

  private static let kept = 1 << 16
  /// For how many entries and cotangents there is room.
  var heldEntries: Int { Swift.max(Int(capacity), tableCapacity) }

  /// Whether the innermost recording is inside another one, which may differentiate what it computes.
  var isNested: Bool { scopes[scopes.count - 1].outer != 0 }

  /// Stops recording until ``resume(_:)``, in a fused backward pass.
  mutating func pause() -> UInt64 {
    defer { recording = 0 }
    return recording
  }

  mutating func resume(_ before: UInt64) { recording = before }

  /// Makes a leaf of the innermost recording from a value, which may have a history of its own in the
  /// recordings around it.
  mutating func watch(_ x: Tensor) -> Tensor {
    precondition(
      x.dtype.isFloatingPoint, "a \(x.dtype) tensor cannot be differentiated with respect to")
    let arguments = arguments(1)
    arguments[0] = x.recording == recording ? x.node : -1
    var leaf = x
    leaf.node = append(Identity.self, payload: nil, arguments)
    leaf.recording = recording
    scopes[scopes.count - 1].leafCount += 1
    return leaf
  }

  /// Remembers which parameters the innermost recording's leaves are.
  mutating func describeLeaves(_ parameters: ParameterLeaves) {
    scopes[scopes.count - 1].parameters = parameters
  }

  // MARK: Entries

  @inline(__always)
  private mutating func append(
    _ operation: (any Operation.Type)?, payload: UnsafeMutableRawPointer?,
    _ arguments: UnsafeMutablePointer<Int32>
  ) -> Int32 {
    if count == capacity { grow() }
    let node = count
    (entries + Int(node)).initialize(
      to: Entry(
        operation: operation, payload: payload ?? UnsafeMutableRawPointer(arguments),
        arguments: arguments))
    count += 1
    return node
  }

  private mutating func grow() {
    precondition(capacity < Int32.max / 2, "a recording of more than 10⁹ operations")
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: Int(capacity) * 2)
    larger.moveInitialize(from: entries, count: Int(count))
    entries.deallocate()
    entries = larger
    capacity *= 2
  }

  /// Memory for the argument nodes of the next entry; their number stands before them.
  @inline(__always)
  mutating func arguments(_ count: Int) -> UnsafeMutablePointer<Int32> {
    let memory = arena.allocate(Int32.self, count + 1)
    memory[0] = Int32(truncatingIfNeeded: count)
    return memory + 1
  }

  /// Records `operation`; the node is the next one, ``count`` before the call.
  @inline(__always)
  mutating func append<O: Operation>(
    _ operation: consuming O, arguments: UnsafeMutablePointer<Int32>
  ) {
    let payload = arena.allocate(O.self, 1)
    payload.initialize(to: operation)
    _ = append(O.self, payload: UnsafeMutableRawPointer(payload), arguments)
  }

  /// Frees what an operation saved; as a leaf, it is asked for nothing any more.
  @inline(__always)
  private mutating func destroy(_ node: Int32) {
    let entry = entries + Int(node)
    entry.pointee.operation?.destroy(at: entry.pointee.payload)
    entry.pointee.operation = nil
  }

  // MARK: The backward pass

  /// The cotangents of the innermost recording's leaves, given that of `y`, in the leaves' order;
  /// nil where a leaf does not reach `y`.
  ///
  /// At the outermost level the fused pullbacks run and nothing is recorded; inside another
  /// recording, or when asked for, the pullbacks in tensor operations, which are. A fused pass that is
  /// the last one gives up what the operations saved as soon as their pullbacks ran.
  static func backward(
    _ tape: UnsafeMutablePointer<Tape>, from y: Tensor, seed ȳ: Tensor, differentiable: Bool? = nil,
    isLast: Bool = false, _ take: (Int, consuming Tensor?) -> Void
  ) {
    let scope = tape.pointee.scopes[tape.pointee.scopes.count - 1]
    let fused = !(differentiable ?? tape.pointee.isNested)
    let first = scope.first
    let places = Int(max(y.node, first + scope.leafCount - 1) - first) + 1
    let borrowed = tape.pointee.borrowTable(places)
    let table = borrowed.table
    let before = fused ? tape.pointee.pause() : 0

    table[Int(y.node - first)] = ȳ
    var node = y.node
    let lastLeaf = first + scope.leafCount - 1
    while node > lastLeaf {
      if let cotangent = (table + Int(node - first)).move() {
        (table + Int(node - first)).initialize(to: nil)
        // The entry is copied: a pullback that is recorded may move the entries.
        let entry = tape.pointee.entries[Int(node)]
        entry.operation?.pull(
          at: entry.payload, cotangent,
          to: Cotangents(arguments: entry.arguments, table: table, first: first, fused: fused),
          fused: fused)
      }
      if fused, isLast { tape.pointee.destroy(node) }
      node -= 1
    }
    if fused { tape.pointee.resume(before) }
    for leaf in 0..<Int(scope.leafCount) {
      take(leaf, (table + leaf).move())
      (table + leaf).initialize(to: nil)
    }
    tape.pointee.giveBack(borrowed, places)
  }

  /// The backward pass of a recording that nobody differentiates, which gives up the recording on the way:
  /// what an operation saved is freed once its pullback ran, and a leaf's cotangent is given away as soon
  /// as nothing more can be added to it.
  ///
  /// Leaves come in the order in which their cotangents are complete, those that do not reach `y` last.
  static func backwardReleasing(
    _ tape: UnsafeMutablePointer<Tape>, from y: Int32, seed ȳ: consuming Tensor,
    _ take: (Int, consuming Tensor?) -> Void
  ) {
    let scope = tape.pointee.scopes[tape.pointee.scopes.count - 1]
    precondition(scope.outer == 0, "a recording inside another one cannot be given up")
    let first = scope.first
    let firstOperation = first + scope.leafCount
    let places = Int(max(y, firstOperation - 1) - first) + 1
    let borrowed = tape.pointee.borrowTable(places)
    let table = borrowed.table
    let before = tape.pointee.pause()

    var (leaves, isTaken) = (tape.pointee.leavesByFirstUse(scope), 0)
    table[Int(y - first)] = ȳ
    for node in (firstOperation..<max(tape.pointee.count, firstOperation)).reversed() {
      let entry = tape.pointee.entries[Int(node)]
      if node <= y, let cotangent = (table + Int(node - first)).move() {
        (table + Int(node - first)).initialize(to: nil)
        entry.operation?.pull(
          at: entry.payload, cotangent,
          to: Cotangents(arguments: entry.arguments, table: table, first: first, fused: true),
          fused: true)
      }
      tape.pointee.destroy(node)
      while isTaken < leaves.count, leaves[isTaken].firstUse == node {
        let leaf = leaves[isTaken].leaf
        take(leaf, (table + leaf).move())
        (table + leaf).initialize(to: nil)
        isTaken += 1
      }
    }
    for (leaf, _) in leaves[isTaken...] {
      take(leaf, (table + leaf).move())
      (table + leaf).initialize(to: nil)
    }
    leaves = []
    tape.pointee.resume(before)
    tape.pointee.giveBack(borrowed, places)
  }

  /// The leaves of a recording and the first operation on each, from the last such operation to the first;
  /// then those that no operation takes.
  private func leavesByFirstUse(_ scope: Scope) -> [(leaf: Int, firstUse: Int32)] {
    var firstUse = [Int32](repeating: -1, count: Int(scope.leafCount))
    for node in (scope.first + scope.leafCount..<count).reversed() {
      let arguments = entries[Int(node)].arguments
      for k in 0..<Int(arguments[-1]) {
        let leaf = Int(arguments[k]) - Int(scope.first)
        if firstUse.indices.contains(leaf) { firstUse[leaf] = node }
      }
    }
    return firstUse.enumerated().map { ($0.offset, $0.element) }
      .sorted { $0.firstUse > $1.firstUse }
  }

  private struct BorrowedTable {
    let table: UnsafeMutablePointer<Tensor?>
    let isOwn: Bool
  }

  private mutating func borrowTable(_ places: Int) -> BorrowedTable {
    // A pass inside a pass (a custom pullback that differentiates) gets memory of its own.
    if tableInUse {
      let table = UnsafeMutablePointer<Tensor?>.allocate(capacity: places)
      table.initialize(repeating: nil, count: places)
      return BorrowedTable(table: table, isOwn: false)
    }
    if places > tableCapacity {
      table.deallocate()
      tableCapacity = places + places / 2
      table = .allocate(capacity: tableCapacity)
      table.initialize(repeating: nil, count: tableCapacity)
    }
    tableInUse = true
    return BorrowedTable(table: table, isOwn: true)
  }

  private mutating func giveBack(_ borrowed: BorrowedTable, _ places: Int) {
    if borrowed.isOwn {
      tableInUse = false
    } else {
      borrowed.table.deinitialize(count: places)
      borrowed.table.deallocate()
    }
  }
}

// y = x: what a leaf is to the recordings around its own.
private struct Identity: Operation {
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ, to: 0) }
  static func destroy(at payload: UnsafeMutableRawPointer) {}
}
