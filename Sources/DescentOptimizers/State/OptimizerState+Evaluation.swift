import DescentTensor

extension OptimizerState {
  /// The model to evaluate and to save: with the weights that a rule averages, where it does.
  ///
  /// ``ScheduleFreeAdamW``, ``ScheduleFreeSGD`` and ``Lookahead`` train other weights than those that
  /// are good; with any other rule this is the model itself. A loop that always asks is right
  /// with every rule. The model that is being trained is not changed, and training goes on from it.
  ///
  /// - Parameters:
  ///   - model: The model as training left it.
  ///   - rule: The rule that trains it.
  /// - Returns: A copy with the averaged weights, or the model as it is.
  /// - Complexity: O(*n*) in the number of weights where the rule averages.
  public func evaluationModel<Model: Module>(of model: Model, using rule: some Optimizer) -> Model {
    var copy = model
    copy.updateParameters { position, _, value in
      value = evaluationWeights(of: value, at: position, using: rule)
    }
    return copy
  }

  /// The weights of one tensor to evaluate and to save.
  ///
  /// - Parameters:
  ///   - weights: The tensor as training left it.
  ///   - position: Its position among those that are trained together.
  ///   - rule: The rule that trains it.
  /// - Returns: The rule's average where it keeps one; else `weights`.
  public func evaluationWeights(
    of weights: Tensor, at position: Int = 0, using rule: some Optimizer
  ) -> Tensor {
    guard position < parameters.count, let range = parameters[position].buffers else {
      return weights
    }
    let group = parameters[position].group
    let names = rule.grouping?.slots[group] ?? rule.slots
    precondition(
      slots[group] == names,
      "evaluationWeights: the state keeps \(slots[group] ?? []), the rule needs \(names)")
    return rule.evaluationWeights(
      weights, slots: Array(buffers[range]), group: group)
  }
}
