/// What one update did to one parameter.
///
/// Norms are Euclidean, of all elements. In `float32` the squares of eight elements are added up in
/// that precision and the rest in double: they are right to 10⁻⁶, overflow where an element is above
/// 10¹⁹ and vanish where all are below 10⁻²². The bits do not depend on the processor nor on the
/// number of threads.
public struct UpdateStatistics: Sendable, Hashable {
  /// The number of elements.
  public let count: Int
  /// ‖θₜ − θₜ₋₁‖, weight decay included.
  public let updateNorm: Double
  /// ‖θₜ‖, after the update.
  public let parameterNorm: Double
  /// ‖gₜ‖, as the rule was handed it: after clipping.
  public let gradientNorm: Double
  /// How much of it the transforms clipped: elements, rows, or the parameter as a whole, as each of
  /// them clips; nil where the update did not go through transforms.
  public internal(set) var clipHits: Int?
  /// What is known of the mean of squares; nil for a rule that keeps none for this parameter, or keeps
  /// it in another shape.
  public let secondMoment: SecondMomentStatistics?

  /// ‖θₜ − θₜ₋₁‖ / ‖θₜ‖; nil if the parameter is zero.
  public var relativeUpdate: Double? { parameterNorm == 0 ? nil : updateNorm / parameterNorm }
}

/// What one update saw of one parameter's second moment v̂, after it took the gradient in.
///
/// Of a parameter of more than 4,096 elements a quarter is looked at, always the same, in runs of 64
/// that lie in another place of each 256.
public struct SecondMomentStatistics: Sendable, Hashable {
  /// How many elements were looked at.
  public let count: Int
  /// The root of the mean of g² / max(v̂, ε²).
  ///
  /// It is about 1 where gradients are as they were, up to 1/√(1 − β₂) where they grew faster than v,
  /// and near 0 where v still holds what is long gone. Elements where both g and v̂ are 0 count as 0.
  public let gradientRatio: Double
  /// The share of elements whose √v̂ is below ε; nil for a rule without ε.
  public let belowEpsilon: Double?
  /// The least √v̂.
  public let leastRoot: Double
  /// The greatest √v̂.
  public let greatestRoot: Double
  /// How many elements have a √v̂ in each power of two.
  ///
  /// The first count is of 2ᵏ up to 2ᵏ⁺¹ for k = ``histogramStart``. Of a parameter of more than 4,096
  /// elements every eighth of those that were looked at counts. What is below 2⁻⁷⁴ counts for
  /// k = −75, and what is above 2⁵³ for k = 52.
  public let histogram: [Int]
  /// The power of two at which the first of ``histogram`` starts.
  public let histogramStart: Int

  /// A √v̂ that a share of the elements is below, to a factor of √2.
  ///
  /// - Precondition: The share is from 0 to 1.
  public func root(atShare share: Double) -> Double {
    precondition(share >= 0 && share <= 1, "root(atShare:): \(share) is not from 0 to 1")
    let rank = share * Double(histogram.reduce(0, +))
    var below = 0.0
    for (k, count) in histogram.enumerated() where count > 0 {
      let next = below + Double(count)
      if next >= rank {
        let exponent = Double(histogramStart + k) + (rank - below) / Double(count)
        return min(max(power(2, exponent), leastRoot), greatestRoot)
      }
      below = next
    }
    return greatestRoot
  }
}
