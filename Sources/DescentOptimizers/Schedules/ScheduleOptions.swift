/// The options of a schedule as they were given, read one by one.
struct ScheduleOptions: Sendable {
  /// The numbers that an option may be.
  enum Domain: Sendable {
    case nonNegative, positive, belowOne, share

    var description: String {
      switch self {
      case .nonNegative: "a finite number of at least 0"
      case .positive: "a finite number above 0"
      case .belowOne: "at least 0 and below 1"
      case .share: "a number of 0 to 1"
      }
    }

    func contains(_ x: Double) -> Bool {
      switch self {
      case .nonNegative: x >= 0 && x.isFinite
      case .positive: x > 0 && x.isFinite
      case .belowOne: x >= 0 && x < 1
      case .share: x >= 0 && x <= 1
      }
    }
  }

  let schedule: String
  let values: [String: OptionValue]
  /// The length of the run, where it is known.
  let runSteps: Int64?

  /// Whether there is a value that is not Python's `None`.
  func isGiven(_ name: String) -> Bool { values[name] ?? .none != .none }

  /// A number; what is usual when nothing was given, and required where nothing is usual.
  func number(_ name: String, _ usual: Double?, _ domain: Domain) throws(ScheduleError) -> Double {
    guard isGiven(name), let value = values[name] else {
      return try self.usual(usual, name, domain.description)
    }
    guard case .number(let number) = value, domain.contains(number) else {
      throw bad(name, value, domain.description)
    }
    return number
  }

  /// A count of steps.
  func steps(
    _ name: String, _ usual: Int64? = nil, least: Int64 = 1, below limit: Int64? = nil
  ) throws(ScheduleError) -> Int64 {
    let expected =
      limit.map { "a whole number from \(least) to \($0 - 1)" }
      ?? "a whole number of at least \(least)"
    guard isGiven(name), let value = values[name] else {
      return try self.usual(usual, name, expected)
    }
    guard case .number(let number) = value, let steps = Self.whole(number), steps >= least,
      limit.map({ steps < $0 }) ?? true
    else { throw bad(name, value, expected) }
    return steps
  }

  /// How many steps a schedule is made for: as many as the run has, unless it says otherwise.
  func horizon(_ name: String) throws(ScheduleError) -> Int64 {
    try steps(name, runSteps.map { max($0, 1) })
  }

  /// Whole numbers.
  func milestones(_ name: String, least: Int64) throws(ScheduleError) -> [Int64] {
    let expected = "whole numbers of at least \(least)"
    guard isGiven(name), let value = values[name] else {
      throw .missingOption(schedule: schedule, option: name, expected: expected)
    }
    let numbers: [Double] =
      switch value {
      case .numbers(let numbers): numbers
      case .number(let number): [number]
      default: throw bad(name, value, expected)
      }
    let steps = numbers.compactMap { Self.whole($0) }
    guard steps.count == numbers.count, steps.allSatisfy({ $0 >= least }) else {
      throw bad(name, value, expected)
    }
    return steps
  }

  /// True or false.
  func flag(_ name: String, _ usual: Bool) throws(ScheduleError) -> Bool {
    guard isGiven(name), let value = values[name] else { return usual }
    guard case .bool(let bool) = value else { throw bad(name, value, "true or false") }
    return bool
  }

  /// One of a few words, the first when nothing was given.
  func choice(_ name: String, _ words: [String]) throws(ScheduleError) -> String {
    guard isGiven(name), let value = values[name] else { return words.first ?? "" }
    guard case .text(let word) = value, words.contains(word) else {
      throw bad(name, value, words.joined(separator: " or "))
    }
    return word
  }

  /// The way from one value to another.
  func annealing(_ name: String) throws(ScheduleError) -> Annealing {
    Annealing(rawValue: try choice(name, Annealing.allCases.map(\.rawValue))) ?? .cosine
  }

  /// Nothing where torch takes a function.
  func refuseFunctions(_ names: [String]) throws(ScheduleError) {
    for name in names where isGiven(name) {
      throw .takesFunction(schedule: schedule, option: name)
    }
  }

  private func bad(_ name: String, _ value: OptionValue, _ expected: String) -> ScheduleError {
    .badValue(schedule: schedule, option: name, value: value, expected: expected)
  }

  private func usual<Value>(
    _ value: Value?, _ name: String, _ expected: String
  ) throws(ScheduleError) -> Value {
    guard let value else {
      throw .missingOption(schedule: schedule, option: name, expected: expected)
    }
    return value
  }

  /// Whole numbers that a double holds exactly.
  private static func whole(_ number: Double) -> Int64? {
    number.magnitude <= 0x1p53 ? Int64(exactly: number) : nil
  }
}
