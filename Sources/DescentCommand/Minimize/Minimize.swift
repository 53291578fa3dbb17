import ArgumentParser
import DescentLab
import DescentOptimizers
import DescentTensor

/// `descent minimize`: a function of a few variables, an optimizer, and its way.
struct Minimize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Minimize a function of a few variables, and see the way there.",
    discussion: """
      Examples:
        descent minimize '100*(w1 - w0^2)^2 + (1 - w0)^2' --start -1.5,2 --lr 0.1
        descent minimize --function pathological --optimizer sgd --lr 1 --plot way.svg
        descent minimize --function booth --lr 0.1 -O betas=0.9,0.99 -O amsgrad=true
        descent minimize --function beale --optimizer sgd --lr 0.01 --schedule cosine
        descent minimize --spec case.json --json

      A formula has variables w0, w1, …, numbers, pi, e, + - * / ^ and parentheses, \
      and \(UnaryOperation.functions.keys.sorted().joined(separator: ", ")), min, max.

      Functions: \(TestFunction.all.map(\.name).joined(separator: ", ")).
      Optimizers: \(OptimizerCatalog.names.joined(separator: ", ")); \
      solvers: \(OptimizerCatalog.solverNames.joined(separator: ", ")).

      With --json, a step's loss is the value before its update and w is the point after it.
      """)

  @Argument(help: "A formula of w0, w1, …")
  var expression: String?

  @Option(parsing: .unconditional, help: "A known function instead of a formula.")
  var function: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A JSON file with optimizer, options, problem or expression, dtype, start, steps.",
      discussion: "Options given beside it take its place.", valueName: "file"))
  var spec: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Where to start, as in -1.5,2.", valueName: "numbers"))
  var start: String?

  @Option(parsing: .unconditional, help: "The optimizer's name. (default: Adam)")
  var optimizer: String?

  @Option(parsing: .unconditional, help: "The learning rate; the optimizer's default otherwise.")
  var lr: Double?

  @Option(
    name: [.customShort("O"), .customLong("option")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "An option of the optimizer, in torch's spelling or Swift's; repeatable.",
      valueName: "name=value"))
  var options: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How the learning rate goes, as in cosine or linear:0.1@10cosine; descent help schedule says "
        + "more.", valueName: "spec"))
  var schedule: String?

  @Option(parsing: .unconditional, help: "How many updates to make. (default: 1000)")
  var steps: Int?

  @Option(parsing: .unconditional, help: "float32 or float64. (default: float64)")
  var dtype: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Which steps to report: 1 for all, 10 for every tenth and the last, or last.",
      valueName: "steps"))
  var record: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw the way on the function's contours, beside the loss.", valueName: "file.svg"))
  var plot: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var threads: ThreadOptions

  private static let greatestRecords = 2_000_000

  func run() throws {
    let console = Console.current
    try threads.apply()
    if let plot { try OutputFile.check(plot) }
    var recording = try MinimizeRecording(parsing: record ?? "1")
    let request = try makeRequest()
    if !output.json {
      recording = recording.fewer(of: request.steps)
    } else if recording.count(of: request.steps) > Minimize.greatestRecords {
      throw CommandError.usage(
        "--record: \(recording.count(of: request.steps)) steps are too many for one document; "
          + "choose every so many")
    }
    if request.isDefaultStart {
      console.note("starting from \(NumberText.point(request.start)); --start chooses")
    }
    for problem in request.scheduleProblems { console.note("note: --schedule: \(problem)") }
    let run = MinimizeRun(request, recording: recording, console: console)
    if let step = run.nonFiniteStep {
      console.note(
        "diverged: at step \(step) of \(request.steps) the \(run.nonFiniteName) is no longer finite"
      )
      if let failure = run.failure { console.note(failure.description) }
    }
    if output.json {
      console.print(MinimizeReport.json(run))
    } else {
      console.print(MinimizeReport.text(run))
    }
    if let plot {
      if request.objective.plane == nil {
        console.note(
          "\(plot): the loss alone; contours need 2 variables, this function has \(request.start.count)"
        )
      }
      try OutputFile.write(MinimizePlot.figure(of: run).svg, to: plot)
    }
    if run.isInterrupted {
      throw CommandError.interrupted(
        "interrupted after \(run.losses.count) of \(request.steps) steps")
    }
  }

  /// What the specification says, with the options on top.
  private func makeRequest() throws(CommandError) -> MinimizeRequest {
    guard [expression, function].compactMap(\.self).count <= 1 else {
      throw .usage("expected one of EXPRESSION and --function, got both")
    }
    var draft = MinimizeDraft()
    if let spec {
      draft = try MinimizeDraft(readingFile: spec)
      guard expression == nil, function == nil else {
        throw .usage("expected one of EXPRESSION, --function and --spec, got two")
      }
    }
    if let expression { draft.objective = .init(value: try .init(formula: expression)) }
    if let function { draft.objective = .init(value: try .init(functionNamed: function)) }
    if let start {
      draft.start = .init(value: try MinimizeDraft.numbers(start, "--start"), source: "--start")
    }
    if let optimizer {
      // Another rule does not take the options of the one in the file.
      draft.optimizer = .init(value: OptimizerSpecification(optimizer))
    }
    try draft.set(options, rate: lr)
    draft.schedule = try schedule.map { (text) throws(CommandError) in
      try ScheduleSpecification(option: text, "--schedule")
    }
    if let steps { draft.steps = .init(value: steps, source: "--steps") }
    if let dtype { draft.dtype = .init(value: dtype, source: "--dtype") }
    return try draft.makeRequest()
  }
}
