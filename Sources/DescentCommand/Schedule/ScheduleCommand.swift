import ArgumentParser
import DescentOptimizers

/// `descent schedule`: the learning rate of every step, in numbers and as a picture.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Print and draw a learning-rate schedule, and be told what does not fit the run.",
    discussion: """
      Examples:
        descent schedule cosine:T_max=100,eta_min=1e-4 --lr 0.1 --steps 100
        descent schedule 'linear:0.1,total_iters=10 @10 cosine' --lr 0.1 --plot rate.svg
        descent schedule 'exponential:0.99 * multistep:80,130,gamma=0.3' --json
        descent schedule --spec case.json --json

      A schedule is a name and its options, the first of which may stand without its name; A @10 B \
      is A up to step 10 and B from there, A * B a product. Options have torch's spelling or Swift's. \
      cosine, onecycle, warmup-cosine, wsd and rex are made for the run's length unless they are told \
      another.

      Schedules: \(ScheduleCatalog.shortNames.joined(separator: ", ")), and torch's own names.

      With --json, lr[t] is the rate that step t uses, from step 0.
      """)

  @Argument(help: "A schedule, as in cosine:T_max=100,eta_min=1e-4.")
  var schedule: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A JSON file with schedule, options, base_lr, base_momentum, metric, steps.",
      discussion: "Options given beside it take its place.", valueName: "file"))
  var spec: String?

  @Option(parsing: .unconditional, help: "How many steps the run has. (default: 200)")
  var steps: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The rate that the schedule begins with. (default: 0.1)", valueName: "rate"))
  var lr: Double?

  @Option(parsing: .unconditional, help: "The momentum, where the schedule moves it too.")
  var momentum: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("Draw the rate.", valueName: "file.svg"))
  var plot: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let console = Console.current
    if let plot { try OutputFile.check(plot) }
    let series = try makeRequest().makeSeries()
    for problem in series.problems { console.note("note: \(problem)") }
    if output.json {
      console.print(ScheduleReport.json(series))
    } else {
      console.print(ScheduleReport.text(series))
    }
    if let plot { try OutputFile.write(SchedulePlot.figure(of: series).svg, to: plot) }
  }

  /// What the file says, with the options on top.
  private func makeRequest() throws(CommandError) -> ScheduleRequest {
    var request: ScheduleRequest
    switch (schedule, spec) {
    case (let text?, nil):
      request = ScheduleRequest(try ScheduleSpecification(option: text, "SPEC"), source: "SPEC")
    case (nil, let path?): request = try ScheduleRequest(readingFile: path)
    case (nil, nil): throw .usage("expected SPEC or --spec FILE, got none")
    default: throw .usage("expected one of SPEC and --spec, got both")
    }
    if let steps {
      guard (1...ScheduleRequest.greatestSteps).contains(steps) else {
        throw .usage(
          "--steps: expected a number from 1 to \(ScheduleRequest.greatestSteps), got \(steps)")
      }
      request.steps = steps
    }
    for (name, value) in [("--lr", lr), ("--momentum", momentum)] {
      if let value, !value.isFinite || value < 0 {
        throw .usage("\(name): expected a finite number of at least 0, got \(value)")
      }
    }
    if let lr { request.rate = lr }
    if let momentum { request.momentum = momentum }
    return request
  }
}

extension ScheduleSpecification {
  /// A schedule as an option says it.
  ///
  /// - Throws: ``CommandError`` with exit code 64, or that of the option's source.
  init(
    option text: String, _ source: String, code: Int32 = CommandExit.usage
  ) throws(CommandError) {
    do {
      try self.init(parsing: text)
    } catch {
      throw CommandError(code, "\(source): \(error)")
    }
  }
}
