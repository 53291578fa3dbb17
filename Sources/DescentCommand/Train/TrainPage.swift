import DescentPlots
import Foundation

/// The page `report.html` of a run: all there is to see of it, in one file.
///
/// No clock stands in it, and no folder: the same seed writes the same bytes.
enum TrainPage {
  static func html(_ run: TrainRun) throws(CommandError) -> String {
    var blocks: [Page.Block] = [
      .numbers(numbers(run)), .conclusion(conclusion(run)),
      .figure(
        TrainChart.figure(of: run), narrow: TrainChart.narrow(of: run), caption: curves(run)),
    ]
    if let figures = TrainFigures.judgement(run) {
      blocks.append(.figure(figures.wide, narrow: figures.narrow, caption: judgement(run)))
    }
    blocks += [
      .heading("Metrics"), .table(columns: ["", "model", "baseline"], rows: metrics(run)),
      .note(baseline(run)),
    ]
    if case .classes(let names) = run.target.encoding, let rows = classes(run, names) {
      blocks.append(
        .table(columns: ["class", "rows", "predicted", "precision", "recall", "F1"], rows: rows))
    }
    blocks += [.heading("The data"), .facts(data(run))]
    let advice = TrainAdvice.items(run)
    if !advice.isEmpty { blocks += [.heading("What to try next"), .advice(advice)] }
    blocks += [
      .heading("The configuration"),
      .facts(configuration(run)),
      .source(
        summary: "config.yaml: descent train --config config.yaml makes this run again",
        text: try run.configuration.yaml()),
    ]
    let files = [
      "result.json", "metrics.csv", "curves.svg", "config.yaml", "encoder.json",
      "model.safetensors",
    ]
    let links = files.map { "<a href=\"\($0)\">\($0)</a>" }.joined(separator: ", ")
    return Page(
      kicker: "descent train", title: "Learning \(run.targetLabel)", lead: lead(run),
      blocks: blocks,
      footer:
        "Made by <code>descent train</code>. The same seed makes the same page; beside it lie "
        + "\(links). <code>descent predict</code> applies the model to other rows."
    ).html
  }

  private static func short(_ value: Double, _ digits: Int = 4) -> String {
    NumberText.short(value, digits: digits)
  }

  private static func lead(_ run: TrainRun) -> String {
    let name = URL(fileURLWithPath: run.configuration.data).lastPathComponent
    let kind = run.configuration.model == .cnn ? "A convolutional network" : "A network"
    let rows = run.rows
    return "\(kind) of \(counted(run.parameterCount, "parameter")) learned from "
      + "\(counted(rows.training.count, "row")) of \(name), and was judged, once, by "
      + "\(counted(rows.test.count, "other"))."
  }

  private static func numbers(_ run: TrainRun) -> [(value: String, meaning: String)] {
    let (test, base) = (run.test, run.baseline)
    let best = ("\(run.bestEpoch)", "the epoch whose weights are kept, of \(run.epochs.count)")
    switch run.task {
    case .regression:
      return [
        (
          short(test["rmse"]),
          "root mean squared error; the training mean has \(short(base["rmse"]))"
        ),
        (short(test["mae"]), "mean absolute error; the mean has \(short(base["mae"]))"),
        (short(test["r2"], 3), "R², the share of the variance that is explained"), best,
      ]
    case .classification:
      let third =
        test.values.contains { $0.name == "auc" }
        ? (short(test["auc"], 3), "area under the curve; chance has 0.5")
        : (short(test["f1"], 3), "F1, the mean of all classes")
      return [
        (
          "\(short(100 * test["accuracy"], 3)) %",
          "right; the commonest class has \(short(100 * base["accuracy"], 3)) %"
        ),
        (
          short(test["log_loss"]),
          "mean −ln p of the true class; the classes’ shares have \(short(base["log_loss"]))"
        ), third, best,
      ]
    }
  }

  private static func conclusion(_ run: TrainRun) -> [String] {
    guard let advantage = run.advantage else { return [TrainReport.sentence(run)] }
    let (what, size) = (
      run.baselineName, short(advantage.magnitude, 2)
    )
    let verdict: String
    switch advantage {
    case ..<(-2):
      verdict = "The baseline, \(what), is better by \(size) standard errors of the difference."
    case ..<2:
      verdict =
        "The difference to the baseline, \(what), is \(size) standard errors: other test rows could "
        + "turn it round."
    default:
      verdict =
        "The lead over the baseline, \(what), is \(size) standard errors of the difference"
        + (advantage > 4 ? ": it is no accident of these test rows." : ".")
    }
    return [TrainReport.sentence(run), verdict]
  }

  private static func curves(_ run: TrainRun) -> String {
    let start =
      "Above the loss on training rows, with units dropped, and on validation rows, with all; "
      + "below what is followed, beside what the model and the baseline do on the test rows."
    guard run.epochs.contains(where: { $0.validationLoss != nil }) else {
      return "The loss on training rows; no rows were held out to stop by, and the last epoch’s "
        + "weights are kept."
    }
    return start
      + " The weights of epoch \(run.bestEpoch), with the lowest validation loss, are kept."
  }

  private static func judgement(_ run: TrainRun) -> String {
    switch run.task {
    case .regression:
      let residuals = run.predictions.residuals
      let mean = residuals.reduce(0, +) / Double(residuals.count)
      let sizes = residuals.map(\.magnitude).sorted()
      let tenth = sizes[Int(0.9 * Double(sizes.count - 1))]
      return "Each test row; on the dashed line the prediction is right. Beside them the errors: "
        + "their mean is \(short(mean, 3)), and nine rows in ten are off by less than "
        + "\(short(tenth, 3)); the worst by \(short(sizes.last ?? 0, 3))."
    case .classification(let count, _):
      let start =
        "Each row of the matrix is a true class, each column a predicted one; the fuller the "
        + "colour, the larger the share of the row."
      return count > 2
        ? start
        : start
          + " Beside it what is gained as the threshold falls: to the right it takes more "
          + "of the others along."
    }
  }

  private static func metrics(_ run: TrainRun) -> [[String]] {
    run.test.values.map { name, value in [name, short(value), short(run.baseline[name])] }
  }

  private static func baseline(_ run: TrainRun) -> String {
    switch run.task {
    case .regression: "The baseline says the mean of the training rows, whatever the row."
    case .classification:
      "The baseline gives each class its share of the training rows, whatever the row."
    }
  }

  private static func classes(_ run: TrainRun, _ names: [String]) -> [[String]]? {
    guard let matrix = run.test.confusion else { return nil }
    func words(_ share: Double?) -> String { share.map { short($0, 3) } ?? "–" }
    return names.indices.map { c in
      [
        names[c], "\(matrix.members(of: c))", "\(matrix.claims(of: c))",
        words(matrix.precision(of: c)), words(matrix.recall(of: c)), words(matrix.f1(of: c)),
      ]
    }
  }

  private static func data(_ run: TrainRun) -> [(name: String, value: String)] {
    let rows = run.rows
    var table: [(name: String, value: String)] = [
      ("learned from", counted(rows.training.count, "row")),
      ("stopped by", counted(rows.validation.count, "row")),
      ("judged by", counted(rows.test.count, "row")),
    ]
    guard let facts = run.facts else { return table }
    func words(_ counts: [TrainDataFacts.Count]) -> String {
      counts.isEmpty ? "none" : counts.words
    }
    table += [
      ("left out for want of a value", counted(facts.droppedRows, "row")),
      ("cells without a value", words(facts.missing)),
      ("unseen words, validation", words(facts.unseenInValidation)),
      ("unseen words, test", words(facts.unseenInTest)),
    ]
    let left =
      facts.identifiers.map { "\($0) (another word in every row)" }
      + facts.empty.map { "\($0) (no value)" }
    if !left.isEmpty { table.append(("columns left out", left.joined(separator: ", "))) }
    return table
  }

  private static func configuration(_ run: TrainRun) -> [(name: String, value: String)] {
    let c = run.configuration
    let widths = c.hidden.map { "\($0)" }.joined(separator: ", ")
    var rows: [(name: String, value: String)] = [
      ("model", "\(c.model.rawValue), hidden \(widths.isEmpty ? "none" : widths)"),
      ("activation", c.activation.rawValue), ("dropout", short(c.dropout)),
      ("optimizer", c.optimizer.name),
      ("learning rate", short(c.optimizer.learningRate(0)) + (c.schedule.map { ", \($0)" } ?? "")),
      ("batch size", "\(c.batchSize)"),
      ("epochs", "\(run.epochs.count) of at most \(c.epochs)"),
      ("stopped", run.stopReason ?? "at the end"), ("missing values", c.missing.rawValue),
    ]
    if case .classification(_, let weights?) = run.task,
      case .classes(let names) = run.target.encoding
    {
      let pairs = zip(names, weights).map { "\($0) \(short($1, 3))" }
      rows.append(("class weights", pairs.joined(separator: ", ")))
    }
    rows.append(("seed", "\(c.seed)"))
    return rows
  }
}
