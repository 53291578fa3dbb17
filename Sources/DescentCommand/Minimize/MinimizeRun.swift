import DescentOptimizers
import DescentTensor

/// A minimization that was done, and all that is told of it.
struct MinimizeRun {
  /// One step, as reports have it.
  struct Record: Equatable {
    /// Its number, counted from 1.
    var step: Int
    /// The value before the update.
    var loss: Double
    var rate: Double
    /// The point after it.
    var point: [Double]
  }

  let request: MinimizeRequest
  /// The steps that are reported.
  private(set) var records: [Record] = []
  /// The value before every update.
  private(set) var losses: [Double] = []
  /// The start and the points after it, some left out where there are very many.
  private(set) var way: [[Double]] = []
  /// The averages that the rule keeps, for each point of the way; the points themselves at the start
  /// and where it keeps none.
  private(set) var averages: [[Double]] = []
  /// The last point.
  private(set) var point: [Double]
  /// The value and the gradient at the last point.
  private(set) var value = Double.nan
  private(set) var gradient: [Double] = []
  private(set) var evaluations = 0
  private(set) var seconds = 0.0
  /// The step, counted from 1, at which something was no longer finite.
  private(set) var nonFiniteStep: Int?
  /// What it was.
  private(set) var nonFiniteName = ""
  /// What a solver said of it.
  private(set) var failure: SolverError?
  /// Whether Ctrl-C ended it.
  private(set) var isInterrupted = false

  /// The Euclidean norm of the gradient at the last point.
  var gradientNorm: Double {
    // Scaled, since squares of huge numbers overflow.
    let greatest = gradient.reduce(0) { max($0, $1.magnitude) }
    guard greatest > 0, greatest.isFinite else {
      return gradient.contains(where: \.isNaN) ? .nan : greatest
    }
    return greatest * gradient.reduce(0) { $0 + $1 / greatest * ($1 / greatest) }.squareRoot()
  }

  /// More points than a picture can show.
  private static let greatestWay = 20_000

  /// How many updates lie before each point of the way.
  var wayUpdates: [Int] {
    let stride = MinimizeRun.stride(request.steps)
    return way.indices.map { $0 == 0 ? 0 : ($0 - 1) * stride + 1 }
  }

  private static func stride(_ steps: Int) -> Int { max(1, steps / greatestWay) }

  /// Runs until the steps are done, a number is not finite, or Ctrl-C.
  init(_ request: MinimizeRequest, recording: MinimizeRecording, console: Console) {
    self.request = request
    self.point = request.start
    let optimizer = request.optimizer
    let objective = request.objective
    let clock = ContinuousClock()
    let begin = clock.now
    var point = Tensor(request.start, shape: Shape(objective.shape), dtype: request.dtype)
    var stepper = MinimizeSteppers.of(optimizer, objective)
    var progress = Progress(of: request.steps, unit: "steps", console: console)
    let stride = MinimizeRun.stride(request.steps)
    way.append(point.doubles)
    averages.append(point.doubles)
    for step in 0..<request.steps {
      let loss: Double
      do throws(SolverError) {
        let done = try stepper.step(&point)
        evaluations += done.evaluations
        loss = done.value
      } catch {
        failure = error
        loss = objective(point).scalar
      }
      losses.append(loss)
      self.point = point.doubles
      if step % stride == 0 {
        way.append(self.point)
        averages.append(stepper.average(at: point)?.doubles ?? self.point)
      }
      let isFinite = failure == nil && loss.isFinite && self.point.allSatisfy(\.isFinite)
      if !isFinite {
        nonFiniteStep = step + 1
        nonFiniteName = failure?.quantity ?? (loss.isFinite ? "point" : "value")
      }
      isInterrupted = isFinite && step + 1 < request.steps && console.isInterrupted()
      let rate = optimizer.learningRate(Int64(step))
      request.follower?.observe(loss)
      let isLast = !isFinite || isInterrupted || step + 1 == request.steps
      if isLast || recording.includes(step + 1) {
        records.append(Record(step: step + 1, loss: loss, rate: rate, point: self.point))
      }
      if isLast { break }
      progress.advance(to: step + 1, note: "loss \(NumberText.short(loss))")
    }
    progress.finish()
    let (value, gradient) = valueAndGradient(at: point) { objective($0) }
    evaluations += 1
    self.value = value.scalar
    self.gradient = gradient.doubles
    seconds = (clock.now - begin) / .seconds(1)
  }
}
