import DescentCurvature
import DescentOptimizers
import DescentTensor
import Foundation
import Synchronization

/// Adam leaves a minimum that it had reached, thousands of steps later.
///
/// A perceptron is fitted to 64 random points; the loss falls to 1e-12, and after three thousand
/// steps rises again. The answers of 2017 blame rounding and a vanishing v. Measured: v is nowhere
/// near zero, float64 does the same, and what happens is an instability that can be dated 2500
/// steps ahead and switched off by one number.
public struct LateRebound: Exhibit {
  /// `late-rebound`.
  public var name: String { "late-rebound" }
  /// What it shows.
  public var summary: String {
    "Adam converges to 1e-12 and leaves again: why, when (forecast to the step), and the cure"
  }
  /// The question, and its translation.
  public var sources: [String] { ["000", "003"] }

  /// The exhibit.
  public init() {}

  /// Trains, measures and judges.
  public func run(
    _ options: ExhibitOptions, progress: @escaping ExhibitProgress
  ) throws(ExhibitCancelled) -> ExhibitReport {
    LateReboundReport(try LateReboundFindings(options, progress: progress)).report
  }
}

/// Everything that is measured, before anybody judges it.
struct LateReboundFindings: Sendable {
  /// A place in a run and how near to the edge it is.
  struct Sharpness: Sendable {
    let step: Int
    let value: Double
    let errorBar: Double
  }

  static let listedSteps = [100, 300, 500, 1000, 1500, 2000, 2300, 2500, 3000]
  static let forecastStep = 500

  let options: ExhibitOptions
  let problem: PerceptronProblem
  /// λ₁(H).
  let curvature: RitzValue
  /// The prescribed ε, and what is used: the same, rounded up to two digits.
  let epsilon: Double, usedEpsilon: Double
  let threshold: Double
  let traces: [String: PerceptronRun.Trace]
  let rebounds: [(name: String, rebound: Rebound)]
  /// By run.
  let sharpness: [String: [Sharpness]]
  let forecast: ReboundForecast
  let forecasts: [(from: Int, crossing: Int)]
  /// The first update count at which η λ₁ is measured beyond the threshold.
  let crossing: Int?
  /// The same for the run at 1e-5: forecast from step 5000, and measured.
  let smallRateForecast: Int?, smallRateCrossing: Int?

  init(
    _ options: ExhibitOptions, progress: @escaping ExhibitProgress
  ) throws(ExhibitCancelled) {
    self.options = options
    let seed = LateReboundSource.seed
    let problem = PerceptronProblem(seed: seed, dtype: .float64)
    let threshold = StabilityThreshold.adam(beta1: 0.9)
    let instrument = PerceptronCurvature(problem: problem, optimizer: Adam())
    let curvature = instrument.curvature(at: problem.model)
    let epsilon = prescribedEpsilon(rate: LateReboundRuns.rate, curvature: curvature.value)
    let usedEpsilon = roundedUp(epsilon)
    let runs = LateReboundRuns.all(epsilon: usedEpsilon, isFull: options.isFull)
    let meter = ProgressMeter(total: runs.map(\.steps).reduce(0, +), progress)
    let traces = concurrentMap(runs, cost: \.steps) { run in
      if meter.isStopped { return PerceptronRun.Trace() }
      var run = run
      run.steps = min(run.steps, options.stepLimit)
      let name = run.name
      return run.trace(seed: seed) { meter.add($0, name) }
    }
    if meter.isStopped { throw ExhibitCancelled() }
    let byName = Dictionary(uniqueKeysWithValues: zip(runs.map(\.name), traces))
    self.sharpness = measuredSharpness(runs, traces, problem)
    let main = sharpness[LateReboundRuns.main] ?? []
    func forecast(from step: Int) -> ReboundForecast? {
      main.first { $0.step == step }.map { ReboundForecast(from: step, sharpness: $0.value) }
    }
    self.forecasts = [400, 500, 1000].compactMap { step in
      forecast(from: step).map { (step, $0.crossing(of: threshold)) }
    }
    self.forecast =
      forecast(from: LateReboundFindings.forecastStep)
      ?? ReboundForecast(from: LateReboundFindings.forecastStep, sharpness: .nan)
    crossing = byName[LateReboundRuns.main].flatMap { trace in
      instrument.crossing(of: threshold, in: trace.quietSnapshots)
    }
    let slow = runs.first { $0.name == LateReboundRuns.smallRate }?.optimizer as? Adam
    smallRateCrossing = byName[LateReboundRuns.smallRate].flatMap { trace in
      slow.flatMap {
        PerceptronCurvature(problem: problem, optimizer: $0)
          .crossing(of: threshold, in: trace.quietSnapshots)
      }
    }
    smallRateForecast = sharpness[LateReboundRuns.smallRate]?.first { $0.step == 5000 }.map {
      ReboundForecast(from: 5000, sharpness: $0.value).crossing(of: threshold)
    }
    self.problem = problem
    self.threshold = threshold
    self.curvature = curvature
    self.epsilon = epsilon
    self.usedEpsilon = usedEpsilon
    self.traces = byName
    rebounds = zip(runs, traces).map { ($0.name, Rebound($1.losses)) }
  }

  /// A run's losses.
  func losses(_ name: String) -> [Double] { traces[name]?.losses ?? [] }

  /// When a run converged and left.
  func rebound(_ name: String) -> Rebound {
    rebounds.first { $0.name == name }?.rebound ?? Rebound([])
  }

  /// The moments of the main run after the update of a step.
  func moments(_ step: Int) -> SecondMoments? {
    traces[LateReboundRuns.main]?.moments.first { $0.step == step }
  }
}

/// η λ₁(P⁻¹H) at every snapshot of Adam's runs.
private func measuredSharpness(
  _ runs: [PerceptronRun], _ traces: [PerceptronRun.Trace], _ problem: PerceptronProblem
) -> [String: [LateReboundFindings.Sharpness]] {
  var places: [(run: Int, step: Int)] = []
  for (k, trace) in traces.enumerated() {
    // The run at 1e-5 has one place to be forecast from; the cures are drawn beside the main run.
    let steps = trace.snapshots.keys.sorted().filter {
      runs[k].name == LateReboundRuns.smallRate ? $0 == 5000 : $0 <= 8000
    }
    places += steps.map { (k, $0) }
  }
  let values = concurrentMap(places) { place -> LateReboundFindings.Sharpness? in
    guard let adam = runs[place.run].optimizer as? Adam,
      let snapshot = traces[place.run].snapshots[place.step]
    else { return nil }
    let instrument = PerceptronCurvature(problem: problem, optimizer: adam)
    let (value, errorBar) = instrument.sharpness(at: snapshot)
    return LateReboundFindings.Sharpness(step: place.step, value: value, errorBar: errorBar)
  }
  var result: [String: [LateReboundFindings.Sharpness]] = [:]
  for (place, value) in zip(places, values) {
    if let value { result[runs[place.run].name, default: []].append(value) }
  }
  return result
}

/// A positive number rounded up to two significant digits.
private func roundedUp(_ x: Double) -> Double {
  let unit = pow(10, (log10(x)).rounded(.down) - 1)
  // Division by the inverse gives the decimal that is written, 84 / 1000, to the last bit.
  let inverse = (1 / unit).rounded()
  return inverse >= 1 ? (x * inverse).rounded(.up) / inverse : (x / unit).rounded(.up) * unit
}

/// Adds up what several threads have done.
private final class ProgressMeter: Sendable {
  private let state = Mutex((done: 0, isStopped: false))
  private let total: Int
  private let progress: ExhibitProgress

  init(total: Int, _ progress: @escaping ExhibitProgress) {
    self.total = total
    self.progress = progress
  }

  /// Whether nobody wants the rest.
  var isStopped: Bool { state.withLock(\.isStopped) }

  /// Says that so many steps more are done; whether to go on.
  func add(_ steps: Int, _ note: String) -> Bool {
    state.withLock { state in
      state.done += steps
      if !progress(state.done, total, note) { state.isStopped = true }
      return !state.isStopped
    }
  }
}
