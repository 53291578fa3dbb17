import CDescentKernels
import DescentTensor

/// A rule that changes a parameter's weights by one sweep, in its last pass: each piece can be measured
/// while it is in cache.
protocol SweepingOptimizer: Optimizer {}

/// How one update of a parameter, or of several after one another, is measured.
struct UpdateMeasurement: Sendable {
  let recorder: StatisticsRecorder
  /// The position of the first parameter.
  let position: Int
  let moment: SecondMoment?

  /// Where the statistics of some elements of the how-manieth parameter belong.
  func statistics(of elements: Range<Int>, _ parameter: Int) -> UnsafeMutablePointer<dk_statistics>
  {
    let first = recorder[position + parameter] + elements.lowerBound / StatisticsRecorder.piece
    // Kernels put nothing down for no elements.
    if elements.isEmpty { first.pointee = dk_statistics() }
    return first
  }

  /// Whether a second moment is looked at everywhere: where the parameter is small.
  func looksAtAll(of memory: LentMemory) -> UInt32 {
    memory.count <= 4096 ? 1 : 0
  }

  /// Updates elements and measures what changed, piece by piece.
  func measure(
    _ memory: LentMemory, _ elements: Range<Int>, _ parameter: Int, _ size: Int,
    _ kernel: (dk_run) -> Void
  ) {
    let piece = StatisticsRecorder.piece
    var out = statistics(of: elements, parameter)
    withUnsafeTemporaryAllocation(
      byteCount: min(elements.count, piece) * size, alignment: MemoryLayout<Double>.alignment
    ) { old in
      for start in stride(from: elements.lowerBound, to: elements.upperBound, by: piece) {
        let some = start..<min(start + piece, elements.upperBound)
        old.copyMemory(
          from: UnsafeRawBufferPointer(
            start: memory.weights + some.lowerBound * size, count: some.count * size))
        kernel(dk_run(memory, some, size: size))
        compare(UnsafeRawBufferPointer(old), with: memory, memory.gradient, some, size, out)
        out += 1
      }
    }
  }

  /// Measures what changed of a whole parameter, along another gradient if one is given.
  func compare(
    _ old: UnsafeRawBufferPointer, with memory: LentMemory, _ size: Int, gradient: Tensor? = nil
  ) {
    let all = 0..<memory.count
    let out = statistics(of: all, 0)
    guard let gradient else { return compare(old, with: memory, memory.gradient, all, size, out) }
    gradient.withUnsafeMemory { compare(old, with: memory, $0, all, size, out) }
  }

  private func compare(
    _ old: UnsafeRawBufferPointer, with memory: LentMemory, _ gradient: UnsafeRawPointer,
    _ elements: Range<Int>, _ size: Int, _ out: UnsafeMutablePointer<dk_statistics>
  ) {
    let offset = elements.lowerBound * size
    let c = dk_second_moment(
      root: moment?.correction ?? 1, epsilon: moment?.epsilon ?? .nan,
      whole: looksAtAll(of: memory))
    let v = moment.flatMap { memory.slots[$0.slot] }.map { $0 + offset }
    let before = SubnormalNumbers.areFlushed ? dk_flush_subnormals() : nil
    let measure = size == 4 ? dk_measure_f32 : dk_measure_f64
    measure(
      c, old.baseAddress, memory.weights + offset, gradient + offset, v, elements.count, out)
    if let before { dk_restore_subnormals(before) }
  }
}

extension ParameterUpdate {
  /// Updates the parameter by a rule's last pass, and measures it.
  mutating func update(
    by rule: some Optimizer, isSweeping: Bool, _ position: Int, _ recorder: StatisticsRecorder
  ) {
    let measurement = UpdateMeasurement(
      recorder: recorder, position: position, moment: rule.secondMoment(of: self))
    let (memory, size) = (memory, dtype.size)
    if isSweeping {
      self.measurement = measurement
      rule.update(self)
      // Some rules leave all as it is for a while.
      if recorder[position].pointee.count == StatisticsRecorder.untouched {
        let same = UnsafeRawBufferPointer(start: memory.weights, count: memory.count * size)
        measurement.compare(same, with: memory, size)
      }
      return
    }
    withUnsafeTemporaryAllocation(
      byteCount: memory.count * size, alignment: MemoryLayout<Double>.alignment
    ) { old in
      old.copyMemory(
        from: UnsafeRawBufferPointer(start: memory.weights, count: memory.count * size))
      rule.update(self)
      let dense = rowSparseGradient?.dense
      measurement.compare(
        UnsafeRawBufferPointer(old), with: self.memory, size, gradient: dense)
    }
  }
}
