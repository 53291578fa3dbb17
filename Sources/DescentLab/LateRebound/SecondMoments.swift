import DescentCurvature
import DescentLayers
import DescentOptimizers
import DescentTensor
import Foundation

/// Quantiles of √v̂ over the weights, and what a gradient tells beside them.
struct SecondMoments: Sendable {
  let step: Int
  let least, lowerQuartile, median, upperQuartile, greatest: Double
  /// How many of the √v̂ are below ε.
  let belowEpsilon: Int
  /// √ of the mean of g² / v̂: above 1 when v lags behind a gradient that grows.
  let lag: Double
  /// The cosine between this gradient and the one before; NaN at the first.
  let cosine: Double
  /// The greatest change of a weight in this update, in units of the learning rate.
  let move: Double

  init(
    step: Int, after now: PerceptronSnapshot, from previous: Linear, gradient g: [Double],
    before: [Double], by optimizer: any Optimizer
  ) {
    let adam = optimizer as? Adam ?? Adam()
    let t = now.state.step
    let ε = adam.epsilon(t - 1)
    let root = (adamPreconditioner(of: now.state, for: adam) ?? []).map { $0 - ε }
    let sorted = root.sorted()
    func quantile(_ q: Double) -> Double {
      sorted.isEmpty ? .nan : sorted[Int((q * Double(sorted.count - 1)).rounded())]
    }
    self.step = step
    (least, lowerQuartile, median) = (quantile(0), quantile(0.25), quantile(0.5))
    (upperQuartile, greatest) = (quantile(0.75), quantile(1))
    belowEpsilon = root.count { $0 < ε }
    let ratios = zip(g, root).map { g, r in g * g / max(r, ε) / max(r, ε) }
    lag = (ratios.reduce(0, +) / Double(max(1, ratios.count))).squareRoot()
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    cosine = before.isEmpty ? .nan : dot(g, before) / (dot(g, g) * dot(before, before)).squareRoot()
    let old = previous.parameters.flatMap { $0.parameter.value.doubles }
    let new = now.model.parameters.flatMap { $0.parameter.value.doubles }
    move = (zip(old, new).map { abs($0 - $1) }.max() ?? 0) / adam.learningRate(t - 1)
  }
}

/// Two kinds of moving average of g² beside the v that Adam keeps, to see which one v is.
struct AverageKinds: Sendable {
  /// How many updates are looked at.
  static let steps = 100
  private static let β2 = 0.999
  private var arithmetic: [Double]
  private var logarithm: [Double]
  /// The greatest relative difference between v and the arithmetic average, Σ (1 − β₂) β₂ᵏ g².
  private(set) var arithmeticError = 0.0
  /// The median over the weights of the geometric average, exp Σ wₖ ln g² with the same weights made
  /// to add up to 1, divided by v̂.
  private(set) var geometricShare = 0.0

  init(count: Int) {
    arithmetic = Array(repeating: 0, count: count)
    logarithm = arithmetic
  }

  mutating func include(_ g: [Double], state: OptimizerState) {
    let β2 = AverageKinds.β2
    for i in g.indices {
      arithmetic[i] = β2 * arithmetic[i] + (1 - β2) * g[i] * g[i]
      logarithm[i] = β2 * logarithm[i] + (1 - β2) * log(g[i] * g[i])
    }
    guard state.step == Int64(AverageKinds.steps) else { return }
    let v = (0..<2).flatMap { state.buffer("exp_avg_sq", at: $0)?.doubles ?? [] }
    let weight = 1 - pow(β2, Double(AverageKinds.steps))
    arithmeticError = zip(v, arithmetic).map { abs($0 - $1) / $0 }.max() ?? .nan
    let shares = zip(v, logarithm).map { exp($1 / weight) / ($0 / weight) }.sorted()
    geometricShare = shares.isEmpty ? .nan : shares[shares.count / 2]
  }
}
