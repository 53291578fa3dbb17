import DescentTensor
import Foundation
import Synchronization
import Testing

@testable import DescentData

@Suite struct DataLoaderTests {
  private let examples = Examples(
    inputs: Tensor((0..<14).map { Float($0) }, shape: [7, 2]),
    targets: Tensor((0..<7).map { Int32($0) }))

  private func batches(_ loader: DataLoader<Examples>) -> [[Double]] {
    var generator = Generator(seed: 5)
    var pass = loader.pass(using: &generator)
    var result: [[Double]] = []
    while let (batch, count) = pass.next(using: &generator) {
      #expect(batch.count == count)
      let expected = batch.targets.doubles.flatMap { [2 * $0, 2 * $0 + 1] }
      #expect(batch.inputs.doubles == expected)
      result.append(batch.targets.doubles)
    }
    return result
  }

  @Test func inOrder() {
    let loader = DataLoader(examples, batchSize: 3, shuffles: false)
    #expect(batches(loader) == [[0, 1, 2], [3, 4, 5], [6]])
    #expect(loader.batchCount == 3)
  }

  /// Torch draws the workers' seed, then the sampler's, and shuffles with a generator of its own.
  @Test func shuffledAsTorchDoes() {
    var generator = Generator(seed: 5)
    _ = generator.next()
    var shuffler = Generator(seed: generator.next())
    let order = shuffler.permutation(7).map { Double($0) }
    let loader = DataLoader(examples, batchSize: 4)
    #expect(batches(loader) == [Array(order[..<4]), Array(order[4...])])
  }

  @Test func withoutTheShortLast() {
    let loader = DataLoader(examples, batchSize: 3, shuffles: false, dropsLast: true)
    #expect(batches(loader) == [[0, 1, 2], [3, 4, 5]])
    #expect(loader.batchCount == 2)
  }

  /// Whatever else is drawn after its beginning, a pass goes on from its place with the batches it
  /// would have given.
  @Test(arguments: [
    Sampler.shuffled(7), .sequential(7), .withReplacement(7, samples: 75),
    .weighted([1, 2, 3, 4, 0, 1, 1], samples: 7),
  ])
  func goesOnFromEveryPlace(sampler: Sampler) throws {
    let loader = DataLoader(examples, in: sampler, batchSize: 2)
    var generator = Generator(seed: 3)
    var pass = loader.pass(using: &generator)
    let begun = generator
    var whole: [[Double]] = []
    var places = [pass.place]
    while let (batch, _) = pass.next(using: &generator) {
      whole.append(batch.targets.doubles)
      places.append(pass.place)
      _ = generator.next()
    }
    for (k, place) in places.enumerated() {
      let saved = try JSONDecoder().decode(
        DataLoader<Examples>.Pass.Place.self, from: JSONEncoder().encode(place))
      var later = try loader.pass(at: saved)
      var other = k == 0 ? begun : Generator(seed: 99)
      var rest: [[Double]] = []
      while let (batch, _) = later.next(using: &other) { rest.append(batch.targets.doubles) }
      #expect(rest == Array(whole[k...]))
    }
  }

  @Test func refusesAPlaceBeyondTheEnd() throws {
    var generator = Generator(seed: 3)
    let start = generator
    _ = generator.next()
    let json = try JSONEncoder().encode(start)
    let text = #"{"start":\#(String(decoding: json, as: UTF8.self)),"batches":9}"#
    let place = try JSONDecoder().decode(
      DataLoader<Examples>.Pass.Place.self, from: Data(text.utf8))
    let error = #expect(throws: DataError.self) {
      _ = try DataLoader(examples, batchSize: 2).pass(at: place)
    }
    #expect(
      error?.description
        == "data loader: expected a place in a pass of 4 batches, found one after 9")
  }

  /// The same batches and the same draws, whoever makes them; never more ahead than was asked for.
  @Test(arguments: [1, 3, 50]) func prefetches(ahead: Int) {
    let made = Mutex(Set<[Int]>())
    let examples = examples
    func loader(_ prefetching: Int) -> DataLoader<Examples> {
      DataLoader(.shuffled(7), batchSize: 2, prefetching: prefetching) { rows in
        made.withLock { _ = $0.insert(rows) }
        return examples[rows]
      }
    }
    var (one, other) = (Generator(seed: 8), Generator(seed: 8))
    var (plain, pass) = (loader(0).pass(using: &one), loader(ahead).pass(using: &other))
    made.withLock { $0 = [] }
    var given = 0
    while let (batch, count) = pass.next(using: &other) {
      given += 1
      #expect(made.withLock { $0.count } <= min(4, given + ahead))
      let expected = plain.next(using: &one)
      #expect(batch.targets == expected?.batch.targets && count == expected?.count)
    }
    #expect(plain.next(using: &one)?.count == nil)
    #expect(one == other && given == 4)
  }

  @Test func fingerprintsTellDataApart() {
    let other = Examples(inputs: examples.inputs + 1, targets: examples.targets)
    let turned = Examples(
      inputs: examples.inputs.reshaped(to: [7, 1, 2]), targets: examples.targets)
    let sums = [examples, other, turned].map(\.fingerprint)
    #expect(Set(sums).count == 3)
    #expect(examples.fingerprint == examples[Array(0..<7)].fingerprint)
    #expect(DataLoader(examples, batchSize: 2).fingerprint == examples.fingerprint)
  }
}
