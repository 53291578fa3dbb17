import CDescentKernels

/// Several elementwise kernels one after another on the same elements.
///
/// They run piece by piece, each piece through all of them while it is in the processor's cache. That
/// gives the bits of one after another, for no kernel's element depends on another element. A value
/// that nobody else asks for never reaches memory: of it there is one piece, in a scratch of the thread.
struct ElementwiseChain: Kernel {
  /// From this many elements on a chain is worth it.
  static let fewest = 4096
  /// The most kernels in one chain.
  static let most = 64
  /// How many elements a piece has: several of them should fit into the nearest cache.
  static let piece = 1024

  private let links: Links
  private let count: Int

  /// One launch for several; in the thread's scratch, of the size that is given, lie the pieces of the
  /// values that have no other place, by buffer.
  static func launch(
    _ launches: [Trace.Launch], scratch: (offsets: [Int32: Int], size: Int)
  ) -> Trace.Launch {
    let links = Links(launches, scratch)
    let kernel = ElementwiseChain(links: links, count: launches[0].kernel.elements?.count ?? 0)
    // It is never planned again, so that it does not matter which operands are outputs.
    return Trace.Launch(
      kernel: kernel,
      operands: launches.flatMap(\.operands).filter { scratch.offsets[$0] == nil },
      outputs: 0, updates: false)
  }

  func run(_ at: Operands) {
    nonisolated(unsafe) let (links, base) = (links, at.base)
    Threads.split(count) { links.run($0, Operands(base: base)) }
  }
}

/// The kernels of a chain, and what each works on.
private final class Links {
  private struct Link {
    let kernel: any Kernel.Type
    let payload: UnsafeMutableRawPointer
    /// Where its operands begin among those of all.
    let first: Int
  }

  private struct Operand {
    /// Which of the chain's operands it is, or where in the scratch it lies.
    let place: Int
    let isInScratch: Bool
    /// How far apart its elements stand in bytes, piece by piece: 0 in the scratch.
    let step: Int
  }

  private var arena = Arena()
  private var links: [Link] = []
  private var operands: [Operand] = []
  private let scratchSize: Int

  init(_ launches: [Trace.Launch], _ scratch: (offsets: [Int32: Int], size: Int)) {
    scratchSize = scratch.size
    var outside = 0
    for launch in launches {
      links.append(
        Link(
          kernel: type(of: launch.kernel), payload: launch.kernel.store(in: &arena),
          first: operands.count))
      let steps = launch.kernel.elements?.steps ?? .zero
      for (k, buffer) in launch.operands.enumerated() {
        if let offset = scratch.offsets[buffer] {
          operands.append(Operand(place: offset, isInScratch: true, step: 0))
        } else {
          operands.append(Operand(place: outside, isInScratch: false, step: steps[k]))
          outside += 1
        }
      }
    }
  }

  /// Runs them on some of the elements.
  func run(_ range: Range<Int>, _ at: Operands) {
    // The scratch, and after it the addresses that the kernels are handed.
    let stride = MemoryLayout<UnsafeMutableRawPointer>.stride
    guard let scratch = dk_scratch(scratchSize + operands.count * stride) else { return }
    let addresses = (scratch + scratchSize).bindMemory(
      to: UnsafeMutableRawPointer.self, capacity: operands.count)
    for (k, operand) in operands.enumerated() {
      let address =
        operand.isInScratch
        ? scratch + operand.place : at[operand.place] + range.lowerBound * operand.step
      (addresses + k).initialize(to: address)
    }
    var left = range.count
    while left > 0 {
      let count = min(ElementwiseChain.piece, left)
      for link in links {
        link.kernel.run(
          storedAt: link.payload, Operands(base: addresses + link.first), count: count)
      }
      for (k, operand) in operands.enumerated() { addresses[k] += count * operand.step }
      left -= count
    }
  }

  deinit {
    for link in links { link.kernel.destroy(storedAt: link.payload) }
    arena.release()
  }
}
