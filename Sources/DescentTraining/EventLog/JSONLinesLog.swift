import DescentData
import DescentOptimizers

/// Writes everything that a run reports, a JSON document on a line for every step and every pass.
///
/// A step is `{"step":12,"loss":0.5,"gradient_norm":1.25,"learning_rate":0.001}`, with `"skipped":true`
/// where the model did not make it, `heads` where several losses were measured, and `update_norm`,
/// `parameter_norm` and `parameters` by their paths where the update was. A pass is
/// `{"step":99,"epoch":1,"training_loss":…}`, whose `step` is its last one. The end is
/// `{"step":300,"finished":true,"reason":…}`. What is not finite is `"nan"`, `"inf"` or `"-inf"`.
///
///     trainer.observers.append(try JSONLinesLog("run/log.jsonl"))
public struct JSONLinesLog: PointLog {
  private let lines: LineLog
  var points = LogPoints()
  /// Whether the run ends when the log cannot be written; true unless it is set.
  public var stopsOnFailure = true
  /// Why the log could not be written, after which it is not tried again; nil while all is well.
  public internal(set) var failure: DataError?

  /// Opens the file, and makes it where there is none.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``/DescentData/DataError`` if it cannot be written.
  public init(_ path: String) throws(DataError) {
    lines = try LineLog(path, mark: "{\"step\":", epochMark: ",\"epoch\":")
  }

  /// Writes what has become known.
  public mutating func observe(_ event: TrainingEvent) -> Directive { keep(event) }

  mutating func begin(at step: Int64) throws(DataError) {
    points.lastEpoch = try lines.cut(from: step)
  }

  func write(_ point: LogPoint) throws(DataError) {
    try lines.append(Self.line(point))
    if case .end = point { lines.flush() }
  }

  private static func line(_ point: LogPoint) -> String {
    switch point {
    case .step(let report, let isSkipped):
      var line = "{\"step\":\(report.step)"
      line.add("loss", report.loss)
      line.add("gradient_norm", report.gradientNorm)
      line.add("learning_rate", report.learningRate)
      if isSkipped { line += ",\"skipped\":true" }
      if !report.heads.isEmpty {
        line += ",\"heads\":[" + report.heads.map(head).joined(separator: ",") + "]"
      }
      if let telemetry = report.telemetry { line.add(telemetry) }
      return line + "}\n"
    case .epoch(let report):
      var line = "{\"step\":\(report.step - 1),\"epoch\":\(report.epoch)"
      line.add("training_loss", report.trainingLoss)
      if let loss = report.validationLoss { line.add("validation_loss", loss) }
      line.add("gradient_norm", report.gradientNorm)
      line.add("learning_rate", report.learningRate)
      line += ",\"best\":\(report.isBest)"
      if !report.metrics.isEmpty {
        let metrics = report.metrics.map { "\(jsonString($0.name)):\(logJSON($0.value))" }
        line += ",\"metrics\":{\(metrics.joined(separator: ","))}"
      }
      return line + "}\n"
    case .end(let step, let reason):
      let why = reason.map { ",\"reason\":\(jsonString($0))" } ?? ""
      return "{\"step\":\(step),\"finished\":true\(why)}\n"
    }
  }

  private static func head(_ report: HeadReport) -> String {
    var text = "{\"name\":\(jsonString(report.name))"
    text.add("loss", report.loss)
    text.add("gradient_norm", report.gradientNorm)
    text.add("share", report.share)
    text.add("alignment", report.alignment)
    return text + "}"
  }
}

extension String {
  fileprivate mutating func add(_ name: String, _ number: Double) {
    self += ",\"\(name)\":\(logJSON(number))"
  }

  fileprivate mutating func add(_ telemetry: Telemetry) {
    add("update_norm", telemetry.updateNorm)
    add("parameter_norm", telemetry.parameterNorm)
    self += ",\"parameters\":{"
    var separator = ""
    for (path, known) in zip(telemetry.paths, telemetry.parameters) {
      guard let known else { continue }
      self += "\(separator)\(jsonString(path)):{\"count\":\(known.count)"
      separator = ","
      add("update_norm", known.updateNorm)
      add("parameter_norm", known.parameterNorm)
      add("gradient_norm", known.gradientNorm)
      if let hits = known.clipHits { self += ",\"clip_hits\":\(hits)" }
      if let moment = known.secondMoment {
        add("gradient_ratio", moment.gradientRatio)
        if let share = moment.belowEpsilon { add("below_epsilon", share) }
        add("least_root", moment.leastRoot)
        add("greatest_root", moment.greatestRoot)
      }
      self += "}"
    }
    self += "}"
  }
}
