import DescentTensor

/// Several models that answer together.
///
/// The models of ``TrainingResult/snapshots``, taken where a schedule with restarts is at its lowest,
/// make a snapshot ensemble for the price of one run:
///
///     trainer.snapshotInterval = cycle
///     let result = try trainer.fit(&model, on: loader, epochs: 40, in: &context)
///     let ensemble = Ensemble(Array(result.snapshots.suffix(3)))
///     let probabilities = ensemble.probabilities { $0(images) }
///     let diversity = ensemble.disagreement { $0(images) }
///
/// - SeeAlso: Huang et al., *Snapshot Ensembles: Train 1, Get M for Free* (arXiv:1704.00109), section 3.
public struct Ensemble<Member: Module>: Sendable {
  /// The models.
  public let members: [Member]

  /// An ensemble of at least one model.
  public init(_ members: [Member]) {
    precondition(!members.isEmpty, "Ensemble: no models")
    self.members = members
  }

  /// The mean of what the models put out.
  ///
  /// - Parameter outputs: What one model puts out, of one shape for all.
  /// - Returns: 1/m Σ fₖ.
  public func mean(_ outputs: (Member) -> Tensor) -> Tensor {
    let first = outputs(members[0])
    return members.dropFirst().reduce(first) { $0 + outputs($1) } / Double(members.count)
  }

  /// The mean of the models' probabilities.
  ///
  /// - Parameter scores: What one model says of each row's classes, before the softmax: `[rows,
  ///   classes]`.
  /// - Returns: 1/m Σ softmax(fₖ), `[rows, classes]`.
  public func probabilities(_ scores: (Member) -> Tensor) -> Tensor {
    mean { scores($0).softmax(axis: -1) }
  }

  /// How different the models are: the share of rows that two of them put into different classes, as a
  /// mean over all pairs; 0 for a single model.
  ///
  /// - Parameter scores: What one model says of each row's classes, with or without the softmax:
  ///   `[rows, classes]`.
  /// - Returns: A number from 0 to 1.
  /// - Complexity: O(*m*² *n*) for *m* models and *n* rows.
  public func disagreement(_ scores: (Member) -> Tensor) -> Double {
    let classes = members.map { scores($0).argmax(axis: -1).doubles }
    let rows = classes[0].count
    let pairs = members.count * (members.count - 1) / 2
    guard pairs > 0, rows > 0 else { return 0 }
    var different = 0
    for i in classes.indices {
      for j in classes.indices where j > i {
        different += zip(classes[i], classes[j]).count { $0 != $1 }
      }
    }
    return Double(different) / Double(pairs * rows)
  }
}
