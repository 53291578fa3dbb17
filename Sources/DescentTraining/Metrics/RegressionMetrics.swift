/// How near predicted numbers come to the true ones.
public struct RegressionMetrics: Sendable, Hashable {
  /// The root of the mean squared error, √(Σ (ŷ − y)² / n).
  public let rmse: Double
  /// The mean absolute error, Σ |ŷ − y| / n.
  public let mae: Double
  /// The coefficient of determination, R² = 1 − Σ (ŷ − y)² / Σ (y − ȳ)².
  ///
  /// 1 is perfect, 0 is no better than their mean, and below 0 is worse. It is not a number where all
  /// y are the same.
  public let r2: Double

  /// Compares predictions with what was true.
  ///
  /// Everything is computed on numbers divided by a power of two near the largest, which rounds
  /// nothing, so that no square overflows or vanishes.
  ///
  /// - Parameters:
  ///   - predictions: ŷ.
  ///   - targets: y.
  /// - Precondition: There are as many of the one as of the other, and at least one.
  public init(predictions: [Double], targets: [Double]) {
    precondition(
      predictions.count == targets.count && !targets.isEmpty,
      "RegressionMetrics: \(predictions.count) predictions for \(targets.count) targets")
    let n = Double(targets.count)
    let largest = zip(predictions, targets).reduce(0) { max($0, $1.0.magnitude, $1.1.magnitude) }
    let unit =
      largest.isNormal ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    let mean = targets.reduce(0) { $0 + $1 / unit } / n
    var (squares, sizes, spread) = (0.0, 0.0, 0.0)
    for (prediction, target) in zip(predictions, targets) {
      let (ŷ, y) = (prediction / unit, target / unit)
      squares += (ŷ - y) * (ŷ - y)
      sizes += (ŷ - y).magnitude
      spread += (y - mean) * (y - mean)
    }
    rmse = (squares / n).squareRoot() * unit
    mae = sizes / n * unit
    r2 = spread > 0 ? 1 - squares / spread : .nan
  }
}
