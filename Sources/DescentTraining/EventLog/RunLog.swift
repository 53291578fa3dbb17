import DescentData

/// A log that is written while a model is trained: an observer that never has a say, unless it fails.
///
/// Each line is handed to the system at once, so that a run that is killed leaves every point it made.
/// When a run begins, what the log says of its first step and later ones is cut away: all of it for a
/// new run, and for one that goes on from a checkpoint what came after that.
///
/// A log that cannot be written, as on a full disk, ends the run with that reason, unless
/// ``stopsOnFailure`` says that the run matters more than its log.
public protocol RunLog: TrainingObserver {
  /// Whether the run ends when the log cannot be written; true unless it is set.
  var stopsOnFailure: Bool { get set }
  /// Why the log could not be written, after which it is not tried again; nil while all is well.
  var failure: DataError? { get }
}

extension RunLog {
  /// What a log answers once it has failed, or while all is well.
  var directive: Directive {
    guard let failure, stopsOnFailure else { return .proceed }
    return .stop(reason: "the log cannot be written: \(failure)")
  }
}

/// What every log has in common: which points it keeps, and what becomes of an error.
protocol PointLog: RunLog {
  var points: LogPoints { get set }
  var failure: DataError? { get set }

  /// Cuts away what a run that begins at this step, or goes on from it, will say again.
  mutating func begin(at step: Int64) throws(DataError)

  /// Writes a point.
  mutating func write(_ point: LogPoint) throws(DataError)
}

extension PointLog {
  /// Writes what has become known.
  mutating func keep(_ event: TrainingEvent) -> Directive {
    guard failure == nil else { return directive }
    do throws(DataError) {
      if case .willStart(_, let step) = event { try begin(at: step) }
      for point in points.points(after: event) { try write(point) }
    } catch {
      failure = error
    }
    return directive
  }
}

/// A number as logs have it, which reads back as the same: `nan`, `inf` and `-inf` where it is not finite.
func logText(_ number: Double) -> String { number.isNaN ? "nan" : number.description }

/// The same in JSON, where what is not finite is a text.
func logJSON(_ number: Double) -> String {
  number.isFinite ? number.description : "\"\(logText(number))\""
}
