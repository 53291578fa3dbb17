import ArgumentParser
import DescentData
import DescentLab
import DescentOptimizers

/// `descent compare`: several optimizers on one function over many starts, or on one training
/// configuration over many seeds.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Run several optimizers on one function or one training run, often, as a table and a race.",
    discussion: """
      Examples:
        descent compare --function rosenbrock --run 'adam lr=0.05' --run 'sgd lr=1e-3 momentum=0.9'
        descent compare 'w0^2 + 20*w1^2' --start 4,1 --run adam --run sgd --seeds 25 --target 1e-4
        descent compare --function pathological --run 'adam lr=0.3' --run 'sgd lr=1 momentum=0.9' \
      --steps 300 --plot race.svg

        descent compare wine.csv --target quality --run adamw --run 'sgd lr=0.1 momentum=0.9' \
      --seeds 5 --epochs 40 --schedule cosine --plot race.svg

      Each --run names an optimizer and its options, in torch's spelling or Swift's. The first start \
      is the function's own or --start; the others lie at random about it, within --spread in each \
      variable, or with --anywhere in the part of the plane that pictures of the function show. All \
      optimizers have the same starts.

      --plot draws the first start's race on the function's contours, as an animated SVG: one frame \
      an update, the last frame where pictures do not move.

      With a CSV file the runs are those of descent train, whose options say the rest; --target is \
      the column, --reach the validation loss to reach, and the seeds go up from --seed. What counts \
      of a run is its lowest validation loss, and the race of the first seed has one frame an epoch.

      Functions: \(TestFunction.all.map(\.name).joined(separator: ", ")).
      Optimizers: \(OptimizerCatalog.names.joined(separator: ", ")).
      """)

  @Argument(help: "A formula of w0, w1, …, or a CSV file to train on.")
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

  @Option(parsing: .unconditional, help: "How many starts, or seeds of a training run.")
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
    help: ArgumentHelp(
      "The value to reach (default: 1/1000 of the way from the least value, where it is known, to that of the first start); in training, the column to predict.",
      valueName: "value|column"))
  var target: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The validation loss to reach. (default: the least that every optimizer reaches with most seeds)",
      valueName: "loss"))
  var reach: Double?

  @OptionGroup var training: TrainOptions

  @Option(parsing: .unconditional, help: "How many updates to make. (default: 1000)")
  var steps: Int?

  @Option(parsing: .unconditional, help: "float32 or float64. (default: float64)")
  var dtype: String?

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
    if trainsOnFile {
      try compareTraining(console)
      return
    }
    if let option = training.firstGiven ?? reach.map({ _ in "--reach" }) {
      throw CommandError.usage("\(option): expected a CSV file to train on, got a function")
    }
    let request = try CompareRequest(self)
    let comparison = try Comparison(request, console: console)
    if comparison.isInterrupted {
      throw CommandError.interrupted("interrupted; no run of the comparison is told by itself")
    }
    console.print(
      output.json ? CompareReport.json(comparison).text : CompareReport.text(comparison))
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

extension Compare {
  /// Whether the argument is a file: one that is there, or that is called like one.
  private var trainsOnFile: Bool {
    guard let expression else { return training.config != nil }
    let name = expression.lowercased()
    return [".csv", ".csv.gz", ".tsv", ".tsv.gz"].contains { name.hasSuffix($0) }
      || [.regular, .directory].contains(FileKind(path: expression))
  }

  private func compareTraining(_ console: Console) throws {
    let request = try TrainingCompareRequest(self)
    let comparison = try TrainingComparison(request, console: console)
    if comparison.isInterrupted {
      throw CommandError.interrupted("interrupted; no run of the comparison is told by itself")
    }
    console.print(
      output.json ? CompareReport.json(comparison).text : CompareReport.text(comparison))
    if let plot { try OutputFile.write(ComparePlot.figure(of: comparison).svg, to: plot) }
  }
}
