import DescentTensor

/// Several transforms, one after another.
public struct GradientTransforms: Sendable {
  /// The transforms, in the order in which they are applied.
  public var transforms: [any GradientTransform]

  /// Transforms in the order in which they are applied; none changes nothing.
  public init(_ transforms: any GradientTransform...) { self.transforms = transforms }

  /// Changes the gradients of a model by one transform after another.
  ///
  /// The first that asks for no update is the last to be applied.
  ///
  /// - Parameters:
  ///   - gradients: What is changed.
  ///   - model: Whose they are.
  ///   - step: The number of the update, for messages and noise.
  /// - Throws: ``GradientError``, from the transform that finds a gradient not finite. What transforms
  ///   remember is then as before.
  /// - Returns: What each of them did.
  @discardableResult
  public mutating func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) throws(GradientError) -> [TransformReport] {
    var changed = transforms
    var reports: [TransformReport] = []
    for i in changed.indices {
      let report = try changed[i].apply(to: &gradients, of: model, step: step)
      reports.append(report)
      if report.skipsUpdate { break }
    }
    transforms = changed
    return reports
  }
}

extension OptimizerState {
  /// Moves a model's parameters along their gradients, changed by transforms before.
  ///
  /// There is no update, and no step is counted, if a transform asks for none.
  ///
  /// - Returns: What each transform did.
  /// - Throws: ``GradientError`` if a gradient is not finite and a transform refuses it; the model and
  ///   the state are as before.
  @discardableResult
  public mutating func update<Rule: Optimizer>(
    _ model: inout some Module, along gradients: consuming Gradients, using rule: Rule,
    transforms: inout GradientTransforms, unreached: UnreachedParameters = .update
  ) throws(GradientError) -> [TransformReport] {
    var changed = gradients
    let reports = try transforms.apply(to: &changed, of: model, step: step)
    if !reports.contains(where: \.skipsUpdate) {
      update(&model, along: changed, using: rule, unreached: unreached)
    }
    return reports
  }
}
