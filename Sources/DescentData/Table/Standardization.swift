/// Shifts and scales numbers to mean 0 and standard deviation 1.
///
///     z = (x - μ) / σ,   σ² = Σ (x - μ)² / n
///
/// A column of one value has σ = 1, so that it becomes 0.
public struct Standardization: Codable, Equatable, Sendable {
  /// The mean μ of the numbers it was fitted to.
  public var mean: Double
  /// Their standard deviation σ, or 1 where it is 0.
  public var scale: Double

  /// A standardization with a given mean and scale.
  ///
  /// - Parameters:
  ///   - mean: The mean μ of the numbers it was fitted to.
  ///   - scale: Their standard deviation σ, or 1 where it is 0.
  public init(mean: Double, scale: Double) {
    self.mean = mean
    self.scale = scale
  }

  /// Fits the numbers; NaN stands for a missing value and does not count.
  ///
  /// Everything is computed on x / max |x|, so that no square overflows.
  public init(fitting numbers: [Double]) {
    let known = numbers.filter { !$0.isNaN }
    guard let low = known.min(), let high = known.max(), low < high else {
      self.init(mean: known.first ?? 0, scale: 1)
      return
    }
    let unit = max(low.magnitude, high.magnitude)
    let n = Double(known.count)
    let μ = known.reduce(0) { $0 + $1 / unit } / n
    let σ2 = known.reduce(0) { sum, x in
      let d = x / unit - μ
      return sum + d * d
    }
    let σ = (σ2 / n).squareRoot() * unit
    self.init(mean: μ * unit, scale: σ > 0 ? σ : 1)
  }

  /// The standardized number.
  public func apply(_ x: Double) -> Double {
    let d = x - mean
    return d.isFinite ? d / scale : x / scale - mean / scale
  }

  /// The number that was standardized.
  public func invert(_ z: Double) -> Double { z * scale + mean }
}
