import DescentTensor
import Testing

@testable import DescentTraining

@Suite struct BatchLoaderTests {
  private let examples = Examples(
    inputs: Tensor((0..<14).map { Float($0) }, shape: [7, 2]),
    targets: Tensor((0..<7).map { Int32($0) }))

  private func batches(_ loader: BatchLoader<Examples>) -> [[Double]] {
    var generator = Generator(seed: 5)
    var epoch = loader.epoch(using: &generator)
    var result: [[Double]] = []
    while let (batch, count) = epoch.next(using: &generator) {
      #expect(batch.count == count)
      let expected = batch.targets.doubles.flatMap { [2 * $0, 2 * $0 + 1] }
      #expect(batch.inputs.doubles == expected)
      result.append(batch.targets.doubles)
    }
    return result
  }

  @Test func inOrder() {
    let loader = BatchLoader(examples, batchSize: 3, shuffles: false)
    #expect(batches(loader) == [[0, 1, 2], [3, 4, 5], [6]])
    #expect(loader.batchCount == 3)
  }

  /// Torch draws the workers' seed, then the sampler's, and shuffles with a generator of its own.
  @Test func shuffledAsTorchDoes() {
    var generator = Generator(seed: 5)
    _ = generator.next()
    var shuffler = Generator(seed: generator.next())
    let order = shuffler.permutation(7).map { Double($0) }
    let loader = BatchLoader(examples, batchSize: 4)
    #expect(batches(loader) == [Array(order[..<4]), Array(order[4...])])
  }

  @Test func withoutTheShortLast() {
    let loader = BatchLoader(examples, batchSize: 3, shuffles: false, dropsLast: true)
    #expect(batches(loader) == [[0, 1, 2], [3, 4, 5]])
    #expect(loader.batchCount == 2)
  }
}
