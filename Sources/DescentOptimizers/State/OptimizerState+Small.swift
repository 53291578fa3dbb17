import DescentTensor

/// A rule whose updates of different parameters do not depend on one another nor on their order, which
/// does nothing but sweep, and whose coefficients are the same for all parameters of a group that had
/// equally many updates: several may be updated at once.
protocol OrderlessOptimizer: SweepingOptimizer {}

extension OptimizerState {
  /// From this many tensors on, threads share them out.
  private static let fewest = 64

  /// Whether so many tensors are updated several at once: whether that could pay, and the rule's
  /// updates need not come in order.
  mutating func updatesTogether(_ count: Int, _ rule: some Optimizer) -> Bool {
    count >= OptimizerState.fewest && parameters.count == count && shared.isEmpty
      && known(rule).isOrderless
  }

  /// Updates tensors that have been updated before: the small ones several at once, and those that are
  /// cut in pieces after them.
  mutating func updateTogether<Rule: Optimizer>(
    _ weights: inout [Tensor], along gradients: [Tensor], using rule: Rule
  ) {
    weights.withUnsafeMutableBufferPointer { weights in
      gradients.withUnsafeBufferPointer { gradients in
        buffers.withUnsafeMutableBufferPointer { buffers in
          parameters.withUnsafeMutableBufferPointer { records in
            let tensors = SmallTensors(
              rule: rule, step: step, weights: weights, gradients: gradients, buffers: buffers,
              records: records, forms: forms, recorder: recorder)
            Threads.split(weights.count, grain: SmallTensors<Rule>.grain) { tensors.update($0) }
          }
        }
      }
    }
    gradients.withUnsafeBufferPointer { gradients in
      guard let gradient = gradients.baseAddress else { return }
      for i in weights.indices where parameters[i].isLarge {
        update(&weights[i], along: gradient + i, using: rule, 0, at: i, "tensor \(i)")
      }
    }
  }
}

/// Tensors that are lent for one update; threads update some of them each.
private struct SmallTensors<Rule: Optimizer>: @unchecked Sendable {
  /// How many a thread takes at a time: enough that taking them costs nothing beside updating them.
  static var grain: Int { 128 }
  /// How many are lent at a time: what they hold stays in the first cache.
  static var share: Int { 16 }

  let rule: Rule
  let step: Int64
  let weights: UnsafeMutableBufferPointer<Tensor>
  let gradients: UnsafeBufferPointer<Tensor>
  let buffers: UnsafeMutableBufferPointer<Tensor>
  let records: UnsafeMutableBufferPointer<OptimizerState.Record>
  let forms: [TensorForm]
  let recorder: StatisticsRecorder?

  /// Updates some of them, as many at once as go together.
  func update(_ positions: Range<Int>) {
    withUnsafeTemporaryAllocation(of: LentMemory.self, capacity: Self.share) { memory in
      var start = positions.lowerBound
      while start < positions.upperBound {
        let first = records[start]
        var end = start + 1
        let most = min(positions.upperBound, start + Self.share)
        while end < most, records[end].goes(with: first) { end += 1 }
        if !first.isLarge { update(start..<end, first, memory) }
        start = end
      }
    }
  }

  private func update(
    _ run: Range<Int>, _ first: OptimizerState.Record,
    _ memory: UnsafeMutableBufferPointer<LentMemory>
  ) {
    // Nil where they are frozen.
    guard let slots = first.buffers else { return }
    let end = slots.lowerBound + run.count * slots.count
    let lent = LentMemory.lend(
      run, weights: weights, gradients: gradients,
      slots: UnsafeMutableBufferPointer(rebasing: buffers[slots.lowerBound..<end]), forms: forms,
      to: memory)
    if let wrong = lent.mismatch {
      forms[wrong].refuse(weights[wrong], gradients[wrong], "tensor \(wrong)")
    }
    guard let weight = weights.baseAddress, let gradient = gradients.baseAddress else { return }
    var parameters = ParameterUpdate(
      step: step, updates: first.updates, pass: 0, group: first.group,
      gradient: gradient + run.lowerBound, weights: weight + run.lowerBound,
      slots: .init(start: nil, count: 0), shared: .init(start: nil, count: 0),
      memory: lent.memory)
    parameters.measurement = recorder.map {
      UpdateMeasurement(
        recorder: $0, position: run.lowerBound, moment: rule.secondMoment(of: parameters))
    }
    rule.update(parameters)
    for i in run { records[i].updates += 1 }
  }
}
