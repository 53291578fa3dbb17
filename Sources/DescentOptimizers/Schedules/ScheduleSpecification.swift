import DescentTensor

/// A schedule and its options, as a command line or a file names them.
///
/// ```swift
/// let specification = try ScheduleSpecification(parsing: "linear:0.1,total_iters=10 @10 cosine")
/// let rates = try specification.makeRates(from: ScheduleStart(rate: 0.1, steps: 100))
/// print(specification)             // linear:start_factor=0.1,total_iters=10 @10 cosine
/// print(rates.learningRate(10))  // 0.1
/// ```
public struct ScheduleSpecification: Sendable, Hashable {
  /// The schedule's name, in any case.
  public var name: String
  /// The options that are not at their defaults, by torch's names or Swift's.
  public var options: [String: OptionValue]
  /// The parts of a SequentialLR, the factors of a ChainedScheduler.
  public var schedules: [ScheduleSpecification]

  /// The schedule of a name with some options, and the parts of one that is made of others.
  public init(
    _ name: String, _ options: [String: OptionValue] = [:], of schedules: [Self] = []
  ) {
    self.name = name
    self.options = options
    self.schedules = schedules
  }

  /// Whether it is the schedule that follows a metric instead of the step.
  public var isPlateau: Bool {
    (try? ScheduleCatalog.entry(named: name))?.name == ScheduleEntry.plateau.name
  }

  /// Whether it is made of parts that follow one another.
  var isSequential: Bool { isNamed(ScheduleCatalog.sequential, "sequential") }
  /// Whether it is a product.
  var isChained: Bool { isNamed(ScheduleCatalog.chained, "chained") }

  private func isNamed(_ names: String...) -> Bool {
    names.contains { ScheduleCatalog.plain($0) == ScheduleCatalog.plain(name) }
  }

  /// The schedules of the rate and the momentum.
  ///
  /// - Throws: A ``ScheduleError`` that says in one line what is wrong.
  public func makeRates(from start: ScheduleStart) throws(ScheduleError) -> ScheduledRates {
    if isSequential { return try makeSequence(from: start) }
    if isChained { return try makeProduct(from: start) }
    let (entry, options) = try resolved(steps: start.steps)
    return try entry.make(options, start)
  }

  /// The rate that follows a metric.
  ///
  /// - Throws: A ``ScheduleError`` that says in one line what is wrong.
  public func makePlateau(from start: ScheduleStart) throws(ScheduleError) -> ReduceOnPlateau {
    try ReduceOnPlateau(try resolved(steps: start.steps).options, rate: start.rate)
  }

  /// The entry, and the options under torch's names.
  private func resolved(
    steps: Int64?
  ) throws(ScheduleError) -> (entry: ScheduleEntry, options: ScheduleOptions) {
    let entry = try ScheduleCatalog.entry(named: name)
    guard schedules.isEmpty else {
      throw .unknownOption(schedule: entry.name, name: "schedulers", nearest: nil)
    }
    let values = try canonical(entry.name, entry.options)
    return (entry, ScheduleOptions(schedule: entry.name, values: values, runSteps: steps))
  }

  private func canonical(
    _ schedule: String, _ known: [String]
  ) throws(ScheduleError) -> [String: OptionValue] {
    var values: [String: OptionValue] = [:]
    for (name, value) in options.sorted(by: { $0.key < $1.key }) {
      guard
        let real = known.first(where: { ScheduleCatalog.plain($0) == ScheduleCatalog.plain(name) })
      else {
        throw .unknownOption(
          schedule: schedule, name: name, nearest: nearestName(to: name, in: known))
      }
      guard values.updateValue(value, forKey: real) == nil else {
        throw .repeatedOption(schedule: schedule, name: real)
      }
    }
    return values
  }

  // MARK: Schedules of schedules

  private func makeSequence(from start: ScheduleStart) throws(ScheduleError) -> ScheduledRates {
    let name = ScheduleCatalog.sequential
    guard !schedules.isEmpty else {
      throw .missingOption(
        schedule: name, option: "schedulers", expected: "the schedules that follow one another")
    }
    let options = ScheduleOptions(
      schedule: name, values: try canonical(name, ["milestones"]), runSteps: start.steps)
    let milestones =
      schedules.count == 1 && !options.isGiven("milestones")
      ? [] : try options.milestones("milestones", least: 1)
    guard schedules.count == milestones.count + 1 else {
      throw .badParts(schedule: name, schedules: schedules.count, milestones: milestones.count)
    }
    guard zip(milestones, milestones.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .badValue(
        schedule: name, option: "milestones", value: .numbers(milestones.map { Double($0) }),
        expected: "whole numbers, each above the one before")
    }
    let ends = milestones.map(Optional.some) + [start.steps]
    var parts: [ScheduledRates] = []
    for (i, schedule) in schedules.enumerated() {
      var own = start
      // A part without an end of its own is made for the steps that it has.
      let begin = i == 0 ? 0 : milestones[i - 1]
      own.steps = ends[i].map { max($0 - begin, 1) }
      parts.append(try schedule.makeRates(from: own))
    }
    // From the last to the first, so that every part is shifted once.
    var result = parts[parts.count - 1].learningRate
    for i in milestones.indices.reversed() {
      let begin = i == 0 ? 0 : milestones[i - 1]
      result = parts[i].learningRate.then(result, at: milestones[i] - begin)
    }
    return ScheduledRates(result, momentum: momentum(of: parts, milestones, start.momentum))
  }

  /// The momentum of parts that follow one another: one that has none leaves it as it was.
  private func momentum(
    of parts: [ScheduledRates], _ milestones: [Int64], _ usual: Double?
  ) -> Schedule? {
    guard parts.contains(where: { $0.momentum != nil }) else { return nil }
    var lines: [Schedule] = []
    var latest = usual ?? parts.lazy.compactMap { $0.momentum?(0) }.first ?? 0
    for (i, part) in parts.enumerated() {
      let line = part.momentum ?? Schedule(latest)
      lines.append(line)
      if i < milestones.count {
        latest = line(milestones[i] - (i == 0 ? 0 : milestones[i - 1]) - 1)
      }
    }
    var result = lines[lines.count - 1]
    for i in milestones.indices.reversed() {
      result = lines[i].then(result, at: milestones[i] - (i == 0 ? 0 : milestones[i - 1]))
    }
    return result
  }

  private func makeProduct(from start: ScheduleStart) throws(ScheduleError) -> ScheduledRates {
    let name = ScheduleCatalog.chained
    _ = try canonical(name, [])
    guard let first = schedules.first else {
      throw .missingOption(
        schedule: name, option: "schedulers", expected: "the schedules that are multiplied")
    }
    var result = try first.makeRates(from: start)
    for schedule in schedules.dropFirst() {
      let next = try schedule.makeRates(from: start)
      let (line, rate) = (next.learningRate, start.rate)
      // Each is a factor of the rate that all of them begin with.
      let factor = Schedule("(\(line) / \(brief(rate)))", marks: line.marks) {
        rate == 0 ? 0 : line($0) / rate
      }
      result = ScheduledRates(
        result.learningRate * factor, momentum: next.momentum ?? result.momentum)
    }
    return result
  }
}
