// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTraining/Metrics/ConfusionMatrix.swift.
import Descent
import Testing

@Suite struct ConfusionMatrixCommentsSnippets {
  @Test func comment1() throws {
    var matrix = ConfusionMatrix(classCount: 2)
    for (guess, truth) in [(1, 1), (1, 1), (1, 0), (0, 1)] { matrix.add(predicted: guess, true: truth) }
    expectPrinted("[[0, 1], [1, 2]]", matrix.counts)
    expectPrinted("0.0", matrix.recall(of: 0) ?? -1)
  }
}
