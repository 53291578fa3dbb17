import DescentOptimizers
import DescentTensor

/// All that a run needs, checked.
struct MinimizeRequest: Sendable {
  let objective: MinimizeObjective
  let start: [Double]
  /// Whether nobody said where to start, and nothing about the function does.
  let isDefaultStart: Bool
  let optimizer: any ConfigurableRule
  let steps: Int
  let dtype: DType
  /// What must be told every loss, where the rate follows it.
  var follower: ScheduleFollower?
  /// What about the schedule does not fit so many steps.
  var scheduleProblems: [ScheduleProblem] = []

  /// The losses of so many steps are kept.
  static let greatestSteps = 100_000_000
}

/// What was asked for, by a file, by options, or by both.
struct MinimizeDraft: Sendable {
  /// A value, and what to call its source in a message.
  struct Entry<Value: Sendable>: Sendable {
    var value: Value
    var source = ""
    /// 65 for what a file said, 64 for an option.
    var code = CommandExit.usage
  }

  var objective: Entry<MinimizeObjective>?
  var shape: Entry<[Int]>?
  var start: Entry<[Double]>?
  var optimizer = Entry(value: OptimizerSpecification("Adam"))
  var schedule: ScheduleSpecification?
  var steps = Entry(value: 1000)
  var dtype = Entry(value: "float64")

  /// Adds options written as `name=value`, and the rate.
  mutating func set(_ options: [String], rate: Double?) throws(CommandError) {
    var names: Set<String> = []
    for given in try OptionAssignment.list(options) {
      let spellings = spellings(of: given.name)
      guard names.insert(spellings[0]).inserted else {
        throw .usage("-O \(given.name): given twice")
      }
      for other in spellings { optimizer.value.options[other] = nil }
      optimizer.value.options[given.name] = given.value
    }
    if let rate {
      guard !names.contains("lr") else {
        throw .usage("--lr and -O lr are the same option; give one")
      }
      optimizer.value.options["learningRate"] = nil
      optimizer.value.options["lr"] = .number(rate)
    }
    if !options.isEmpty || rate != nil { optimizer.code = CommandExit.usage }
  }

  /// An option's names, torch's first: one of them takes the place of the other,
  /// so that the command line can correct a file.
  private func spellings(of name: String) -> [String] {
    func spellings<Rule: ConfigurableRule>(_ rule: Rule.Type) -> [String]? {
      Rule.options.first { $0.name == name || $0.swiftName == name }.map {
        [$0.name, $0.swiftName]
      }
    }
    guard let rule = try? OptimizerCatalog.ruleOrSolver(named: optimizer.value.name) else {
      return [name]
    }
    return spellings(rule) ?? [name]
  }

  /// Checks that everything fits together.
  func makeRequest() throws(CommandError) -> MinimizeRequest {
    guard let objective = objective?.value else {
      throw .usage("expected EXPRESSION, --function NAME or --spec FILE, got none")
    }
    let count = objective.shape.reduce(1, *)
    if let shape, shape.value != objective.shape {
      throw CommandError(
        shape.code,
        "\(shape.source): \(objective.name) has shape \(objective.shape), got \(shape.value)")
    }
    if let start {
      guard start.value.count == count else {
        let shape = objective.shape.count > 1 ? ", row by row of \(objective.shape)" : ""
        throw CommandError(
          start.code,
          "\(start.source): expected \(count) number\(count == 1 ? "" : "s") for \(objective.name)"
            + "\(shape), got \(start.value.count)")
      }
      if let bad = start.value.first(where: { !$0.isFinite }) {
        throw CommandError(start.code, "\(start.source): expected finite numbers, got \(bad)")
      }
    }
    guard (0...MinimizeRequest.greatestSteps).contains(steps.value) else {
      throw CommandError(
        steps.code,
        "\(steps.source): expected a number from 0 to \(MinimizeRequest.greatestSteps), got \(steps.value)"
      )
    }
    guard let type = [DType.float32, .float64].first(where: { $0.description == dtype.value })
    else {
      throw CommandError(
        dtype.code, "\(dtype.source): expected float32 or float64, got '\(dtype.value)'")
    }
    let rule: any ConfigurableRule
    let source = optimizer.source.isEmpty ? "" : optimizer.source + ": "
    do {
      rule = try optimizer.value.makeRule()
    } catch {
      throw CommandError(optimizer.code, source + error.description)
    }
    if let objection = rule.objection(to: Shape(objective.shape)) {
      throw CommandError(optimizer.code, source + objection)
    }
    func request(_ rule: any ConfigurableRule) -> MinimizeRequest {
      MinimizeRequest(
        objective: objective, start: start?.value ?? objective.start,
        isDefaultStart: start == nil && objective.known == nil, optimizer: rule,
        steps: steps.value, dtype: type)
    }
    guard let schedule else { return request(rule) }
    func scheduled(_ rule: some ConfigurableRule) throws(ScheduleError) -> MinimizeRequest {
      let made = try ScheduledRule(rule, by: schedule, steps: Int64(steps.value))
      var request = request(made.rule)
      request.follower = made.follower
      request.scheduleProblems = made.problems
      return request
    }
    do {
      return try scheduled(rule)
    } catch {
      throw .usage("--schedule: \(error)")
    }
  }

  /// Numbers between commas.
  static func numbers(_ text: String, _ source: String) throws(CommandError) -> [Double] {
    var numbers: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = part.filter { !$0.isWhitespace }
      guard let number = Double(word) else {
        throw .usage("\(source): expected numbers between commas, got '\(word)'")
      }
      numbers.append(number)
    }
    return numbers
  }
}
