import DescentData
import DescentOptimizers

/// Writes what a run reports into an event file, for `tensorboard --logdir FOLDER`.
///
/// Steps are `loss`, `gradient_norm` and `learning_rate`; a step that the model did not make is
/// `skipped_loss` and `skipped_gradient_norm`. Where heads were measured they are `head_loss/NAME`,
/// `head_gradient_norm/NAME`, `head_share/NAME` and `head_alignment/NAME`; where the update was,
/// `update_norm`, `parameter_norm` and, by the parameter, `update_norm/PATH`, `parameter_norm/PATH`,
/// `gradient_norm/PATH`, `gradient_ratio/PATH` and `below_epsilon/PATH`. A pass is `epoch/training_loss`,
/// `epoch/validation_loss` and its metrics, at its last step. Why a run ended is the text `end`.
///
/// What else shall be shown, histograms and texts and hyperparameters, goes into ``writer``.
///
///     let log = try TensorBoardLog(folder: "run")
///     try log.writer.appendHyperparameters(["lr": .number(1e-3)], metrics: ["epoch/validation_loss"])
///     trainer.observers.append(log)
public struct TensorBoardLog: PointLog {
  /// The event file, which copies of the observer share.
  public let writer: TFEventWriter
  private let folder: String
  var points = LogPoints()
  /// Whether the run ends when the log cannot be written; true unless it is set.
  public var stopsOnFailure = true
  /// Why the log could not be written, after which it is not tried again; nil while all is well.
  public internal(set) var failure: DataError?

  /// Begins an event file.
  ///
  /// - Parameter folder: The folder of the run, which is made where there is none; event files of earlier
  ///   parts of the run stay in it.
  /// - Throws: ``/DescentData/DataError`` if nothing can be written there.
  public init(folder: String) throws(DataError) {
    writer = try TFEventWriter(folder: folder)
    self.folder = folder
  }

  /// Writes what has become known.
  public mutating func observe(_ event: TrainingEvent) -> Directive { keep(event) }

  mutating func begin(at step: Int64) throws(DataError) {
    try writer.restart(at: step)
    points.lastEpoch = nil
    if step > 0 {
      points.lastEpoch = try TFEventLog(folder: folder).scalars[Self.epochTag]?.last?.step
    }
  }

  private static let epochTag = "epoch/training_loss"

  func write(_ point: LogPoint) throws(DataError) {
    switch point {
    case .step(let report, let isSkipped):
      var values: [TFEvent.Value] = []
      let start = isSkipped ? "skipped_" : ""
      values.add("\(start)loss", report.loss)
      values.add("\(start)gradient_norm", report.gradientNorm)
      if !isSkipped { values.add("learning_rate", report.learningRate) }
      for head in report.heads {
        values.add("head_loss/\(head.name)", head.loss)
        values.add("head_gradient_norm/\(head.name)", head.gradientNorm)
        values.add("head_share/\(head.name)", head.share)
        values.add("head_alignment/\(head.name)", head.alignment)
      }
      if let telemetry = report.telemetry { values.add(telemetry) }
      try writer.append(values, step: report.step)
    case .epoch(let report):
      var values: [TFEvent.Value] = []
      values.add(Self.epochTag, report.trainingLoss)
      if let loss = report.validationLoss { values.add("epoch/validation_loss", loss) }
      for metric in report.metrics { values.add("epoch/\(metric.name)", metric.value) }
      try writer.append(values, step: report.step - 1)
    case .end(let step, let reason):
      if let reason { try writer.append([.init("end", .text([reason]))], step: step) }
      writer.flush()
    }
  }
}

extension [TFEvent.Value] {
  fileprivate mutating func add(_ tag: String, _ number: Double) {
    append(.init(tag, .scalar(number)))
  }

  fileprivate mutating func add(_ telemetry: Telemetry) {
    add("update_norm", telemetry.updateNorm)
    add("parameter_norm", telemetry.parameterNorm)
    for (path, known) in zip(telemetry.paths, telemetry.parameters) {
      guard let known else { continue }
      add("update_norm/\(path)", known.updateNorm)
      add("parameter_norm/\(path)", known.parameterNorm)
      add("gradient_norm/\(path)", known.gradientNorm)
      guard let moment = known.secondMoment else { continue }
      add("gradient_ratio/\(path)", moment.gradientRatio)
      if let share = moment.belowEpsilon { add("below_epsilon/\(path)", share) }
    }
  }
}
