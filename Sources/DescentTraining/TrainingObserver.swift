/// A moment of a training run.
public enum TrainingEvent: Sendable, Hashable {
  /// The run begins, or goes on after so many updates.
  ///
  /// It will have `totalSteps` in all unless it is stopped; that is nil where the data do not say.
  case willStart(totalSteps: Int?, step: Int64)
  /// The gradients of a step are there and the model has not moved: the last moment to refuse it.
  case didComputeGradients(StepReport)
  /// The model has moved.
  case didStep(StepReport)
  /// A pass over the training data is done, and its validation.
  case didEndEpoch(EpochReport)
  /// The run is over, after so many updates.
  case didFinish(step: Int64, reason: String?)
}

/// What an observer asks of the trainer; of several, the strongest wins.
public enum Directive: Sendable, Hashable {
  /// Go on.
  case proceed
  /// Leave the model and the optimizer as they are, and take the next batch. It means something
  /// after ``TrainingEvent/didComputeGradients(_:)`` only.
  case skipUpdate
  /// End the run here, without the update if the model has not moved yet.
  case stop(reason: String)

  /// The stronger of two; of two reasons to stop, the first.
  func combined(with other: Directive) -> Directive {
    switch (self, other) {
    case (.stop, _), (_, .proceed): self
    case (_, .stop), (.proceed, _): other
    case (.skipUpdate, .skipUpdate): self
    }
  }
}

/// Something that watches a training run and has a say in it.
///
/// Observers are asked in their order, every one at every event, whatever those before it answered.
public protocol TrainingObserver: Sendable {
  /// Is told what happened, and answers what shall happen next.
  mutating func observe(_ event: TrainingEvent) -> Directive
}
