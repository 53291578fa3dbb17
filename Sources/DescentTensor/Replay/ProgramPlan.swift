import CDescentKernels

/// What a trace comes down to: the launches that matter, and where each buffer lies.
///
/// What does not depend on what the step is given is computed once. Launches whose results nobody reads
/// are dropped. A copy of a part of something that stays as it is becomes that part. An elementwise
/// kernel writes over an operand that nobody reads afterwards.
struct ProgramPlan {
  /// Where a buffer lies.
  enum Location {
    case argument(Int, offset: Int)
    case generator
    case constant(Storage, offset: Int)
    case block(offset: Int)
    case output(size: Int)
  }

  private(set) var launches: [Trace.Launch]
  private(set) var blockSize = 0
  /// The constants by buffer, those that were computed in advance among them.
  private(set) var constants: [Storage?]
  private let trace: Trace
  private let isResult: [Bool]
  /// A buffer that is a part of another one.
  private var part: [(of: Int32, offset: Int)?]
  private var offsets: [Int]

  init(_ trace: Trace) {
    self.trace = trace
    launches = trace.launches
    constants = trace.buffers.map {
      if case .constant(let storage) = $0.origin { storage } else { nil }
    }
    var isResult = [Bool](repeating: false, count: trace.buffers.count)
    for buffer in trace.results { isResult[Int(buffer)] = true }
    self.isResult = isResult
    part = Array(repeating: nil, count: trace.buffers.count)
    offsets = Array(repeating: 0, count: trace.buffers.count)
    dropUnread()
    computeConstants()
    shareCopies()
    layOut()
    fuse()
  }

  func location(of buffer: Int32) -> Location {
    var (buffer, offset) = (buffer, 0)
    while let whole = part[Int(buffer)] {
      buffer = whole.of
      offset += whole.offset
    }
    let b = Int(buffer)
    if let storage = constants[b] { return .constant(storage, offset: offset) }
    switch trace.buffers[b].origin {
    case .argument(let i): return .argument(i, offset: offset)
    case .generator: return .generator
    case .constant(let storage): return .constant(storage, offset: offset)
    case .computed:
      return isResult[b]
        ? .output(size: trace.buffers[b].byteCount) : .block(offset: offsets[b] + offset)
    }
  }

  private func isDraw(_ launch: Trace.Launch) -> Bool {
    guard let first = launch.operands.first else { return false }
    if case .generator = trace.buffers[Int(first)].origin { return true }
    return false
  }

  // MARK: Passes

  /// Drops launches whose outputs nobody reads; draws stay, for they move the generator.
  private mutating func dropUnread() {
    var isRead = isResult
    var kept: [Trace.Launch] = []
    for launch in launches.reversed() {
      guard isDraw(launch) || launch.written.contains(where: { isRead[Int($0)] }) else { continue }
      for buffer in launch.operands { isRead[Int(buffer)] = true }
      kept.append(launch)
    }
    launches = kept.reversed()
  }

  /// How many launches write each buffer.
  private var writers: [Int] {
    var writers = [Int](repeating: 0, count: trace.buffers.count)
    for launch in launches { for buffer in launch.written { writers[Int(buffer)] += 1 } }
    return writers
  }

  /// Runs what depends on constants alone, once and for all.
  private mutating func computeConstants() {
    let writers = writers
    var kept: [Trace.Launch] = []
    for launch in launches {
      guard launch.read.allSatisfy({ constants[Int($0)] != nil }),
        launch.written.allSatisfy({ writers[Int($0)] == 1 && !launch.read.contains($0) }),
        !launch.updates
      else {
        kept.append(launch)
        continue
      }
      for buffer in launch.written {
        constants[Int(buffer)] = Storage(byteCount: trace.buffers[Int(buffer)].byteCount)
      }
      let memory = launch.operands.compactMap { constants[Int($0)]?.pointer }
      memory.withUnsafeBufferPointer {
        if let base = $0.baseAddress { launch.kernel.run(Operands(base: base)) }
      }
    }
    launches = kept
  }

  /// Lets copies of parts be those parts, where neither is written afterwards.
  private mutating func shareCopies() {
    let writers = writers
    var lastWrite = [Int](repeating: -1, count: trace.buffers.count)
    for (i, launch) in launches.enumerated() {
      for buffer in launch.written { lastWrite[Int(buffer)] = i }
    }
    var kept: [Trace.Launch] = []
    for (i, launch) in launches.enumerated() {
      guard let copy = launch.kernel as? Copy, !isResult[Int(launch.operands[1])],
        writers[Int(launch.operands[1])] == 1, lastWrite[Int(whole(launch.operands[0]))] < i
      else {
        kept.append(launch)
        continue
      }
      part[Int(launch.operands[1])] = (launch.operands[0], copy.from)
    }
    launches = kept
  }

  private func whole(_ buffer: Int32) -> Int32 {
    var buffer = buffer
    while let part = part[Int(buffer)] { buffer = part.of }
    return buffer
  }

  /// Gives every value on the way its place in the block.
  private mutating func layOut() {
    var lastUse = [Int](repeating: -1, count: trace.buffers.count)
    for (i, launch) in launches.enumerated() {
      for buffer in launch.operands { lastUse[Int(whole(buffer))] = i }
    }
    var block = BlockLayout()
    var isPlaced = [Bool](repeating: false, count: trace.buffers.count)
    for (i, launch) in launches.enumerated() {
      for buffer in launch.written where isInBlock(buffer) && !isPlaced[Int(buffer)] {
        isPlaced[Int(buffer)] = true
        let size = trace.buffers[Int(buffer)].byteCount
        let reused = launch.kernel.elements != nil ? dying(in: launch, at: i, lastUse, size) : nil
        if let reused {
          offsets[Int(buffer)] = offsets[Int(reused)]
          // Its place goes on as the output's.
          lastUse[Int(reused)] = -1
        } else {
          offsets[Int(buffer)] = block.take(size)
        }
      }
      for buffer in Set(launch.operands.map(whole))
      where isInBlock(buffer) && lastUse[Int(buffer)] == i {
        block.giveBack(offsets[Int(buffer)], trace.buffers[Int(buffer)].byteCount)
      }
    }
    blockSize = block.size
  }

  /// Makes one kernel of neighbouring elementwise ones over equally many elements.
  private mutating func fuse() {
    var kept: [Trace.Launch] = []
    var chain: [Trace.Launch] = []
    func end() {
      if chain.count > 1 {
        kept.append(ElementwiseChain.launch(chain))
      } else {
        kept += chain
      }
      chain = []
    }
    for launch in launches {
      guard let count = launch.kernel.elements?.count, count >= ElementwiseChain.fewest else {
        end()
        kept.append(launch)
        continue
      }
      if chain.count == ElementwiseChain.most
        || chain.first.map({ $0.kernel.elements?.count != count || clash(launch, with: chain) })
          ?? false
      {
        end()
      }
      chain.append(launch)
    }
    end()
    launches = kept
  }

  /// Whether a launch works on memory that launches before it use otherwise: done in pieces, one would
  /// see what the other has done to elements that are not its own.
  private func clash(_ launch: Trace.Launch, with chain: [Trace.Launch]) -> Bool {
    let new = spans(of: launch)
    return chain.contains { known in
      spans(of: known).contains { a in
        new.contains { b in (a.isWritten || b.isWritten) && a.overlaps(b) && !a.isAligned(with: b) }
      }
    }
  }

  private func spans(of launch: Trace.Launch) -> [Span] {
    guard let elements = launch.kernel.elements else { return [] }
    return launch.operands.enumerated().map { k, buffer in
      let step = elements.steps[k]
      // One element for all: no operand has more bytes an element than 8.
      return Span(
        location(of: buffer), step: step, byteCount: step == 0 ? 8 : step * elements.count,
        isWritten: k >= launch.operands.count - launch.outputs, buffer)
    }
  }

  private func isInBlock(_ buffer: Int32) -> Bool {
    if case .block = location(of: buffer) { true } else { false }
  }

  /// An input that nobody reads after a launch, of this size.
  private func dying(
    in launch: Trace.Launch, at i: Int, _ lastUse: [Int], _ size: Int
  ) -> Int32? {
    launch.read.first { buffer in
      isInBlock(buffer) && lastUse[Int(buffer)] == i
        && trace.buffers[Int(buffer)].byteCount == size && !launch.written.contains(buffer)
        // Nor is a part of it read, which would be another element.
        && launch.read.allSatisfy { whole($0) != whole(buffer) || part[Int($0)] == nil }
    }
  }
}

extension Trace.Launch {
  /// The buffers of the inputs, and those of the outputs.
  var read: ArraySlice<Int32> { operands.dropLast(outputs) }
  var written: ArraySlice<Int32> { operands.suffix(outputs) }
}

/// Places in one block of memory, given back and taken again.
private struct BlockLayout {
  private(set) var size = 0
  /// The free places, in their order.
  private var free: [(offset: Int, size: Int)] = []

  private static func rounded(_ size: Int) -> Int { (max(size, 1) + 63) & ~63 }

  /// The smallest free place that fits, or a new one at the end.
  mutating func take(_ bytes: Int) -> Int {
    let bytes = BlockLayout.rounded(bytes)
    var best: Int?
    for i in free.indices where free[i].size >= bytes {
      if let known = best, free[known].size <= free[i].size { continue }
      best = i
    }
    if let best {
      let offset = free[best].offset
      free[best] = (offset + bytes, free[best].size - bytes)
      if free[best].size == 0 { free.remove(at: best) }
      return offset
    }
    if let last = free.last, last.offset + last.size == size {
      free.removeLast()
      size = last.offset + bytes
      return last.offset
    }
    defer { size += bytes }
    return size
  }

  mutating func giveBack(_ offset: Int, _ bytes: Int) {
    var (offset, bytes) = (offset, BlockLayout.rounded(bytes))
    var at = free.partitioningIndex { $0.offset > offset }
    if at < free.count, free[at].offset == offset + bytes {
      bytes += free[at].size
      free.remove(at: at)
    }
    if at > 0, free[at - 1].offset + free[at - 1].size == offset {
      at -= 1
      offset = free[at].offset
      bytes += free[at].size
      free.remove(at: at)
    }
    free.insert((offset, bytes), at: at)
  }
}

extension Array {
  /// The first index whose element is past a bound, in an array where such elements come last.
  fileprivate func partitioningIndex(where isPast: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The memory that an elementwise kernel goes over in one operand.
private struct Span {
  /// Which memory: the block or something else, and where in it.
  private let memory: (kind: Int, number: Int)
  private let start: Int
  private let byteCount: Int
  private let step: Int
  let isWritten: Bool

  init(
    _ location: ProgramPlan.Location, step: Int, byteCount: Int, isWritten: Bool, _ buffer: Int32
  ) {
    self.step = step
    self.byteCount = byteCount
    self.isWritten = isWritten
    switch location {
    case .block(let offset): (memory, start) = ((0, 0), offset)
    case .argument(let i, let offset): (memory, start) = ((1, i), offset)
    case .output: (memory, start) = ((2, Int(buffer)), 0)
    case .generator: (memory, start) = ((3, 0), 0)
    // Nobody writes to constants.
    case .constant(_, let offset): (memory, start) = ((4, 0), offset)
    }
  }

  func overlaps(_ other: Span) -> Bool {
    memory == other.memory && start < other.start + other.byteCount
      && other.start < start + byteCount
  }

  func isAligned(with other: Span) -> Bool {
    start == other.start && step == other.step && step > 0
  }
}
