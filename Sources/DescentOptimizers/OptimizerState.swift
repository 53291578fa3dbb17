import DescentTensor

/// What an optimizer remembers of a model: how many updates there were, and the rule's buffers.
///
/// It is a value, like the model: keep a copy of both to roll back.
///
///     var state = OptimizerState()
///     let optimizer = AdamW(learningRate: 3e-4)
///     for batch in batches {
///       let (loss, gradients) = valueAndGradient(at: model) { meanSquaredError($0(batch.x), batch.y) }
///       state.update(&model, along: gradients, using: optimizer)
///     }
///
/// Buffers are kept in the model's visiting order. Each update passes once over each parameter, and
/// allocates nothing after the first.
public struct OptimizerState: Sendable {
  /// The number of updates so far.
  public private(set) var step: Int64 = 0
  private var names: [String] = []
  /// The buffers of all parameters, one parameter after another.
  private var buffers: [Tensor] = []
  /// The number of updates that each parameter had.
  private var updates: [Int64] = []

  /// No updates so far; buffers are made at the first.
  public init() {}

  /// Moves a model's parameters along their gradients by one step of a rule.
  ///
  /// - Precondition: The gradients are of a model with the same parameters, and so were those of
  ///   every update before; the rule keeps the same slots.
  public mutating func update<Rule: Optimizer>(
    _ model: inout some Module, along gradients: consuming Gradients, using rule: Rule
  ) {
    var state = self
    self = OptimizerState()
    let gradients = gradients
    state.prepare(rule.slots)
    model.updateParameters { position, path, value in
      precondition(
        position < gradients.values.count, "update: no gradient for the parameter \(path)")
      state.update(&value, along: gradients.values[position], using: rule, at: position, path)
    }
    state.finish(gradients.values.count)
    self = state
  }

  /// Moves one tensor along its gradient by one step of a rule.
  public mutating func update<Rule: Optimizer>(
    _ parameter: inout Tensor, along gradient: Tensor, using rule: Rule
  ) {
    prepare(rule.slots)
    update(&parameter, along: gradient, using: rule, at: 0, "the tensor")
    finish(1)
  }

  /// Moves several tensors along their gradients by one step of a rule.
  public mutating func update<Rule: Optimizer>(
    _ parameters: inout [Tensor], along gradients: [Tensor], using rule: Rule
  ) {
    precondition(
      parameters.count == gradients.count,
      "update: \(gradients.count) gradients for \(parameters.count) tensors")
    prepare(rule.slots)
    for i in parameters.indices {
      update(&parameters[i], along: gradients[i], using: rule, at: i, "tensor \(i)")
    }
    finish(gradients.count)
  }

  /// One of the rule's buffers, by its name and the parameter's position in visiting order; nil
  /// before the first update, or if the rule has no such buffer.
  public func buffer(_ slot: String, at position: Int = 0) -> Tensor? {
    guard let k = names.firstIndex(of: slot), position < updates.count else { return nil }
    return buffers[position * names.count + k]
  }

  private mutating func prepare(_ slots: [String]) {
    if updates.isEmpty {
      names = slots
    } else if slots != names {
      preconditionFailure("update: the state keeps \(names), the rule needs \(slots)")
    }
  }

  private mutating func finish(_ count: Int) {
    precondition(
      count == updates.count,
      "update: \(count) gradients, but the state is of \(updates.count) parameters")
    step += 1
  }

  @inline(__always)
  private mutating func update<Rule: Optimizer>(
    _ parameter: inout Tensor, along gradient: Tensor, using rule: Rule, at position: Int,
    _ path: @autoclosure () -> String
  ) {
    if position == updates.count {
      precondition(step == 0, "update: \(path()) was not there at the first update")
      updates.append(0)
      for _ in names { buffers.append(Tensor(zerosLike: parameter)) }
    }
    let first = position * names.count
    // Kernels trust that the buffers are as long as the weights.
    precondition(
      names.isEmpty
        || (buffers[first].shape == parameter.shape && buffers[first].dtype == parameter.dtype),
      "update: the state was made for another model; \(path()) is \(parameter.dtype) \(parameter.shape), its buffers are \(buffers[first].dtype) \(buffers[first].shape)"
    )
    precondition(
      gradient.shape == parameter.shape && gradient.dtype == parameter.dtype,
      "update: a \(gradient.dtype) gradient of shape \(gradient.shape) for \(path()), \(parameter.dtype) \(parameter.shape)"
    )
    let weights = parameter.uniqueMemory()
    let slots = (
      names.count > 0 ? buffers[first].uniqueMemory() : nil,
      names.count > 1 ? buffers[first + 1].uniqueMemory() : nil,
      names.count > 2 ? buffers[first + 2].uniqueMemory() : nil
    )
    gradient.withUnsafeMemory { gradient in
      rule.update(
        ParameterUpdate(
          step: step, updates: updates[position], shape: parameter.shape, dtype: parameter.dtype,
          weights: weights, gradient: gradient, slots: slots))
    }
    updates[position] += 1
  }
}
