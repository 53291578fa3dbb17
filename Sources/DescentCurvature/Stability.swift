/// How great η λ₁ may become before an optimizer leaves a quadratic valley.
///
/// Along an eigenvector of curvature λ the steps are a linear recurrence; it stays bounded while η λ
/// is below a number that depends on the rule alone. λ is an eigenvalue of H, for Adam and its kin of
/// P⁻¹H with the preconditioner P that is in force. The numbers are those of full batches and of a
/// P that changes slowly; with minibatches trouble begins earlier, so read them as headroom there.
///
/// - SeeAlso: Cohen, Kaur, Li, Kolter & Talwalkar, *Gradient Descent on Neural Networks Typically
///   Occurs at the Edge of Stability* (ICLR 2021), Appendix B; Cohen et al., *Adaptive Gradient
///   Methods at the Edge of Stability* (arXiv:2207.14484), section 2.
public enum StabilityThreshold {
  /// Gradient descent: |1 − η λ| < 1.
  ///
  ///     η λ < 2
  public static let gradientDescent = 2.0

  /// Heavy-ball momentum, b ← β b + g, θ ← θ − η b.
  ///
  ///     η λ < 2 (1 + β)
  public static func heavyBall(momentum β: Double) -> Double { 2 * (1 + β) }

  /// Nesterov momentum in torch's form, θ ← θ − η (g + β b).
  ///
  ///     η λ < 2 (1 + β) / (1 + 2β)
  public static func nesterov(momentum β: Double) -> Double { 2 * (1 + β) / (1 + 2 * β) }

  /// Adam, and every preconditioned rule with averaged gradients, m ← β₁ m + (1 − β₁) g.
  ///
  ///     η λ₁(P⁻¹H) < (2 + 2β₁) / (1 − β₁),   38 for β₁ = 0.9
  ///
  /// An average is heavy ball with η (1 − β₁) for η. RMSProp is β₁ = 0, and has 2.
  public static func adam(beta1 β1: Double) -> Double { (2 + 2 * β1) / (1 - β1) }
}

/// Where a run stands between rest and the edge of stability.
public struct StabilityHeadroom: Sendable, Hashable {
  /// η λ₁.
  public var sharpness: Double
  /// What η λ₁ must stay below.
  public var threshold: Double

  /// A place: η λ₁ and its bound.
  ///
  /// - Parameters:
  ///   - sharpness: η λ₁.
  ///   - threshold: What η λ₁ must stay below.
  public init(sharpness: Double, threshold: Double) {
    self.sharpness = sharpness
    self.threshold = threshold
  }

  /// η λ₁ as a share of the threshold; 1 is the edge.
  public var used: Double { sharpness / threshold }

  /// How many times greater η λ₁ may become.
  public var headroom: Double { threshold / sharpness }

  /// Whether η λ₁ is below the threshold.
  public var isStable: Bool { sharpness < threshold }
}
