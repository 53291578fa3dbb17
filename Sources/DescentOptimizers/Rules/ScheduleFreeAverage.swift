import DescentTensor

/// The averaging that Schedule-Free rules share.
///
///     xₜ₊₁ = (1 − cₜ) xₜ + cₜ zₜ₊₁,   cₜ = wₜ / (w₁ + … + wₜ),   wₜ = tʳ (max αᵢ)ᵖ
///     yₜ = (1 − β) zₜ + β xₜ
///
/// The gradient is taken at y, which is what the model holds while it is trained; z takes the steps;
/// x is what is evaluated, and is not kept: it is y + (1 − 1/β) (z − y).
struct ScheduleFreeAverage {
  /// αₜ, with its warm-up.
  let rate: Double
  /// cₜ.
  let share: Double

  /// The numbers that are kept for the whole model.
  static let sharedValues: [(name: String, initial: Double)] = [
    ("lr_max", -1), ("weight_sum", 0), ("scheduled_lr", 0), ("ckp1", 0),
  ]

  /// Takes the next step's weight into the average.
  static func begin(
    step: Int64, rate: Double, warmup: Int, r: Double, power p: Double, shared: inout [Double]
  ) {
    let k = Double(step)
    let rate = step < Int64(warmup) ? rate * ((k + 1) / Double(warmup)) : rate
    shared[0] = max(rate, shared[0])
    let weight = power(k + 1, r) * power(shared[0], p)
    shared[1] += weight
    shared[2] = rate
    shared[3] = shared[1] == 0 ? 0 : weight / shared[1]
  }

  /// What was computed for this step.
  init(_ parameter: borrowing ParameterUpdate) {
    (rate, share) = (parameter[shared: 2], parameter[shared: 3])
  }

  /// How far y moves along the step: α (β (1 − c) − 1).
  func pull(_ beta: Double) -> Double { rate * (beta * (1 - share) - 1) }

  /// x, out of y and z.
  static func evaluationWeights(_ y: Tensor, _ z: Tensor, _ beta: Double) -> Tensor {
    lerp(y, z, 1 - 1 / beta)
  }
}
