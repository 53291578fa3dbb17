import ArgumentParser
import DescentData

/// `descent predict`: what a trained model says of data.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict with a trained model: a CSV file with a row for each row of the data.",
    discussion: """
      Examples:
        descent predict runs/wine-0 new-wines.csv
        descent predict runs/wine-0 new-wines.csv.gz --columns id,name --out predictions.csv
        descent predict runs/churn-0 customers.csv --with-inputs --out scored.csv --json
        descent predict runs/mnist-0 mnist --out digits.csv

      RUN is a folder that descent train left behind. The columns that it learned from are found by \
      their names, in any order, beside others that are not used; without a line of names they stand \
      where they stood, with the target's column or without it. What the run did with missing values \
      happens here: they are refused, or take the mean of the training rows, or the row has no \
      prediction. A word that no training row had is taken for none of the categories, and counted.

      Every row of the data has one row here, in the same order: the columns that were asked for, the \
      prediction in the target's unit, or the class and a probability for each. Columns with another \
      word in every training row, such as names, are copied unless --columns says otherwise.

      Where the target is among the columns, the metrics are said on standard error and by --json. A \
      table is read some thousand rows at a time; --json without --out keeps the predictions.
      """)

  @Argument(help: ArgumentHelp("The run folder.", valueName: "run"))
  var folder: String

  @Argument(
    help:
      "A CSV file, plain or compressed by gzip; for a run on images, a folder or a file of them.")
  var data: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The columns to copy from the data, by name or by index from 0; none for none of them.",
      valueName: "names"))
  var columns: String?

  @Flag(help: "Copy all columns of the data.")
  var withInputs = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A file for the predictions, written whole or not at all.", valueName: "file"))
  var out: String?

  @Flag(help: "Say nothing on the side.")
  var quiet = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    let console = quiet ? Console.current.quiet : Console.current
    let request = try PredictRequest(columns: columns, withInputs: withInputs)
    if let out { try OutputFile.check(out) }
    try threads.apply()
    let run = try TrainedRun(folder)
    do {
      let (summary, sink) = try predict(run, request, console)
      for note in summary.notes(run, path: data) { console.note(note) }
      guard output.json else { return }
      console.print(
        summary.json(run, data: data, out: out, predictions: out == nil ? sink.kept : nil))
    } catch let error as DataError {
      throw CommandError(error.exitCode, error.description)
    }
  }

  private func predict(
    _ run: TrainedRun, _ request: PredictRequest, _ console: Console
  ) throws -> (summary: PredictionSummary, sink: PredictionSink) {
    let place: PredictionSink.Place =
      out.map { .file($0) } ?? (output.json ? .memory : .output(console))
    func makeSink(_ inputs: [String]) throws -> PredictionSink {
      try PredictionSink(place, inputs: inputs, classes: run.classes)
    }
    switch run.inputs {
    case .table(let encoder):
      return try TablePrediction(
        run: run, encoder: encoder, path: data, request: request, console: console
      ).run(into: makeSink)
    case .images(let encoding):
      guard request.inputs == .identifiers else {
        throw CommandError.usage(
          "--columns and --with-inputs are for tables, and the run is on images")
      }
      return try ImagePrediction(run: run, encoding: encoding, path: data, console: console)
        .run(into: makeSink)
    }
  }
}

/// What `descent predict` is asked for besides a run and data.
struct PredictRequest {
  /// Which columns are copied from the data.
  enum Inputs: Equatable {
    /// Those with another word in every training row.
    case identifiers
    case all
    case columns([String])
  }

  let inputs: Inputs

  init(columns: String?, withInputs: Bool) throws(CommandError) {
    guard let columns else {
      inputs = withInputs ? .all : .identifiers
      return
    }
    guard !withInputs else { throw .usage("--columns and --with-inputs: give one of them") }
    let names = columns.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !columns.isEmpty, !names.contains("") else {
      throw .usage("--columns: expected names between commas, or none, got '\(columns)'")
    }
    inputs = .columns(columns.lowercased() == "none" ? [] : names)
  }
}
