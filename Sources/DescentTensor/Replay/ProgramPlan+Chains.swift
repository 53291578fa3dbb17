// Which launches run as one.

extension ProgramPlan {
  /// How an elementwise launch goes over a buffer.
  struct Use {
    let buffer: Int32
    /// How far apart its elements stand in bytes; 0 if it reads one for all.
    let step: Int
    let isWritten: Bool

    /// Whether one of two launches would see what the other did to elements that are not its own, if
    /// they were done piece by piece.
    ///
    /// They go over equally many elements, so that one with a step goes over the whole buffer.
    func clashes(with other: Use) -> Bool {
      buffer == other.buffer && step != other.step && (isWritten || other.isWritten)
    }
  }

  /// How an elementwise launch goes over its operands, in their order.
  func uses(of launch: Trace.Launch) -> [Use] {
    guard let elements = launch.kernel.elements else { return [] }
    let inputs = launch.operands.count - launch.outputs
    return launch.operands.enumerated().map { k, operand in
      Use(buffer: whole(operand).buffer, step: elements.steps[k], isWritten: k >= inputs)
    }
  }

  /// Cuts the launches into groups: neighbouring elementwise ones over equally many elements are a
  /// chain, any other one is alone.
  func chained() -> [[Trace.Launch]] {
    var groups: [[Trace.Launch]] = []
    var chain: [Use] = []
    var count: Int?
    for launch in launches {
      let (new, own) = (uses(of: launch), launch.kernel.elements?.count)
      if let own, own == count, own >= ElementwiseChain.fewest,
        groups[groups.count - 1].count < ElementwiseChain.most,
        !chain.contains(where: { known in new.contains { $0.clashes(with: known) } })
      {
        groups[groups.count - 1].append(launch)
        chain += new
      } else {
        groups.append([launch])
        (chain, count) = (new, own)
      }
    }
    return groups
  }
}
