import DescentTensor

/// A rule whose updates of different parameters do not depend on one another nor on their order, so
/// that they may run at once.
protocol OrderlessOptimizer: Optimizer {}

extension OptimizerState {
  /// From this many tensors on, threads share them out.
  private static let fewest = 64
  /// How many a thread takes at a time.
  private static let share = 32

  /// Updates the tensors that are too small to be cut in pieces, several threads at once.
  ///
  /// - Returns: Whether it did; it does not where that could not pay, or where the rule's updates have
  ///   to come in order.
  mutating func updateSmall<Rule: Optimizer>(
    _ weights: inout [Tensor], along gradients: [Tensor], using rule: Rule
  ) -> Bool {
    guard weights.count >= OptimizerState.fewest, parameters.count == weights.count,
      rule is any OrderlessOptimizer, slots.count == 1, shared.isEmpty
    else { return false }
    let step = step
    gradients.withUnsafeBufferPointer { gradients in
      weights.withUnsafeMutableBufferPointer { weights in
        parameters.withUnsafeMutableBufferPointer { records in
          buffers.withUnsafeMutableBufferPointer { buffers in
            guard let first = gradients.baseAddress else { return }
            nonisolated(unsafe) let (weights, records, buffers) = (weights, records, buffers)
            nonisolated(unsafe) let (gradients, lent) = (gradients, first)
            Threads.split(weights.count, grain: OptimizerState.share) { share in
              for i in share where weights[i].count < Threads.grain {
                records[i].check(weights[i], gradients[i], "tensor \(i)")
                guard let range = records[i].buffers else { continue }
                rule.update(
                  ParameterUpdate(
                    step: step, updates: records[i].updates, pass: 0, group: 0,
                    gradient: lent + i, weights: weights.baseAddress.unsafelyUnwrapped + i,
                    slots: .init(rebasing: buffers[range]),
                    shared: .init(start: nil, count: 0)))
                records[i].updates += 1
              }
            }
          }
        }
      }
    }
    return true
  }
}
