import DescentData

/// Why a training run cannot go on.
public enum TrainingError: Error, Hashable, Sendable {
  /// The loss of this step is infinite or not a number; the model is as it was before the step.
  case diverged(step: Int64, loss: Double)
  /// The loss is finite and the gradient of this parameter is not; the model is as it was before
  /// the step.
  case gradientNotFinite(step: Int64, parameter: String)
  /// The next batch cannot be had.
  case data(DataError)
  /// The state cannot be saved, or is not one that the run can go on from.
  case checkpoint(CheckpointError)
}

extension TrainingError: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    switch self {
    case .diverged(let step, let loss):
      "step \(step): expected a finite loss, found \(loss.isNaN ? .nan : loss)"
    case .gradientNotFinite(let step, let parameter):
      "step \(step), parameter \(parameter): expected a finite gradient, found one that is not"
    case .data(let error): error.description
    case .checkpoint(let error): error.description
    }
  }
}
