import ArgumentParser
import DescentOptimizers
import DescentTraining

/// `descent train`: a table, a target, and a model that was judged on rows it has not seen.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train on a CSV file or on images, and judge the model by data it has not seen.",
    discussion: """
      Examples:
        descent train wine.csv --target quality
        descent train sonar.csv.gz --no-header --target 60 --hidden 32 --dropout 0.2 --seed 7
        descent train wine.csv --target quality --optimizer sgd --lr 0.1 -O momentum=0.9
        descent train mnist --model cnn --epochs 5 --optimizer adam --lr 1e-3
        descent train inputs.npy --target outputs.npy
        descent train --config runs/wine-0/config.yaml --json
        descent train --resume runs/wine-0 --epochs 400

      A fifth of the rows is held out and judges the model, once; 15 % of the others say when to \
      stop, and which epoch's weights to keep. Numbers are standardized, words become one input \
      each, both by the training rows alone. A target of numbers with more than two values is \
      predicted as a number, any other as a class.

      NumPy's arrays (.npy) are tables without names, and the target is a column or an array of its \
      own; archives of them (.npz) and JSON lines (.jsonl) are tables with names.

      A folder of images holds train-images…, train-labels…, and test-images…, test-labels… (or \
      t10k-…), in the IDX format of the MNIST digits, compressed by gzip or not. All training images \
      are learned from unless --validation holds some out.

      A run that was stopped, by Ctrl-C, by a power cut or at its end, goes on with --resume and ends \
      with the bits of one that was never stopped. Its checkpoints are in the run folder.

      The run folder holds model.safetensors (with torch's names), encoder.json, config.yaml, which \
      makes the same run again, metrics.csv, curves.svg, result.json, and report.html, which shows \
      the run in one page. descent predict applies it to other data.

      Optimizers: \(OptimizerCatalog.names.joined(separator: ", ")).
      """)

  @Argument(
    help: "A CSV, NPY or JSON lines file, compressed by gzip or not, or a folder of images.")
  var data: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The column to predict: its name, or its index from 0.", valueName: "column")
  )
  var target: String?

  @OptionGroup var training: TrainOptions

  @Option(parsing: .unconditional, help: "The optimizer's name. (default: AdamW)")
  var optimizer: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The learning rate; the optimizer's default otherwise.", valueName: "rate"))
  var lr: String?

  @Option(
    name: [.customShort("O"), .customLong("option")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "An option of the optimizer, in torch's spelling or Swift's; repeatable.",
      valueName: "name=value"))
  var options: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the random numbers start from: the same seed gives the same bits. (default: 0)",
      valueName: "n"))
  var seed: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The run folder; the next free name if it holds something else. "
        + "(default: runs/FILE-SEED)", valueName: "dir"))
  var out: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How often the run is saved while it goes on: 500steps, 2epochs, 30s or none. (default: 30s, "
        + "and at the end)", valueName: "interval"))
  var checkpointEvery: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Forms in which every step is kept, in the run folder's logs: tensorboard, csv, jsonl. "
        + "(default: none)", valueName: "forms"))
  var log: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A run folder to go on with, as it was configured; of other options only --epochs, --patience, "
        + "--lr, -O, --schedule, --log and --checkpoint-every make sense.", valueName: "run"))
  var resume: String?

  @Flag(help: "Say nothing but the result.")
  var quiet = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    var console = Console.current
    if quiet { console = console.quiet }
    let configuration = try (resume.map(resumed) ?? settings()).makeConfiguration()
    try threads.apply()
    let run = try TrainRun(configuration, resuming: resume, console: console)
    if output.json {
      console.print(TrainReport.json(run))
    } else {
      console.print(TrainReport.text(run))
    }
    if run.isInterrupted {
      throw CommandError.interrupted(
        "interrupted after epoch \(run.epochs.count); \(run.folder) holds the best weights so far; "
          + TrainSaving.advice(run.folder, run.configuration))
    }
  }

  /// What was said beside the common options.
  private var given: [(TrainKey, String, String?)] {
    [
      (.data, "DATA", data), (.target, "--target", target), (.optimizer, "--optimizer", optimizer),
      (.lr, "--lr", lr), (.seed, "--seed", seed), (.out, "--out", out),
      (.checkpointEvery, "--checkpoint-every", checkpointEvery), (.log, "--log", log),
    ]
  }

  /// What the file says, with the options on top.
  private func settings() throws(CommandError) -> TrainSettings {
    var settings = try training.settings()
    for (key, name, text) in given {
      if let text { settings.set(key, to: text, source: name) }
    }
    try settings.set(options: options)
    return settings
  }

  /// What a run folder says, with on top what a run may change while it goes on.
  private func resumed(_ run: String) throws(CommandError) -> TrainSettings {
    try RunFolder.requireUnfinishedOrWhole(run)
    var settings = try TrainSettings(readingFile: "\(run)/config.yaml")
    let changeable: Set<TrainKey> = [.epochs, .patience, .lr, .schedule, .log, .checkpointEvery]
    for (key, name, text) in given + training.given {
      guard let text else { continue }
      guard changeable.contains(key) else {
        throw .usage("\(name): a run that goes on keeps what it was begun with; leave it out")
      }
      settings.set(key, to: text, source: name)
    }
    guard training.config == nil else {
      throw .usage("--config: the configuration of \(run) is its own; leave it out")
    }
    try settings.set(options: options)
    return settings
  }
}

extension Console {
  /// The same without what is said on the side.
  var quiet: Console {
    Console(
      output: output, error: { _ in }, isInteractive: false, isInterrupted: isInterrupted)
  }
}
