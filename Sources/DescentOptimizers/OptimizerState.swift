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
  /// The numbers that the rule keeps for the whole model.
  private var shared: [Double] = []
  /// What is known of each parameter.
  private var parameters: [Record] = []

  private struct Record: Sendable {
    let shape: Shape
    let dtype: DType
    /// The number of updates that the parameter had.
    var updates: Int64 = 0
  }

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
    for pass in 0..<rule.passes {
      state.begin(pass, rule)
      model.updateParameters { position, path, value in
        precondition(
          position < gradients.values.count, "update: no gradient for the parameter \(path)")
        state.update(
          &value, along: gradients.values[position], using: rule, pass, at: position, path)
      }
    }
    state.finish(gradients.values.count)
    self = state
  }

  /// Moves one tensor along its gradient by one step of a rule.
  public mutating func update<Rule: Optimizer>(
    _ parameter: inout Tensor, along gradient: Tensor, using rule: Rule
  ) {
    for pass in 0..<rule.passes {
      begin(pass, rule)
      update(&parameter, along: gradient, using: rule, pass, at: 0, "the tensor")
    }
    finish(1)
  }

  /// Moves several tensors along their gradients by one step of a rule.
  public mutating func update<Rule: Optimizer>(
    _ parameters: inout [Tensor], along gradients: [Tensor], using rule: Rule
  ) {
    precondition(
      parameters.count == gradients.count,
      "update: \(gradients.count) gradients for \(parameters.count) tensors")
    for pass in 0..<rule.passes {
      begin(pass, rule)
      for i in parameters.indices {
        update(&parameters[i], along: gradients[i], using: rule, pass, at: i, "tensor \(i)")
      }
    }
    finish(gradients.count)
  }

  /// One of the rule's buffers, by its name and the parameter's position in visiting order; nil
  /// before the first update, or if the rule has no such buffer.
  public func buffer(_ slot: String, at position: Int = 0) -> Tensor? {
    guard let k = names.firstIndex(of: slot), position < parameters.count else { return nil }
    return buffers[position * names.count + k]
  }

  @inline(__always)
  private mutating func begin(_ pass: Int, _ rule: some Optimizer) {
    if pass == 0 { prepare(rule) }
    rule.begin(pass: pass, step: step, shared: &shared)
  }

  private mutating func prepare(_ rule: some Optimizer) {
    if parameters.isEmpty {
      names = rule.slots
      shared = rule.sharedValues.map(\.initial)
      precondition(
        names.count <= SlotPointers.capacity,
        "update: \(names.count) slots; a rule keeps at most \(SlotPointers.capacity)")
    } else if rule.slots != names {
      preconditionFailure("update: the state keeps \(names), the rule needs \(rule.slots)")
    }
  }

  private mutating func finish(_ count: Int) {
    precondition(
      count == parameters.count,
      "update: \(count) gradients, but the state is of \(parameters.count) parameters")
    for i in parameters.indices { parameters[i].updates += 1 }
    step += 1
  }

  @inline(__always)
  private mutating func update<Rule: Optimizer>(
    _ parameter: inout Tensor, along gradient: Tensor, using rule: Rule, _ pass: Int,
    at position: Int, _ path: @autoclosure () -> String
  ) {
    if position == parameters.count {
      precondition(step == 0, "update: \(path()) was not there at the first update")
      parameters.append(Record(shape: parameter.shape, dtype: parameter.dtype))
      for name in names { buffers.append(rule.initialValue(ofSlot: name, for: parameter)) }
    }
    let record = parameters[position]
    // Kernels trust that the buffers are as long as the weights.
    precondition(
      record.shape == parameter.shape && record.dtype == parameter.dtype,
      "update: the state was made for another model; \(path()) is \(parameter.dtype) \(parameter.shape), its buffers are \(record.dtype) \(record.shape)"
    )
    precondition(
      gradient.shape == parameter.shape && gradient.dtype == parameter.dtype,
      "update: a \(gradient.dtype) gradient of shape \(gradient.shape) for \(path()), \(parameter.dtype) \(parameter.shape)"
    )
    let (step, count) = (step, names.count)
    withUnsafeMutablePointer(to: &parameter) { weights in
      buffers.withUnsafeMutableBufferPointer { buffers in
        shared.withUnsafeMutableBufferPointer { shared in
          rule.update(
            ParameterUpdate(
              step: step, updates: record.updates, pass: pass, gradient: gradient,
              weights: weights,
              slots: .init(rebasing: buffers[position * count..<(position + 1) * count]),
              shared: shared))
        }
      }
    }
  }
}
