import Testing

@testable import DescentTensor

/// A chain has the bits of its kernels one after another, and its block holds what must reach memory.
struct ElementwiseChainTests {
  /// More than a piece, more than a grain, and no multiple of either.
  private static let many = 70_001
  /// How many bytes a value of so many elements takes in a block.
  private static let place = (many * 4 + 63) / 64 * 64

  /// Compares a step's replays with it, and tells what its program is.
  private func program(
    _ shapes: [Shape] = [[many]], _ step: @escaping @Sendable ([Tensor]) -> [Tensor]
  ) -> (kernels: Int?, bytes: Int?) {
    let replay = compareReplay("a chain", runs: 4) { source in
      shapes.map { Tensor.randn($0, using: &source) }
    } _: { x, _ in
      step(x)
    }
    #expect(replay.counts.replayed == 1)
    return (replay.kernelCount, replay.byteCount)
  }

  @Test func valuesOnTheWayTakeNoPlace() {
    let chain = program { x in
      let a = x[0].tanh()
      let b = (a + 1).sigmoid() * a
      return [b.squared() + (b - a).abs()]
    }
    #expect(chain == (1, 0))
  }

  @Test func oneElementForAllIsBroadcast() {
    let given = program([[Self.many], []]) { x in [(x[0] * x[1] + 1).tanh() / x[1]] }
    #expect(given == (1, 0))
    // One that is computed is there before the chain begins, in memory.
    let computed = program { x in
      let sum = x[0].sum()
      return [(x[0] * sum + 1).tanh() / sum]
    }
    #expect(computed == (2, 64))
  }

  @Test func partsAreReadWhereTheyAre() {
    let ofArgument = program([[3, Self.many]]) { x in [(x[0][2] * 2 + x[0][1]).tanh() - x[0][0]] }
    #expect(ofArgument == (1, 0))
    // Not even a row that is all of a value asks for memory.
    let all = program([[1, Self.many]]) { x in [(x[0] * 2)[0].tanh() * 3] }
    #expect(all == (1, 0))
    // Rows of a value: it stays until the last of them is read, though nobody reads it whole.
    let ofValue = program([[2, 5000], [5000]]) { x in
      let a = x[0] * 2
      let b = (x[1].exp() + a[0]).sum()
      let c = (x[1].tanh() - 3).cos()
      return [b, (c * b - a[1]).sin(), c.sum()]
    }
    // The rows together and c; what is summed first is where the second result will be.
    #expect(ofValue == (5, 40_000 + 20_032))
  }

  @Test func resultsOnTheWayAreKept() {
    let chain = program { x in
      let a = x[0].tanh()
      let b = a * 3
      let c = b.sigmoid() - a
      return [b, c, a, c.exp() * b]
    }
    #expect(chain == (1, 0))
  }

  @Test func aValueThatTwoChainsReadIsKept() {
    let chains = program { x in
      let a = x[0].tanh() * 2
      let b = (a + 1).sigmoid()
      return [b.sum(), (a.exp() - 1).abs()]
    }
    // b; and a is where the second result will be.
    #expect(chains == (3, Self.place))
  }

  @Test func anOutputTakesThePlaceOfADeadInput() {
    let chains = program { x in
      let a = x[0].tanh()
      let sum = a.sum()
      let b = (a.exp() + sum) * 2
      return [b.sum()]
    }
    // b is written where a was, after it was read.
    #expect(chains.bytes == Self.place + 64)
  }

  @Test func anOutputSparesAnInputThatIsReadLater() {
    let chains = program { x in
      let a = x[0].tanh()
      let sum = a.sum()
      let b = a.exp() * sum
      let c = b * a
      return [b.sum(), c.sum()]
    }
    // b is written before a is read for the last time; c takes the place of a.
    #expect(chains.bytes == 2 * Self.place + 64)
  }

  @Test func anOutputSparesAnElementForAll() {
    for (count, dtype) in [(8, DType.float64), (4, .float32)] {
      let replay = compareReplay("a truth value for each byte", runs: 8) { source in
        [Tensor.randn([count], dtype: dtype, using: &source)]
      } _: { x, _ in
        // As many bytes as the sum has.
        let isBelow = x[0] .< x[0].sum()
        return [isBelow.select(x[0], -x[0])]
      }
      #expect(replay.counts.replayed == 4)
      // The sum and the truth values; what is chosen from is where the result will be.
      #expect(replay.byteCount == 128)
    }
  }

  @Test func severalOutputsDoNotShare() {
    let chains = program { x in
      let a = x[0].tanh()
      let b = a + a.sum()
      let (c, d) = (b * 2, b * 3)
      return [c.sum() * d.sum()]
    }
    // One of them takes the place of a.
    #expect(chains.bytes == 2 * Self.place + 64)
  }

  @Test func aResultThatIsReadOnStaysWhatItIs() {
    let chains = program { x in
      let a = x[0].tanh()
      let b = (a * a.sum()).exp()
      return [a, b.sum()]
    }
    // b does not take the place of a, which is a result, though it is read for the last time.
    #expect(chains.bytes == Self.place + 64)
  }

  @Test func theScratchIsSharedByValuesThatAreNotAliveAtOnce() {
    // Each value is read again after many others were written.
    let chain = program { x in
      var values = [x[0].tanh()]
      for k in 1..<12 { values.append((values[k / 2] * 1.5 + values[k - 1]).sin()) }
      return [values.reduce(x[0]) { $0 - $1 }]
    }
    #expect(chain == (1, 0))
  }

  @Test func valuesOfOtherSizesShareAChain() {
    let chain = program { x in
      let isPositive = x[0] .> 0
      let isSmall = x[0].abs() .< 0.5
      return [isPositive.and(isSmall).select(x[0] * 2, x[0].exp()), isSmall.not]
    }
    #expect(chain == (1, 0))
  }

  @Test func anElementOfAValueEndsItsChain() {
    // In the second piece the element would be another one.
    let chain = program { x in [(x[0] * 2) * (x[0] * 2)[0]] }
    #expect(chain == (2, Self.place))
  }

  @Test func gradientsAreWrittenInPlace() {
    let step = program([[Self.many], [Self.many]]) { x in
      let (value, gradient) = valueAndGradient(at: x) { x in
        let y = (x[0] * x[1]).tanh()
        return (y * y + x[1].sigmoid()).sum()
      }
      return [value] + gradient
    }
    // The hyperbolic tangent and the sigmoid become the gradients; the sum's terms need a place.
    #expect(step.bytes == Self.place)
  }
}
