import CDescentKernels

/// A recorded step, ready to run: its kernels in order, on memory that is laid out once.
///
/// What the step is given is bound to it anew at each run, by position. What it computes on the way
/// lies in one block or where a result will be, and values that are not alive at once share places. Its
/// results are storages of their own, which are used again as soon as nobody else holds them.
final class Program {
  private struct Instruction {
    let kernel: any Kernel.Type
    let payload: UnsafeMutableRawPointer
    let operands: UnsafePointer<UnsafeMutableRawPointer>
  }

  /// Where operands point into memory that changes from run to run.
  struct Binding {
    var places: [(operand: Int, offset: Int)] = []
    var bound: UnsafeMutableRawPointer?
  }

  /// Where a result is written.
  private struct Output {
    var storage: Storage
    /// Another one, for when somebody keeps the result until the next run, as a model does its buffers.
    var spare: Storage?
    var binding = Binding()

    /// Memory that nobody else holds.
    @inline(__always)
    mutating func renew() {
      if isKnownUniquelyReferenced(&storage) { return }
      if isKnownUniquelyReferenced(&spare), let free = spare {
        spare = storage
        storage = free
      } else {
        spare = storage
        storage = Storage(byteCount: storage.byteCount)
      }
    }
  }

  private let instructions: UnsafeMutableBufferPointer<Instruction>
  private let operands: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private var arena = Arena()
  /// The values on the way; made at the first run.
  private var block: UnsafeMutableRawPointer?
  private let blockSize: Int
  private var values = Binding()
  @exclusivity(unchecked) private var arguments: [Binding]
  private var generators = Binding()
  @exclusivity(unchecked) private var outputs: [Output] = []
  /// What each result is.
  private let results: [Result]
  /// Keeps the constants.
  private let constants: [Storage]

  /// What a result of the step is.
  private enum Result {
    case argument(Int)
    case constant(Storage)
    case output(Int)
  }

  /// The number of kernels that are run.
  var count: Int { instructions.count }
  /// The size of the block of values on the way, in bytes.
  var byteCount: Int { blockSize }

  /// Compiles a trace without a flaw.
  init(_ trace: Trace, argumentCount: Int) {
    let plan = ProgramPlan(trace)
    blockSize = plan.blockSize
    constants = plan.constants.compactMap { $0 }
    let places = plan.launches.reduce(0) { $0 + $1.operands.count }
    operands = .allocate(capacity: max(places, 1))
    operands.initialize(repeating: UnsafeMutableRawPointer(operands), count: max(places, 1))
    arguments = Array(repeating: Binding(), count: argumentCount)
    var outputIndices: [Int32: Int] = [:]
    var results: [Result] = []
    for buffer in trace.results {
      switch plan.location(of: buffer) {
      case .argument(let i, _): results.append(.argument(i))
      case .constant(let storage, _): results.append(.constant(storage))
      case .generator, .block: preconditionFailure("a result without a place")
      case .result:
        if outputIndices[buffer] == nil {
          outputIndices[buffer] = outputs.count
          let size = trace.buffers[Int(buffer)].byteCount
          outputs.append(Output(storage: Storage(byteCount: size)))
        }
        results.append(.output(outputIndices[buffer] ?? 0))
      }
    }
    self.results = results
    instructions = .allocate(capacity: plan.launches.count)
    var place = 0
    for (i, launch) in plan.launches.enumerated() {
      instructions.initializeElement(
        at: i,
        to: Instruction(
          kernel: type(of: launch.kernel), payload: launch.kernel.store(in: &arena),
          operands: operands + place))
      for buffer in launch.operands {
        switch plan.location(of: buffer) {
        case .argument(let i, let offset): arguments[i].places.append((place, offset))
        case .generator: generators.places.append((place, 0))
        case .constant(let storage, let offset): operands[place] = storage.pointer + offset
        case .block(let offset): values.places.append((place, offset))
        case .result(let result, let offset):
          outputs[outputIndices[result] ?? 0].binding.places.append((place, offset))
        }
        place += 1
      }
    }
  }

  /// Lets an argument's memory be what the step is given at that position.
  @inline(__always)
  func bind(_ argument: Int, to memory: UnsafeMutableRawPointer) {
    bind(&arguments[argument], to: memory)
  }

  @inline(__always)
  private func bind(_ binding: inout Binding, to memory: UnsafeMutableRawPointer) {
    guard binding.bound != memory else { return }
    binding.bound = memory
    for (operand, offset) in binding.places { operands[operand] = memory + offset }
  }

  /// Runs all kernels; the arguments are bound, and held by the caller.
  @inline(__always)
  func run() {
    if block == nil, blockSize > 0 { takeBlock() }
    for i in outputs.indices {
      outputs[i].renew()
      bind(&outputs[i].binding, to: outputs[i].storage.pointer)
    }
    for instruction in instructions {
      instruction.kernel.run(storedAt: instruction.payload, Operands(base: instruction.operands))
    }
  }

  @inline(never)
  private func takeBlock() {
    guard let new = dk_allocate(blockSize) else { return }
    block = new
    bind(&values, to: new)
  }

  /// Gives up the memory of values on the way until the next run.
  func releaseMemory() {
    guard let old = block.take() else { return }
    dk_deallocate(old, blockSize)
    values.bound = nil
  }

  /// Runs all kernels, drawing from a generator.
  func run(drawingFrom generator: inout Generator) {
    guard !generators.places.isEmpty else { return run() }
    withUnsafeMutablePointer(to: &generator) {
      bind(&generators, to: UnsafeMutableRawPointer($0))
      run()
    }
    // A place on the stack may be another one next time.
    generators.bound = nil
  }

  /// The memory of a result after a run; it may be that of an argument.
  @inline(__always)
  func result(_ k: Int, _ argument: (Int) -> Storage) -> Storage {
    switch results[k] {
    case .output(let i): outputs[i].storage
    case .constant(let storage): storage
    case .argument(let i): argument(i)
    }
  }

  deinit {
    for instruction in instructions { instruction.kernel.destroy(storedAt: instruction.payload) }
    instructions.deallocate()
    arena.release()
    operands.deallocate()
    releaseMemory()
  }
}
