import Foundation
import Testing

@testable import DescentTraining

/// Metrics of classes beside scikit-learn's.
@Suite struct ClassMetricsAgreementTests {
  private struct Fixtures: Decodable {
    let cases: [Case]
  }

  /// Probabilities in 256ths, and what another program says of them.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let parts: [[Int]]
    let classes: [Int]
    let accuracy: Double
    let log_loss: Double
    let auc: Double?
    let f1: Double
    let confusion: [[Int]]
    let precision: [Double?]
    let recall: [Double?]
    let f1_of_each: [Double?]
    let members: [Int]
    let balanced: [String: Double]
    var testDescription: String { name }

    var probabilities: [[Double]] { parts.map { row in row.map { Double($0) / 256 } } }
  }

  static let cases: [Case] = {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/class-metrics.json")
    do {
      return try JSONDecoder().decode(Fixtures.self, from: Data(contentsOf: url)).cases
    } catch {
      preconditionFailure("\(url.path): \(error)")
    }
  }()

  private func isNear(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= 4e-16
  }

  @Test(arguments: cases) func agrees(_ given: Case) {
    let metrics = ClassificationMetrics(probabilities: given.probabilities, classes: given.classes)
    #expect(isNear(metrics.accuracy, given.accuracy))
    // The other program adds the logarithms up pairwise.
    #expect(abs(metrics.logLoss - given.log_loss) <= 1e-14 * given.log_loss)
    #expect(isNear(metrics.auc, given.auc))
    #expect(isNear(metrics.f1, given.f1))
    let matrix = metrics.confusion
    #expect(matrix.counts == given.confusion)
    for c in 0..<matrix.classCount {
      #expect(matrix.members(of: c) == given.members[c])
      #expect(isNear(matrix.recall(of: c), given.recall[c]))
      // Where a class is there and never predicted, the other program has none, or takes 0.
      let isPredicted = matrix.claims(of: c) > 0
      #expect(isNear(matrix.precision(of: c), isPredicted ? given.precision[c] : nil))
      let isKnown = isPredicted || given.members[c] > 0
      #expect(isNear(matrix.f1(of: c), isKnown ? given.f1_of_each[c] : nil))
    }
  }

  @Test(arguments: cases) func balancedWeights(_ given: Case) {
    let weights = balancedClassWeights(counts: given.members)
    for (c, weight) in weights.enumerated() {
      #expect(isNear(weight, given.balanced["\(c)"] ?? 1))
    }
  }
}
