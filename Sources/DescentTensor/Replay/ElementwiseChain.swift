/// Several elementwise kernels one after another on the same elements.
///
/// They run piece by piece, each piece through all of them while it is in the processor's cache. That
/// gives the bits of one after another, for no kernel's element depends on another element.
struct ElementwiseChain: Kernel {
  /// From this many elements on a chain is worth it.
  static let fewest = 4096
  /// The most kernels in one chain.
  static let most = 64
  /// How many elements a piece has.
  private static let piece = 2048

  private struct Link {
    let kernel: any Kernel
    let steps: SIMD4<Int>
    /// Where its operands stand among the chain's, and how many there are.
    let first: Int
    let operands: Int
  }

  private let links: [Link]
  private let count: Int

  /// One launch for several.
  static func launch(_ launches: [Trace.Launch]) -> Trace.Launch {
    var links: [Link] = []
    var operands: [Int32] = []
    var count = 0
    for launch in launches {
      guard let elements = launch.kernel.elements else { continue }
      links.append(
        Link(
          kernel: launch.kernel, steps: elements.steps, first: operands.count,
          operands: launch.operands.count))
      operands += launch.operands
      count = elements.count
    }
    // It is never planned again, so that it does not matter which operands are outputs.
    return Trace.Launch(
      kernel: ElementwiseChain(links: links, count: count), operands: operands, outputs: 0,
      updates: false)
  }

  func run(_ at: Operands) {
    nonisolated(unsafe) let (links, base) = (links, at.base)
    Threads.split(count) { range in
      var start = range.lowerBound
      while start < range.upperBound {
        let count = min(ElementwiseChain.piece, range.upperBound - start)
        for link in links {
          withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 4) { memory in
            for k in 0..<link.operands {
              memory.initializeElement(at: k, to: base[link.first + k] + start * link.steps[k])
            }
            guard let base = memory.baseAddress else { return }
            link.kernel.run(Operands(base: base), count: count)
          }
        }
        start += count
      }
    }
  }
}
