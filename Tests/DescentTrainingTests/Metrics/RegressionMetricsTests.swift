import Testing

@testable import DescentTraining

@Suite struct RegressionMetricsTests {
  /// Errors 0.5, −0.5, 0, −1 of targets 3, −0.5, 2, 7: worked out by hand.
  @Test func knownErrors() {
    let metrics = RegressionMetrics(predictions: [2.5, 0, 2, 8], targets: [3, -0.5, 2, 7])
    #expect(metrics.rmse == 0.375.squareRoot())
    #expect(metrics.mae == 0.5)
    // Σ (y − 2.875)² = 29.1875.
    #expect(abs(metrics.r2 - (1 - 1.5 / 29.1875)) <= 1e-15)
  }

  @Test func theMeanExplainsNothing() {
    #expect(RegressionMetrics(predictions: [2, 2, 2], targets: [1, 2, 3]).r2 == 0)
    #expect(RegressionMetrics(predictions: [1, 2, 3], targets: [1, 2, 3]).r2 == 1)
    #expect(RegressionMetrics(predictions: [3, 2, 1], targets: [1, 2, 3]).r2 == -3)
    #expect(RegressionMetrics(predictions: [1, 2], targets: [4, 4]).r2.isNaN)
  }

  @Test func sizesBeyondSquares() {
    for unit in [0x1p900, 0x1p-900] {
      let metrics = RegressionMetrics(
        predictions: [2.5 * unit, 0, 2 * unit, 8 * unit],
        targets: [3 * unit, -0.5 * unit, 2 * unit, 7 * unit])
      #expect(metrics.rmse == 0.375.squareRoot() * unit)
      #expect(metrics.mae == 0.5 * unit)
      #expect(abs(metrics.r2 - (1 - 1.5 / 29.1875)) <= 1e-15)
    }
  }
}
