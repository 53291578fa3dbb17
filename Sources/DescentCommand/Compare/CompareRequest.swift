import DescentOptimizers
import DescentTensor

/// What `descent compare` was asked for, checked.
struct CompareRequest: Sendable {
  /// One of the optimizers.
  struct Entry: Sendable {
    /// As the person wrote it, in one spacing: what tables and legends call it.
    var label: String
    var optimizer: any ConfigurableRule
    /// What a function's runs are made of, each of which has a schedule of its own.
    var draft = MinimizeDraft()
  }

  /// A run of one optimizer from one start.
  ///
  /// A schedule is made for all steps, and follows this run alone where it follows one.
  func run(_ entry: Entry, from start: [Double], steps: Int) throws(CommandError) -> MinimizeRequest
  {
    let made = try entry.draft.makeRequest()
    return MinimizeRequest(
      objective: objective, start: start, isDefaultStart: false, optimizer: made.optimizer,
      steps: steps, dtype: dtype, follower: made.follower)
  }

  let objective: MinimizeObjective
  let entries: [Entry]
  /// The starts, the one that was asked for first.
  let starts: [[Double]]
  let steps: Int
  let target: Double?
  let dtype: DType

  private static let greatestUpdates = 1_000_000_000

  init(_ command: Compare) throws(CommandError) {
    guard [command.expression, command.function].compactMap(\.self).count == 1 else {
      throw .usage(
        "expected one of EXPRESSION and --function, got "
          + (command.function == nil ? "none" : "both"))
    }
    _ = try CompareRequest.seeds(command)
    let steps = command.steps ?? 1000
    guard steps >= 1, steps <= CompareRequest.greatestUpdates / command.seeds else {
      throw .usage(
        "--steps: expected a number from 1 to \(CompareRequest.greatestUpdates / command.seeds) for \(command.seeds) starts, got \(steps)"
      )
    }
    let target = try command.target.map { (text) throws(CommandError) in
      guard let number = Double(text), number.isFinite else {
        throw .usage("--target: expected a finite number, got \(text)")
      }
      return number
    }
    var draft = MinimizeDraft()
    if let text = command.expression { draft.objective = .init(value: try .init(formula: text)) }
    if let name = command.function {
      draft.objective = .init(value: try .init(functionNamed: name))
    }
    if let start = command.start {
      draft.start = .init(value: try MinimizeDraft.numbers(start, "--start"), source: "--start")
    }
    draft.steps = .init(value: steps, source: "--steps")
    draft.dtype = .init(value: command.dtype ?? "float64", source: "--dtype")
    draft.schedule = try command.training.schedule.map { (text) throws(CommandError) in
      try ScheduleSpecification(option: text, "--schedule")
    }

    var entries: [Entry] = []
    var first: MinimizeRequest?
    for (label, words) in try CompareRequest.labels(command) {
      draft.optimizer = .init(
        value: OptimizerSpecification(words[0]), source: "--run '\(label)'")
      do {
        try draft.set(Array(words.dropFirst()), rate: nil)
      } catch {
        throw error.of(run: label)
      }
      let request = try draft.makeRequest()
      first = first ?? request
      entries.append(Entry(label: label, optimizer: request.optimizer, draft: draft))
    }
    guard let first else { throw .usage("--run: got none") }
    self.entries = entries
    objective = first.objective
    self.steps = first.steps
    dtype = first.dtype
    starts = try CompareRequest.starts(command, first)
    self.target = target ?? CompareRequest.usualTarget(objective, start: first.start)
  }

  /// The first start, and others drawn about it or anywhere in the view.
  private static func starts(
    _ command: Compare, _ request: MinimizeRequest
  ) throws(CommandError) -> [[Double]] {
    let start = request.start
    let view = request.objective.known?.view
    if let spread = command.spread {
      guard spread.isFinite, spread >= 0 else {
        throw .usage("--spread: expected a number of at least 0, got \(spread)")
      }
      guard !command.anywhere else {
        throw .usage("--spread and --anywhere exclude each other; give one")
      }
    }
    let ranges: [ClosedRange<Double>]
    if command.anywhere {
      guard let view else {
        throw .usage(
          "--anywhere: pictures of \(request.objective.name) have no usual view; --spread says how far"
        )
      }
      ranges = [view.x, view.y]
    } else {
      let sizes = view.map { [$0.x, $0.y].map { $0.upperBound - $0.lowerBound } }
      ranges = start.indices.map { i in
        let spread = command.spread ?? 0.1 * (sizes?[i] ?? max(1, start[i].magnitude))
        return start[i] - spread...start[i] + spread
      }
    }
    var generator = Generator(seed: command.seed.seed)
    return [start]
      + (1..<max(1, command.seeds)).map { _ in
        let units = Tensor.rand([start.count], dtype: .float64, using: &generator).doubles
        return zip(ranges, units).map {
          $0.lowerBound + $1 * ($0.upperBound - $0.lowerBound)
        }
      }
  }

  /// A thousandth of the way from the least value to the first start's.
  private static func usualTarget(_ objective: MinimizeObjective, start: [Double]) -> Double? {
    guard let least = objective.known?.leastValue else { return nil }
    let value = objective(Tensor(start, shape: Shape(objective.shape), dtype: .float64)).scalar
    return value.isFinite && value > least ? least + 1e-3 * (value - least) : nil
  }
}
