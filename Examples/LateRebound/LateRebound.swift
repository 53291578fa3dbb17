// A small model has long converged under Adam, and its loss rises again. See it coming, and prevent it.
import Descent
import Foundation

func text(_ x: Double, _ digits: Int = 3) -> String { String(format: "%.\(digits)g", x) }

// More weights than points, so that the loss goes to 0, and its gradient with it.
var generator = Generator(seed: 3)
let x = Tensor.randn([32, 20], dtype: .float64, using: &generator)
let y = x[.all, 0..<1].sin() * x[.all, 1..<2]
let loss = { @Sendable (model: Sequential) in meanSquaredError(model(x), y, reduction: .sum) }

/// A training run: a value, so that a copy is a second run from the same place.
struct Run {
  var model: Sequential
  var rule: Adam
  var state = OptimizerState()
  var telemetry = Telemetry()
  var losses: [Double] = []

  mutating func train(until end: Int64) {
    while state.step < end {
      let (value, gradients) = valueAndGradient(at: model, of: loss)
      state.update(&model, along: gradients, using: rule, telemetry: &telemetry)
      losses.append(value.scalar)
    }
  }

  /// η λ₁(P⁻¹H), which must stay below 38 for Adam to be stable.
  var sharpness: Double {
    guard let p = adamPreconditioner(of: state, for: rule) else { return 0 }
    var generator = Generator(seed: 1)
    let hessian = SymmetricOperator.hessian(at: model, of: loss).preconditioned(by: p)
    return rule.learningRate(state.step - 1) * lanczos(hessian, using: &generator).largest[0].value
  }

  func report(_ title: String) {
    let stale = telemetry["0.weight"]?.secondMoment?.gradientRatio ?? .nan
    let loss = text(losses[losses.count - 1])
    print("\(title) \(state.step): loss \(loss), |g| / √v \(text(stale)), η λ₁ \(text(sharpness))")
  }
}

let network = Sequential(
  Linear(from: 20, to: 24, dtype: .float64, using: &generator), Tanh(),
  Linear(from: 24, to: 1, dtype: .float64, using: &generator))
var run = Run(model: network, rule: Adam(learningRate: 1e-2))
for end in [100, 200, 400, 600, 800] as [Int64] {
  run.train(until: end)
  run.report("step")
}

// Gradients are a millionth of what v remembers: v can only decay, and P = √v̂ + ε with it.
let measured = run
let threshold = StabilityThreshold.adam(beta1: 0.9)
let forecast = ReboundForecast(from: Int(run.state.step), sharpness: run.sharpness)
let crossing = forecast.crossing(of: threshold)
print("forecast: η λ₁ reaches \(text(threshold)) at step \(crossing)")

run.train(until: Int64(crossing) - 50)
while run.sharpness < threshold { run.train(until: run.state.step + 1) }
print("measured: it does at step \(run.state.step)")
run.train(until: run.state.step + 2000)
let least = run.losses.min() ?? 0
let risen = run.losses.lastIndex(of: least) ?? 0
let rebound = run.losses[risen...].max() ?? 0
print("the loss rose from \(text(least)) at step \(risen) to \(text(rebound))")

// The cure, for a run from the same place: an ε below which P cannot fall.
var generator2 = Generator(seed: 1)
let curvature = lanczos(.hessian(at: measured.model, of: loss), using: &generator2).largest[0].value
let epsilon = prescribedEpsilon(rate: 1e-2, curvature: curvature)
var cured = measured
cured.rule.epsilon = Schedule(epsilon)
cured.train(until: Int64(3 * crossing))
cured.report("with ε = \(text(epsilon)), step")
