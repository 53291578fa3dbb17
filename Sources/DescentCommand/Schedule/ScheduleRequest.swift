import DescentOptimizers

/// A schedule, what it begins with, and for how long.
struct ScheduleRequest {
  var specification: ScheduleSpecification
  /// What to call the specification in a message, and the exit code when it makes no sense.
  var source: String
  var code = CommandExit.usage
  var rate = 0.1
  var momentum: Double?
  var steps = 200
  /// What a schedule that follows a metric is told after each step.
  var metric: [Double]?

  static let greatestSteps = 10_000_000

  init(_ specification: ScheduleSpecification, source: String) {
    self.specification = specification
    self.source = source
  }

  /// Computes the rate of every step.
  func makeSeries() throws(CommandError) -> ScheduleSeries {
    do {
      return try series()
    } catch let error as ScheduleError {
      throw CommandError(code, "\(source): \(error)")
    } catch let error as CommandError {
      throw error
    } catch {
      throw CommandError(code, "\(source): \(error)")
    }
  }

  private func series() throws -> ScheduleSeries {
    let start = ScheduleStart(rate: rate, momentum: momentum, steps: Int64(steps))
    if specification.isPlateau {
      var plateau = try specification.makePlateau(from: start)
      guard let metric else {
        throw CommandError(
          code, "\(source): \(specification.name) follows a metric; give one with --spec FILE")
      }
      guard metric.count >= steps - 1 else {
        throw CommandError(
          code, "\(source): expected a metric for each of \(steps) steps, got \(metric.count)")
      }
      let description = plateau.description
      var rates: [Double] = []
      for step in 0..<steps {
        rates.append(plateau.rate)
        if step < metric.count { plateau.observe(metric[step]) }
      }
      let ignored =
        plateau.ignoredMetrics > 0
        ? ["\(plateau.ignoredMetrics) metrics are not finite and were ignored"] : []
      return ScheduleSeries(
        description: description, rates: rates,
        momentum: momentum.map { [Double](repeating: $0, count: steps) }, milestones: [],
        problems: ignored)
    }
    let made = try specification.makeRates(from: start)
    let line = made.momentum ?? momentum.map { Schedule($0) }
    return ScheduleSeries(
      description: made.learningRate.description,
      rates: (0..<steps).map { made.learningRate(Int64($0)) },
      momentum: line.map { line in (0..<steps).map { line(Int64($0)) } },
      milestones: made.learningRate.marks.filter {
        $0.kind == .milestone && $0.step < min($0.until ?? .max, Int64(steps))
      }
      .map { Int($0.step) },
      problems: made.learningRate.problems(steps: Int64(steps)).map(\.description))
  }
}

/// The rates of a run's steps.
struct ScheduleSeries {
  var description: String
  /// The rate that each step uses.
  var rates: [Double]
  /// The momentum that each step uses, where it is known.
  var momentum: [Double]?
  /// The steps where the schedule changes course.
  var milestones: [Int]
  var problems: [String]
}
