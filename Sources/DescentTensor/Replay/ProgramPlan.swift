import CDescentKernels

/// What a trace comes down to: the launches that matter, and where each buffer lies.
///
/// What does not depend on what the step is given is computed once. Launches whose results nobody reads
/// are dropped. A copy of a part of something that stays as it is becomes that part. Neighbouring
/// elementwise kernels are a chain. What one of them writes takes the place of an operand that nobody
/// reads afterwards, and none at all if nobody outside the chain reads it. Values on the way lie in the
/// memory of results that are written later, if they fit, and else in one block.
struct ProgramPlan {
  /// Where a buffer lies.
  enum Location {
    case argument(Int, offset: Int)
    case generator
    case constant(Storage, offset: Int)
    case block(offset: Int)
    /// In the memory of a result; of a value on the way too, before the result is written.
    case result(Int32, offset: Int)
  }

  var launches: [Trace.Launch]
  var blockSize = 0
  /// The constants by buffer, those that were computed in advance among them.
  private(set) var constants: [Storage?]
  let trace: Trace
  let isResult: [Bool]
  /// A buffer that is a part of another one.
  private var part: [(of: Int32, offset: Int)?]
  /// Where what is computed lies in memory, by buffer.
  var places: [Location?]

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
    places = Array(repeating: nil, count: trace.buffers.count)
    dropUnread()
    computeConstants()
    shareCopies()
    layOut(chained())
  }

  func location(of buffer: Int32) -> Location {
    let (buffer, offset) = whole(buffer)
    let b = Int(buffer)
    if let storage = constants[b] { return .constant(storage, offset: offset) }
    switch trace.buffers[b].origin {
    case .argument(let i): return .argument(i, offset: offset)
    case .generator: return .generator
    case .constant(let storage): return .constant(storage, offset: offset)
    case .computed:
      switch places[b] {
      case .block(let start): return .block(offset: start + offset)
      case .result(let result, let start): return .result(result, offset: start + offset)
      default: preconditionFailure("a value without a place")
      }
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
        writers[Int(launch.operands[1])] == 1, lastWrite[Int(whole(launch.operands[0]).buffer)] < i
      else {
        kept.append(launch)
        continue
      }
      part[Int(launch.operands[1])] = (launch.operands[0], copy.from)
    }
    launches = kept
  }

  /// The buffer of which another one is a part, and where the part begins in it.
  func whole(_ buffer: Int32) -> (buffer: Int32, offset: Int) {
    var (buffer, offset) = (buffer, 0)
    while let whole = part[Int(buffer)] {
      buffer = whole.of
      offset += whole.offset
    }
    return (buffer, offset)
  }
}

extension Trace.Launch {
  /// The buffers of the inputs, and those of the outputs.
  var read: ArraySlice<Int32> { operands.dropLast(outputs) }
  var written: ArraySlice<Int32> { operands.suffix(outputs) }
}
