import DescentData

/// Writes a line of comma-separated values for every step, and one for every pass into another file.
///
/// The columns of steps are `step,loss,gradient_norm,learning_rate,update_norm,parameter_norm,skipped`:
/// the norms of the update are there where the trainer's ``Trainer/telemetryInterval`` measured them,
/// and `skipped` is 1 for a step that the model did not make. Those of passes are
/// `step,epoch,training_loss,validation_loss,gradient_norm,learning_rate,best` and then the metrics of
/// the first pass by their names; `step` is the last one of the pass. What is not finite is `nan`, `inf`
/// or `-inf`; what is not known is empty.
///
///     trainer.observers.append(try CSVLog("run/steps.csv", epochs: "run/epochs.csv"))
public struct CSVLog: PointLog {
  private let steps: LineLog
  private let epochs: LineLog?
  private let epochsPath: String?
  var points = LogPoints()
  /// The names of the metrics, once there is a header that has them.
  private var metrics: [String]?
  /// Whether the run ends when the log cannot be written; true unless it is set.
  public var stopsOnFailure = true
  /// Why the log could not be written, after which it is not tried again; nil while all is well.
  public internal(set) var failure: DataError?

  private static let stepHeader =
    "step,loss,gradient_norm,learning_rate,update_norm,parameter_norm,skipped\n"
  private static let epochHeader =
    "step,epoch,training_loss,validation_loss,gradient_norm,learning_rate,best"

  /// Opens the files, and makes those that are not there.
  ///
  /// - Parameters:
  ///   - steps: The file with a line for each step.
  ///   - epochs: The file with a line for each pass; nil writes none.
  /// - Throws: ``/DescentData/DataError`` if one cannot be written.
  public init(_ steps: String, epochs: String? = nil) throws(DataError) {
    self.steps = try LineLog(steps)
    self.epochs = if let epochs { try LineLog(epochs) } else { nil }
    epochsPath = epochs
  }

  /// Writes what has become known.
  public mutating func observe(_ event: TrainingEvent) -> Directive { keep(event) }

  mutating func begin(at step: Int64) throws(DataError) {
    _ = try steps.cut(from: step)
    if let epochs, let epochsPath {
      points.lastEpoch = try epochs.cut(from: step)
      metrics = nil
      if !epochs.isEmpty { metrics = try Self.metricNames(in: epochsPath) }
    }
  }

  mutating func write(_ point: LogPoint) throws(DataError) {
    switch point {
    case .step(let report, let isSkipped):
      if steps.isEmpty { try steps.append(Self.stepHeader) }
      let update = report.telemetry.map { logText($0.updateNorm) } ?? ""
      let parameter = report.telemetry.map { logText($0.parameterNorm) } ?? ""
      try steps.append(
        "\(report.step),\(logText(report.loss)),\(logText(report.gradientNorm)),"
          + "\(logText(report.learningRate)),\(update),\(parameter),\(isSkipped ? 1 : 0)\n")
    case .epoch(let report):
      guard let epochs else { return }
      if metrics == nil {
        let names = report.metrics.map(\.name)
        try epochs.append(([Self.epochHeader] + names.map(csvCell)).joined(separator: ",") + "\n")
        metrics = names
      }
      let cells = [
        "\(report.step - 1)", "\(report.epoch)", logText(report.trainingLoss),
        report.validationLoss.map(logText) ?? "", logText(report.gradientNorm),
        logText(report.learningRate), report.isBest ? "1" : "0",
      ]
      let measured = (metrics ?? []).map { report[$0].map(logText) ?? "" }
      try epochs.append((cells + measured).joined(separator: ",") + "\n")
    case .end:
      steps.flush()
      epochs?.flush()
    }
  }

  /// What stands in the header after the columns that every file has.
  private static func metricNames(in path: String) throws(DataError) -> [String] {
    let header = try readBytes(of: path).prefix { $0 != UInt8(ascii: "\n") }
    let fixed = epochHeader.utf8.count + 1
    return csvCells(String(decoding: header.dropFirst(fixed), as: UTF8.self))
  }
}

/// A cell, in quotation marks where it has to be, and in one line.
private func csvCell(_ text: String) -> String {
  let line = String(text.map { $0.isNewline ? " " : $0 })
  guard line.contains(where: { $0 == "," || $0 == "\"" }) else { return line }
  let doubled = line.split(separator: "\"", omittingEmptySubsequences: false)
  return "\"" + doubled.joined(separator: "\"\"") + "\""
}

/// The cells that make up a line.
private func csvCells(_ line: String) -> [String] {
  guard !line.isEmpty else { return [] }
  var cells = [""]
  var (isQuoted, hasQuote) = (false, false)
  for character in line {
    if character == "\"" {
      // Two of them inside stand for one.
      if hasQuote, !isQuoted { cells[cells.count - 1].append(character) }
      isQuoted.toggle()
      hasQuote = true
    } else if character == ",", !isQuoted {
      cells.append("")
      hasQuote = false
    } else {
      cells[cells.count - 1].append(character)
    }
  }
  return cells
}
