import DescentOptimizers
import DescentTensor

/// The diagonal P of an adaptive rule, as it stands in an optimizer's state: θ ← θ − α P⁻¹ m̂.
///
///     P = √v̂ + ε,   v̂ = v / (1 − β₂ᵗ)
///
/// With `amsgrad` v is the greatest there was. With ε before the correction,
/// P = (√v + ε) / √(1 − β₂ᵗ).
///
/// - Parameters:
///   - state: After at least one update of the rule.
///   - rule: The rule that the state is of.
/// - Returns: The diagonal, parameter by parameter in visiting order; nil before the first update.
public func adamPreconditioner(of state: OptimizerState, for rule: Adam) -> [Double]? {
  diagonal(
    of: state, beta2: rule.beta2, epsilon: rule.epsilon, amsgrad: rule.amsgrad,
    rule.epsilonPlacement)
}

/// The diagonal P of AdamW, which is Adam's: θ ← (1 − α λ) θ − α P⁻¹ m̂.
///
/// - Parameters:
///   - state: After at least one update of the rule.
///   - rule: The rule that the state is of.
/// - Returns: The diagonal, parameter by parameter in visiting order; nil before the first update.
public func adamPreconditioner(of state: OptimizerState, for rule: AdamW) -> [Double]? {
  diagonal(
    of: state, beta2: rule.beta2, epsilon: rule.epsilon, amsgrad: rule.amsgrad,
    rule.epsilonPlacement)
}

private func diagonal(
  of state: OptimizerState, beta2: Schedule, epsilon: Schedule, amsgrad: Bool,
  _ placement: Adam.EpsilonPlacement
) -> [Double]? {
  guard let v = secondMoments(of: state, amsgrad: amsgrad), state.step > 0 else { return nil }
  // Hyperparameters of the last update, whose step is one less than their number.
  let (β2, ε) = (beta2(state.step - 1), epsilon(state.step - 1))
  let root = (1 - power(β2, state.step)).squareRoot()
  return switch placement {
  case .afterCorrection: v.map { $0.squareRoot() / root + ε }
  case .beforeCorrection: v.map { ($0.squareRoot() + ε) / root }
  }
}

/// v of every parameter, flat, or the greatest v that AMSGrad keeps; nil before the first update.
private func secondMoments(of state: OptimizerState, amsgrad: Bool) -> [Double]? {
  let slot = amsgrad ? "max_exp_avg_sq" : "exp_avg_sq"
  var v: [Double] = []
  var position = 0
  while let buffer = state.buffer(slot, at: position) {
    v += buffer.doubles
    position += 1
  }
  return position > 0 ? v : nil
}

/// βᵗ by squaring.
func power(_ β: Double, _ t: Int64) -> Double {
  var (result, base, exponent) = (1.0, β, t)
  while exponent > 0 {
    if exponent & 1 == 1 { result *= base }
    base *= base
    exponent >>= 1
  }
  return result
}
