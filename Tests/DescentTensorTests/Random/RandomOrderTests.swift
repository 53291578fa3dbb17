import DescentTensor
import Foundation
import Testing

/// Loader orders beyond the recorded ones: when each draw happens, and the other samplers.
@Suite struct RandomOrderTests {
  /// Two words at the beginning, two at the first batch, none at the end.
  @Test func aShuffledPassTakesFourWords() {
    var generator = Generator(seed: 3)
    var shadow = generator
    var epoch = EpochOrder(.shuffled(10), using: &generator)
    let mask = UInt64(Int.max)
    #expect(epoch.baseSeed == Int(shadow.next() & mask))
    #expect(generator == shadow)
    _ = epoch.nextBatch(of: 4, using: &generator)
    var own = Generator(seed: Int(shadow.next() & mask))
    #expect(generator == shadow)
    let order = own.permutation(10)
    #expect(epoch.nextBatch(of: 4, using: &generator) == Array(order[4..<8]))
    #expect(epoch.nextBatch(of: 4, using: &generator) == Array(order[8...]))
    #expect(epoch.nextBatch(of: 4, using: &generator) == nil)
    #expect(epoch.nextBatch(of: 4, using: &generator) == nil)
    #expect(generator == shadow)
  }

  @Test func anUnshuffledPassTakesTwoWords() {
    var generator = Generator(seed: 3)
    var shadow = generator
    #expect(generator.loader(.sequential(5), batch: 2, epochs: 1) == [0, 1, 2, 3, 4])
    _ = shadow.next()
    #expect(generator == shadow)
    #expect(generator.loader(.sequential(5), batch: 2, dropLast: true, epochs: 1) == [0, 1, 2, 3])
  }

  /// The dropped permutation comes when an index past the last is asked for, once.
  @Test func aLoaderWithItsOwnGeneratorDropsAPermutation() {
    var generator = Generator(seed: 3)
    var shadow = generator
    var epoch = EpochOrder(.shuffled(4), ownsGenerator: true, using: &generator)
    _ = shadow.next()
    let order = shadow.permutation(4)
    #expect(epoch.nextBatch(of: 4, using: &generator) == order)
    #expect(generator == shadow)
    #expect(epoch.nextBatch(of: 4, using: &generator) == nil)
    _ = shadow.permutation(4)
    #expect(generator == shadow)
    #expect(epoch.nextBatch(of: 4, using: &generator) == nil)
    #expect(generator == shadow)
  }

  @Test func moreSamplesThanExamples() {
    var generator = Generator(seed: 9)
    var shadow = generator
    let got = generator.loader(.shuffled(4, samples: 10), batch: 3, own: true, epochs: 1)
    _ = shadow.next()
    let parts = [shadow.permutation(4), shadow.permutation(4), shadow.permutation(4)]
    #expect(got == Array(parts.joined().prefix(10)))
    #expect(generator == shadow)
  }

  @Test func replacementDrawsGroupsOf32() {
    var generator = Generator(seed: 9)
    var shadow = generator
    var epoch = EpochOrder(
      .withReplacement(6, samples: 40), ownsGenerator: true, using: &generator)
    _ = shadow.next()
    let first = epoch.next(using: &generator)
    let group = shadow.integers(in: 0..<6, count: 32)
    #expect(first == group[0])
    #expect(generator == shadow)
    var rest: [Int] = []
    while let index = epoch.next(using: &generator) { rest.append(index) }
    #expect(rest == group.dropFirst() + shadow.integers(in: 0..<6, count: 8))
    #expect(generator == shadow)
  }

  @Test func subsetsAndWeightsTakeNoSeed() {
    var generator = Generator(seed: 9)
    var shadow = generator
    _ = shadow.next()
    let subset = [10, 20, 30, 40]
    let order = shadow.permutation(4).map { subset[$0] }
    #expect(generator.loader(.subset(subset), batch: 3, epochs: 1) == order)
    #expect(generator == shadow)
    let weights = [0.5, 0.1, 3, 0.4]
    _ = shadow.next()
    let drawn = shadow.multinomial(weights, samples: 7, replacement: true)
    #expect(generator.loader(.weighted(weights, samples: 7), batch: 3, epochs: 1) == drawn)
    #expect(generator == shadow)
  }

  @Test(arguments: [
    Sampler.sequential(11), .shuffled(11), .withReplacement(11, samples: 50), .subset([4, 2, 9]),
    .weighted([1, 2, 3], samples: 9),
  ])
  func aPassGoesOnAfterSaving(sampler: Sampler) throws {
    var generator = Generator(seed: 1)
    var epoch = EpochOrder(sampler, using: &generator)
    _ = epoch.nextBatch(of: 2, using: &generator)
    var saved = try JSONDecoder().decode(EpochOrder.self, from: JSONEncoder().encode(epoch))
    #expect(saved == epoch)
    var other = generator
    while let batch = epoch.nextBatch(of: 2, using: &generator) {
      #expect(saved.nextBatch(of: 2, using: &other) == batch)
    }
    #expect(saved.nextBatch(of: 2, using: &other) == nil)
    #expect(generator == other)
  }

  @Test func damagedSamplersAreRefused() throws {
    let text = String(decoding: try JSONEncoder().encode(Sampler.shuffled(5)), as: UTF8.self)
    for (good, bad) in [(":5", ":-5"), (#""population":5"#, #""population":0"#)] {
      try #require(text.contains(good))
      let damaged = Data(text.replacingOccurrences(of: good, with: bad).utf8)
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Sampler.self, from: damaged) }
    }
  }

  @Test func batchCounts() {
    #expect(Sampler.shuffled(10).batchCount(of: 4) == 3)
    #expect(Sampler.shuffled(10).batchCount(of: 4, dropLast: true) == 2)
    #expect(Sampler.shuffled(0).batchCount(of: 4) == 0)
  }

  @Test func emptyDataSets() {
    var generator = Generator(seed: 1)
    for sampler in [Sampler.sequential(0), .shuffled(0), .withReplacement(0), .subset([])] {
      #expect(generator.loader(sampler, batch: 4, epochs: 2) == [])
    }
  }

  @Test func fractionsHandOutTheRemainder() {
    var generator = Generator(seed: 1)
    let parts = randomSplit(11, fractions: [0.5, 0.3, 0.2], using: &generator)
    #expect(parts.map(\.count) == [6, 3, 2])
    #expect(parts.joined().sorted() == Array(0..<11))
  }

  /// Torch of 2017: one permutation straight from the generator, and nothing else.
  @Test func year2017() {
    var generator = Generator(seed: 1, stream: .torch2017)
    var shadow = generator
    #expect(generator.loader(.sequential(5), batch: 2, epochs: 1) == [0, 1, 2, 3, 4])
    #expect(generator == shadow)
    let order = shadow.permutation(5)
    #expect(generator.loader(.shuffled(5), batch: 2, own: true, epochs: 1) == order)
    #expect(generator == shadow)
  }
}
