import DescentLayers
import DescentOptimizers
import DescentTensor

/// One training run of the perceptron.
struct PerceptronRun: Sendable {
  /// What is done to a gradient before the update.
  enum Clipping: Sendable {
    /// Scaled down to this Euclidean norm.
    case norm(Double)
    /// Cut off at this value on either side.
    case value(Double)
  }

  let name: String
  var dtype = DType.float64
  var optimizer: any Optimizer
  var steps: Int
  var clipping: Clipping?
  /// Keep the model and the state after every so many updates; 0 for never.
  var snapshotInterval = 0
  /// Look at the moments every so many updates; 0 for never.
  var momentInterval = 0

  /// What is kept of a run.
  struct Trace: Sendable {
    /// The loss before each update, and after the last.
    var losses: [Double] = []
    var snapshots: [Int: PerceptronSnapshot] = [:]
    var moments: [SecondMoments] = []
    /// Of a run that looks at the moments.
    var averages: AverageKinds?

    /// The snapshots up to where the loss leaves its floor, over which η λ₁ only rises.
    var quietSnapshots: [Int: PerceptronSnapshot] {
      guard let least = losses.min(), let floor = losses.firstIndex(of: least) else { return [:] }
      let end = losses[floor...].firstIndex { $0 > 1e6 * least } ?? losses.count
      return snapshots.filter { $0.key <= end }
    }
  }

  /// Trains from the first weights of a seed.
  ///
  /// - Parameters:
  ///   - seed: What the data and the weights are drawn from.
  ///   - goOn: Is told now and then how many steps more were made; false to stop there.
  /// - Returns: What was kept.
  func trace(seed: Int, goOn: (Int) -> Bool = { _ in true }) -> Trace {
    let problem = PerceptronProblem(seed: seed, dtype: dtype)
    var (now, trace) = (PerceptronSnapshot(model: problem.model), Trace())
    var averages = AverageKinds(count: problem.model.parameterCount)
    var before: [Double] = []
    trace.losses.reserveCapacity(steps + 1)
    var told = 0
    for step in 0..<steps {
      if step - told == 250 {
        if !goOn(250) { return trace }
        told = step
      }
      let isLooking = momentInterval > 0 && step % momentInterval == 0
      let previous = isLooking ? now.model : nil
      let (loss, gradient) = now.advance(on: problem, by: optimizer, clipping: clipping)
      trace.losses.append(loss)
      if momentInterval > 0 {
        let g = gradient.values.flatMap(\.doubles)
        if step < AverageKinds.steps { averages.include(g, state: now.state) }
        if let previous {
          trace.moments.append(
            SecondMoments(
              step: step, after: now, from: previous, gradient: g, before: before, by: optimizer))
        }
        before = g
      }
      if snapshotInterval > 0, (step + 1) % snapshotInterval == 0 {
        trace.snapshots[step + 1] = now
      }
    }
    _ = goOn(steps - told)
    trace.losses.append(problem.loss(now.model).scalar)
    if momentInterval > 0 { trace.averages = averages }
    return trace
  }
}

/// A model and what the optimizer remembers of it: enough to go on from.
struct PerceptronSnapshot: Sendable {
  var model: Linear
  var state = OptimizerState()

  /// One update; returns the loss and the gradient before it.
  mutating func advance(
    on problem: PerceptronProblem, by optimizer: any Optimizer,
    clipping: PerceptronRun.Clipping? = nil
  ) -> (loss: Double, gradient: Gradients) {
    let (loss, whole) = valueAndGradient(at: model, of: problem.loss)
    var gradient = whole
    switch clipping {
    case nil: break
    case .norm(let limit):
      let norm = gradient.norm
      if norm > limit { gradient.scale(by: limit / norm) }
    case .value(let limit):
      gradient.values = gradient.values.map { $0.clamped(from: -limit, to: limit) }
    }
    state.update(&model, along: gradient, using: optimizer)
    return (loss.scalar, gradient)
  }
}
