import DescentOptimizers

/// Several optimizers from the same starts, and how they did.
struct Comparison {
  /// One optimizer over all starts.
  struct Contestant {
    let entry: CompareRequest.Entry
    /// The value at the end from each start; infinite where it was no longer finite.
    var ends: [Double] = []
    /// After how many updates the target was reached, from each start.
    var updatesToTarget: [Int?] = []
    /// From how many starts a number was no longer finite.
    var divergences = 0
    /// The values along the way from the first start, before the first update and after each.
    var values: [Double] = []
    /// The points there.
    var way: [[Double]] = []

    /// The least value that any start led to.
    var best: Double { ends.min() ?? .nan }
    /// The middle one.
    var median: Double { Comparison.median(ends) }
    /// From how many starts the target was reached.
    var reached: Int { updatesToTarget.count { $0 != nil } }
    /// The median number of updates, where starts that never reach it count as infinite.
    var medianUpdates: Double {
      Comparison.median(updatesToTarget.map { $0.map(Double.init) ?? .infinity })
    }
  }

  let request: CompareRequest
  private(set) var contestants: [Contestant] = []
  private(set) var isInterrupted = false
  private(set) var seconds = 0.0

  /// Runs every optimizer from every start.
  init(_ request: CompareRequest, console: Console) throws(CommandError) {
    self.request = request
    let clock = ContinuousClock()
    let begin = clock.now
    var progress = Progress(
      of: request.entries.count * request.starts.count, unit: "runs", console: console)
    let silent = Console(
      output: { _ in }, error: { _ in }, isInteractive: false,
      isInterrupted: console.isInterrupted)
    for entry in request.entries {
      var contestant = Contestant(entry: entry)
      for (index, start) in request.starts.enumerated() {
        let run = MinimizeRun(
          try request.run(entry, from: start, steps: request.steps), recording: .some([]),
          console: silent)
        isInterrupted = run.isInterrupted || console.isInterrupted()
        if isInterrupted { return }
        contestant.add(run, target: request.target)
        if index == 0 { contestant.way = try Comparison.race(entry, of: request, silent) }
        progress.advance(
          to: contestants.count * request.starts.count + index + 1, note: entry.label)
      }
      contestants.append(contestant)
    }
    progress.finish()
    seconds = (clock.now - begin) / .seconds(1)
  }

  /// More updates than anybody watches.
  static let raceLength = 500

  /// Every point of the first updates from the first start: long runs leave some out.
  private static func race(
    _ entry: CompareRequest.Entry, of request: CompareRequest, _ console: Console
  ) throws(CommandError) -> [[Double]] {
    MinimizeRun(
      try request.run(
        entry, from: request.starts[0], steps: min(raceLength, request.steps)),
      recording: .some([]), console: console
    ).way
  }

  /// The middle value, or the mean of the two in the middle.
  static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
    return low == high ? low : low / 2 + high / 2
  }
}

extension Comparison.Contestant {
  fileprivate mutating func add(_ run: MinimizeRun, target: Double?) {
    let values = run.losses + [run.value]
    if ends.isEmpty { self.values = Array(values.prefix(Comparison.raceLength + 1)) }
    if run.nonFiniteStep != nil { divergences += 1 }
    ends.append(run.nonFiniteStep == nil && run.value.isFinite ? run.value : .infinity)
    updatesToTarget.append(target.flatMap { target in values.firstIndex { $0 <= target } })
  }
}
