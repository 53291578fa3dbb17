import ArgumentParser
import DescentLab
import DescentOptimizers

/// `descent compare`: several optimizers on one function, over many starts.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run several optimizers on one function, over many starts, as a table and a race.",
    discussion: """
      Examples:
        descent compare --function rosenbrock --run 'adam lr=0.05' --run 'sgd lr=1e-3 momentum=0.9'
        descent compare 'w0^2 + 20*w1^2' --start 4,1 --run adam --run sgd --seeds 25 --target 1e-4
        descent compare --function pathological --run 'adam lr=0.3' --run 'sgd lr=1 momentum=0.9' \
      --steps 300 --plot race.svg

      Each --run names an optimizer and its options, in torch's spelling or Swift's. The first start \
      is the function's own or --start; the others lie at random about it, within --spread in each \
      variable, or with --anywhere in the part of the plane that pictures of the function show. All \
      optimizers have the same starts.

      --plot draws the first start's race on the function's contours, as an animated SVG: one frame \
      an update, the last frame where pictures do not move.

      Functions: \(TestFunction.all.map(\.name).joined(separator: ", ")).
      Optimizers: \(OptimizerCatalog.names.joined(separator: ", ")).
      """)

  @Argument(help: "A formula of w0, w1, …")
  var expression: String?

  @Option(parsing: .unconditional, help: "A known function instead of a formula.")
  var function: String?

  @Option(
    name: .customLong("run"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "An optimizer and its options, as in 'sgd lr=0.1 momentum=0.9'; repeatable.",
      valueName: "optimizer"))
  var runs: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The first start, as in -1.5,2.", valueName: "numbers"))
  var start: String?

  @Option(parsing: .unconditional, help: "How many starts.")
  var seeds = 10

  @OptionGroup var seed: SeedOptions

  @Option(
    parsing: .unconditional,
    help:
      "How far the starts lie from the first, in each variable. (default: a tenth of what pictures show, or of the start)"
  )
  var spread: Double?

  @Flag(help: "Start anywhere in what pictures of the function show.")
  var anywhere = false

  @Option(
    parsing: .unconditional,
    help:
      "The value to reach. (default: 1/1000 of the way from the least value, where it is known, to that of the first start)"
  )
  var target: Double?

  @Option(parsing: .unconditional, help: "How many updates to make.")
  var steps = 1000

  @Option(parsing: .unconditional, help: "float32 or float64.")
  var dtype = "float64"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draw the race as an animated picture.", valueName: "file.svg"))
  var plot: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    let console = Console.current
    try threads.apply()
    if let plot { try OutputFile.check(plot) }
    let request = try CompareRequest(self)
    let comparison = Comparison(request, console: console)
    if comparison.isInterrupted {
      throw CommandError.interrupted("interrupted; no run of the comparison is told by itself")
    }
    console.print(comparison, asJSON: output.json)
    if let plot {
      if request.objective.plane == nil {
        console.note(
          "\(plot): the values alone; contours need 2 variables, this function has \(request.starts[0].count)"
        )
      }
      try OutputFile.write(ComparePlot.figure(of: comparison).svg, to: plot)
    }
  }
}

extension Console {
  fileprivate func print(_ comparison: Comparison, asJSON: Bool) {
    if asJSON {
      print(CompareReport.json(comparison))
    } else {
      print(CompareReport.text(comparison))
    }
  }
}
