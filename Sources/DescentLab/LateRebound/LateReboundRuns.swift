import DescentOptimizers
import Foundation

/// The runs of the late rebound: the source's own, the cures, and what the sources propose.
enum LateReboundRuns {
  static let rate = 1e-3
  /// The run that everything is measured on.
  static let main = "Adam, float64"
  static let single = "Adam, float32"
  static let smallRate = "learning rate 1e-5"

  static func all(epsilon: Double, isFull: Bool) -> [PerceptronRun] {
    let long = isFull ? 50_000 : 14_000
    let brief = isFull ? 20_000 : 8000
    return [
      PerceptronRun(
        name: main, optimizer: Adam(), steps: brief, snapshotInterval: 50, momentInterval: 1),
      PerceptronRun(name: single, dtype: .float32, optimizer: Adam(), steps: brief),
      PerceptronRun(
        name: name(of: epsilon), optimizer: Adam(epsilon: Schedule(epsilon)), steps: long,
        snapshotInterval: 100),
      PerceptronRun(
        name: "amsgrad", optimizer: Adam(amsgrad: true), steps: brief, snapshotInterval: 100),
      PerceptronRun(
        name: "cosine to 0 over 5000", optimizer: Adam(learningRate: cosine), steps: 5000),
      PerceptronRun(
        name: "learning rate 0.9995 ^ step", optimizer: Adam(learningRate: decay), steps: long),
      PerceptronRun(name: "sgd 1e-4", optimizer: SGD(learningRate: 1e-4), steps: brief),
      PerceptronRun(name: name(of: 0.1), optimizer: Adam(epsilon: 0.1), steps: long),
      PerceptronRun(name: name(of: 0.075), optimizer: Adam(epsilon: 0.075), steps: long),
      PerceptronRun(name: name(of: 0.01), optimizer: Adam(epsilon: 0.01), steps: brief),
      PerceptronRun(name: name(of: 0.001), optimizer: Adam(epsilon: 0.001), steps: brief),
      PerceptronRun(name: name(of: 1e-4), optimizer: Adam(epsilon: 1e-4), steps: brief),
      PerceptronRun(
        name: smallRate, optimizer: Adam(learningRate: 1e-5), steps: isFull ? 100_000 : 30_000,
        snapshotInterval: 250),
      PerceptronRun(
        name: "cyclical learning rate", optimizer: Adam(learningRate: cycle), steps: brief),
      PerceptronRun(
        name: "gradients cut at ±1", optimizer: Adam(), steps: brief, clipping: .value(1)),
      PerceptronRun(
        name: "gradient norm clipped to 1", optimizer: Adam(), steps: brief, clipping: .norm(1)),
      PerceptronRun(name: "beta1 0 (RMSProp)", optimizer: Adam(beta1: 0), steps: brief),
    ]
  }

  static func name(of epsilon: Double) -> String {
    "epsilon \(ReportValue.words(epsilon, digits: 2))"
  }

  private static let cosine = Schedule("cosine to 0 over 5000") {
    rate * 0.5 * (1 + cos(.pi * min(1, Double($0) / 5000)))
  }
  private static let decay = Schedule("1e-3 · 0.9995 ^ step") { rate * pow(0.9995, Double($0)) }
  private static let cycle = Schedule("between 1e-5 and 1e-3, 1000 steps a cycle") {
    1e-5 + (rate - 1e-5) * (1 - abs(Double($0 % 1000) / 500 - 1))
  }
}

/// When a run converged, and when it left.
struct Rebound: Sendable {
  /// The loss that counts as converged.
  static let level = 1e-8
  /// From this step on the loss stayed below the level for a hundred steps; nil if it never did.
  let settled: Int?
  /// The first step after that with a loss above the level; nil if there is none.
  let step: Int?
  /// The least loss, and where.
  let least: Double, leastStep: Int
  /// Over the last thousand steps.
  let lastGreatest: Double
  let last: Double
  let steps: Int

  init(_ losses: [Double]) {
    var calm = 0
    var settled: Int?
    for (step, loss) in losses.enumerated() where settled == nil {
      calm = loss <= Rebound.level ? calm + 1 : 0
      if calm == 100 { settled = step - 99 }
    }
    self.settled = settled
    step = settled.flatMap { from in
      losses[from...].firstIndex { !($0 <= Rebound.level) }
    }
    least = losses.min() ?? .nan
    leastStep = losses.firstIndex(of: least) ?? 0
    lastGreatest = losses.suffix(1000).max() ?? .nan
    last = losses.last ?? .nan
    steps = losses.count - 1
  }

  /// Whether the loss got below the level and stayed there.
  var stayed: Bool { settled != nil && step == nil }

  /// For a person.
  var words: String {
    guard let settled else {
      return
        "never below 1e-8 in \(steps) steps; the least is \(ReportValue.words(least, digits: 2))"
    }
    guard let step else { return "below 1e-8 from step \(settled) to the last, \(steps)" }
    return
      "below 1e-8 from step \(settled), above again at \(step), \(ReportValue.words(lastGreatest, digits: 2)) at most in the last 1000 of \(steps)"
  }

  var value: ReportValue {
    [
      "steps": .integer(steps), "settled": .optional(settled), "left": .optional(step),
      "stayed": .flag(stayed), "least": .number(least), "least_step": .integer(leastStep),
      "last": .number(last), "greatest_of_last_1000": .number(lastGreatest),
    ]
  }
}
