import Foundation
import Testing

@testable import DescentTraining

@Suite struct ClassificationMetricsTests {
  private func twoClasses(_ scores: [Double], _ classes: [Int]) -> ClassificationMetrics {
    ClassificationMetrics(probabilities: scores.map { [1 - $0, $0] }, classes: classes)
  }

  /// Of the four pairs of a positive and a negative row, three are in order.
  @Test func areaUnderTheCurve() {
    #expect(twoClasses([0.125, 0.375, 0.25, 0.75], [0, 0, 1, 1]).auc == 0.75)
    #expect(twoClasses([0.25, 0.75], [0, 1]).auc == 1)
    #expect(twoClasses([0.25, 0.75], [1, 0]).auc == 0)
    #expect(twoClasses([0.25, 0.75], [1, 1]).auc?.isNaN == true)
  }

  /// Equal scores count half.
  @Test func areaWithTies() {
    let scores = [0.5, 0.5, 0.75, 0.5, 0.875]
    let classes = [1, 0, 0, 0, 1]
    // Positive 0.5 against 0.5, 0.75, 0.5: ½ + 0 + ½; positive 0.875: 3.
    #expect(twoClasses(scores, classes).auc == 4.0 / 6)
    #expect(twoClasses([0.5, 0.5, 0.5], [0, 1, 1]).auc == 0.5)
  }

  /// Two hits of the positive class, one false alarm, two missed.
  @Test func f1OfThePositiveClass() {
    let metrics = twoClasses([0.75, 0.75, 0.75, 0.25, 0.25, 0.25], [1, 1, 0, 1, 1, 0])
    #expect(metrics.f1 == 4.0 / 7)
    #expect(metrics.accuracy == 0.5)
    #expect(twoClasses([0.25, 0.25], [0, 0]).f1 == 0)
  }

  /// Predicted 0, 1, 1, 2 for 0, 1, 2, 2: F1 of 1, ⅔, ⅔.
  @Test func f1OfThreeClassesIsTheirMean() {
    func row(_ c: Int) -> [Double] { (0..<4).map { $0 == c ? 0.7 : 0.1 } }
    let metrics = ClassificationMetrics(
      probabilities: [row(0), row(1), row(1), row(2)], classes: [0, 1, 2, 2])
    // The fourth class is neither there nor predicted, and does not count.
    #expect(abs(metrics.f1 - 7.0 / 9) <= 1e-15)
    #expect(metrics.accuracy == 0.75)
    #expect(metrics.auc == nil)
  }

  @Test func logLossOfThreeRows() {
    let metrics = twoClasses([0.5, 0.75, 0.25], [1, 1, 1])
    let mean: Double = (log(2.0) + log(4.0 / 3) + log(4.0)) / 3
    #expect(abs(metrics.logLoss - mean) <= 1e-15)
    #expect(twoClasses([0], [1]).logLoss == 52 * log(2))
  }

  @Test func ofEqualsTheFirstIsPredicted() {
    #expect(twoClasses([0.5, 0.5], [0, 1]).accuracy == 0.5)
    #expect(twoClasses([0.5], [0]).accuracy == 1)
  }
}
