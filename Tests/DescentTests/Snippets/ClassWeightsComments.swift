// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTraining/ClassWeights.swift.
import Descent
import Testing

@Suite struct ClassWeightsCommentsSnippets {
  @Test func comment1() throws {
    expectPrinted("[0.5555555555555556, 5.0]", balancedClassWeights(counts: [90, 10]))
  }
}
