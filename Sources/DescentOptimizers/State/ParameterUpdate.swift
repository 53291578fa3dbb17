import CDescentKernels
import DescentTensor

/// One parameter's weights, gradient and buffers, lent to a rule for one update.
public struct ParameterUpdate: ~Copyable {
  /// How many updates the whole model had before this one: what schedules are functions of.
  public let step: Int64
  /// How many updates this parameter had before this one; the first is 0.
  public let updates: Int64
  /// Which pass over the parameters this is, for a rule that makes several.
  public let pass: Int
  /// Which of the rule's groups the parameter is in; 0 for a rule without groups.
  public let group: Int
  /// The gradient.
  public var gradient: Tensor {
    requireOne()
    return rowSparseGradient?.dense ?? lentGradient.pointee
  }

  /// The gradient's rows, if it is row-sparse, for a rule that asks for such ones.
  public var rowSparseGradient: RowSparse? {
    rows.map { RowSparse(rows: $0, values: lentGradient.pointee, of: shape) }
  }

  private let rows: [Int]?
  private let lentGradient: UnsafePointer<Tensor>
  private let lentWeights: UnsafeMutablePointer<Tensor>
  // Setters copy the pointer before they write through it: under the thread sanitizer Swift 6.3 cannot
  // compile a write through a pointer that a struct which is not copied holds.
  private let lentSlots: UnsafeMutableBufferPointer<Tensor>
  private let lentShared: UnsafeMutableBufferPointer<Double>
  /// The memory of the parameter and of those after it that are updated with it; without an address
  /// for one parameter whose memory is not lent yet.
  private let lentMemory: UnsafeBufferPointer<LentMemory>
  private let kept: UnsafeMutablePointer<KeptCoefficients>?
  /// How the update is measured; nil if it is not.
  var measurement: UpdateMeasurement?

  @inline(__always)
  init(
    step: Int64, updates: Int64, pass: Int, group: Int, gradient: UnsafePointer<Tensor>,
    weights: UnsafeMutablePointer<Tensor>, slots: UnsafeMutableBufferPointer<Tensor>,
    shared: UnsafeMutableBufferPointer<Double>,
    memory: UnsafeBufferPointer<LentMemory> = .init(start: nil, count: 0),
    kept: UnsafeMutablePointer<KeptCoefficients>? = nil, rows: [Int]? = nil
  ) {
    self.step = step
    self.updates = updates
    self.pass = pass
    self.group = group
    lentGradient = gradient
    lentWeights = weights
    lentSlots = slots
    lentShared = shared
    lentMemory = memory
    self.kept = kept
    self.rows = rows
  }

  /// Traps where several parameters are updated at once: a rule that looks at one must not say that
  /// it is orderless.
  @inline(__always)
  private func requireOne() {
    if lentMemory.baseAddress != nil {
      preconditionFailure("update: a rule that is orderless looked at one parameter")
    }
  }

  /// The parameter's shape.
  public var shape: Shape {
    requireOne()
    return lentWeights.pointee.shape
  }

  /// The parameter's element type.
  public var dtype: DType { lentWeights.pointee.dtype }

  /// The weights.
  ///
  /// - Precondition: what is assigned has the same shape and element type.
  public var weights: Tensor {
    get {
      requireOne()
      return lentWeights.pointee
    }
    nonmutating set {
      requireOne()
      let lent = lentWeights
      ParameterUpdate.replace(&lent.pointee, with: newValue, "weights")
    }
  }

  /// One of the rule's buffers, by its position in ``Optimizer/slots``.
  ///
  /// - Precondition: what is assigned has the same shape and element type.
  public subscript(slot k: Int) -> Tensor {
    get {
      requireOne()
      return lentSlots[k]
    }
    nonmutating set {
      requireOne()
      let lent = lentSlots
      ParameterUpdate.replace(&lent[k], with: newValue, "slot \(k)")
    }
  }

  /// One of the numbers that the rule keeps for the whole model, by its position in
  /// ``Optimizer/sharedValues``.
  public subscript(shared k: Int) -> Double {
    get { lentShared[k] }
    nonmutating set {
      let lent = lentShared
      lent[k] = newValue
    }
  }

  /// A buffer that is one `float32` number, changed in place: for what a rule keeps of a parameter as a
  /// whole, in torch's precision.
  subscript(numberInSlot k: Int) -> Float {
    get {
      requireOne()
      let lent = lentSlots
      return lent[k].uniqueMemory().load(as: Float.self)
    }
    nonmutating set {
      requireOne()
      let lent = lentSlots
      lent[k].uniqueMemory().storeBytes(of: newValue, as: Float.self)
    }
  }

  /// What a kernel is told, which is the same for all parameters of a group that had equally many
  /// updates: computed for the first of them.
  @inline(__always)
  func coefficients<Coefficients: BitwiseCopyable>(
    _ compute: () -> Coefficients
  ) -> Coefficients {
    guard let kept else { return compute() }
    if let known = kept.pointee.load(Coefficients.self, updates, group) { return known }
    let new = compute()
    kept.pointee.store(new, updates, group)
    return new
  }

  private static func replace(
    _ old: inout Tensor, with new: Tensor, _ name: @autoclosure () -> String
  ) {
    precondition(
      new.shape == old.shape && new.dtype == old.dtype,
      "update: \(name()) of \(old.dtype) \(old.shape) replaced by \(new.dtype) \(new.shape)")
    old = new.detached
  }

  /// Passes over the parameter with the kernel of its element type, on several threads where it pays;
  /// over the rows that a row-sparse gradient has, alone.
  ///
  /// Kernels treat every element alike, so the pieces may be cut anywhere. Buffers that a kernel uses
  /// must be of the parameter's shape and type.
  @inline(__always)
  func sweep<Coefficients: Sendable>(
    _ c: Coefficients, _ float32: @Sendable (Coefficients, dk_run) -> Void,
    _ float64: @Sendable (Coefficients, dk_run) -> Void
  ) {
    let size = dtype.size
    let rule = dtype == .float32 ? float32 : float64
    let flushes = SubnormalNumbers.areFlushed
    @Sendable func kernel(_ piece: dk_run) {
      guard flushes else { return rule(c, piece) }
      let before = dk_flush_subnormals()
      rule(c, piece)
      dk_restore_subnormals(before)
    }
    if let measurement {
      return eachPiece { memory, elements, position in
        measurement.measure(memory, elements, position, size, kernel)
      }
    }
    if let rows { return eachRow(rows, kernel) }
    eachPiece { memory, elements, _ in kernel(dk_run(memory, elements, size: size)) }
  }

  /// Passes over the parameter as ``sweep(_:_:_:)`` does, with a kernel that puts its own statistics
  /// down: one for every piece that is measured.
  func sweepMeasuring<Coefficients: Sendable>(
    _ measurement: UpdateMeasurement, _ c: Coefficients,
    _ float32:
      @Sendable (
        Coefficients, dk_run, UInt32, UnsafeMutablePointer<dk_statistics>
      ) -> Void,
    _ float64:
      @Sendable (
        Coefficients, dk_run, UInt32, UnsafeMutablePointer<dk_statistics>
      ) -> Void
  ) {
    let size = dtype.size
    let rule = dtype == .float32 ? float32 : float64
    let flushes = SubnormalNumbers.areFlushed
    eachPiece { memory, elements, position in
      let out = measurement.statistics(of: elements, position)
      let before = flushes ? dk_flush_subnormals() : 0
      rule(c, dk_run(memory, elements, size: size), measurement.looksAtAll(of: memory), out)
      if flushes { dk_restore_subnormals(before) }
    }
  }

  /// Hands out the rows of a table that its gradient has.
  private func eachRow(_ rows: [Int], _ body: (dk_run) -> Void) {
    let memory = self.memory
    let width = rows.isEmpty ? 0 : memory.count / shape[0]
    for (k, row) in rows.enumerated() {
      let elements = row * width..<(row + 1) * width
      body(dk_run(memory, elements, gradientAt: k * width, size: dtype.size))
    }
  }

  /// Hands out what is to be passed over: several small parameters one after another, or a large one
  /// in pieces on several threads; and the how-manieth parameter it is of.
  @inline(__always)
  private func eachPiece(_ body: @Sendable (LentMemory, Range<Int>, Int) -> Void) {
    if lentMemory.baseAddress != nil {
      for i in 0..<lentMemory.count { body(lentMemory[i], 0..<lentMemory[i].count, i) }
      return
    }
    let memory = LentMemory(weights: lentWeights, gradient: lentGradient, slots: lentSlots)
    if memory.count < Threads.grain {
      body(memory, 0..<memory.count, 0)
    } else {
      nonisolated(unsafe) let memory = memory
      Threads.split(memory.count) { body(memory, $0, 0) }
    }
  }

  /// The memory of one parameter as it is now.
  var memory: LentMemory {
    requireOne()
    return LentMemory(weights: lentWeights, gradient: lentGradient, slots: lentSlots)
  }
}

extension dk_run {
  /// A run of elements of one parameter.
  @inline(__always)
  init(_ memory: LentMemory, _ elements: Range<Int>, size: Int) {
    self.init(memory, elements, gradientAt: elements.lowerBound, size: size)
  }

  /// Elements of the weights and the buffers, with those of the gradient that begin elsewhere.
  @inline(__always)
  init(_ memory: LentMemory, _ elements: Range<Int>, gradientAt start: Int, size: Int) {
    let offset = elements.lowerBound * size
    func at(_ k: Int) -> UnsafeMutableRawPointer? { memory.slots[k].map { $0 + offset } }
    self.init(
      weights: memory.weights + offset, gradient: memory.gradient + start * size,
      slots: (at(0), at(1), at(2), at(3), at(4), at(5)), count: elements.count)
  }
}
