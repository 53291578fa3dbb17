// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTensor/Random/EpochOrder.swift.
import Descent
import Testing

@Suite struct EpochOrderCommentsSnippets {
  @Test func comment1() throws {
    var generator = Generator(seed: 0)
    var epoch = EpochOrder(.shuffled(10), using: &generator)
    var sizes: [Int] = []
    while let batch = epoch.nextBatch(of: 4, using: &generator) { sizes.append(batch.count) }
    expectPrinted("[4, 4, 2]", sizes)
  }
}
