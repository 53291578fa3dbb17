import DescentTensor

/// The state of an optimizer by names, as a file of named tensors and text holds it.
///
/// Buffers are called by the path of their parameter and the rule's name for them, as in
/// `0.weight.exp_avg`. The metadata says the rest: the rule and its version, the step, the numbers
/// kept for the whole model, and of every parameter its element type, its shape and how many updates
/// it had.
public struct NamedBuffers: Sendable {
  /// The buffers by name.
  public var tensors: [String: Tensor]
  /// Everything else.
  public var metadata: [String: String]

  /// Buffers and metadata, as they were saved.
  ///
  /// - Parameters:
  ///   - tensors: The buffers by name.
  ///   - metadata: Everything else.
  public init(tensors: [String: Tensor], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }
}

/// Keys of the metadata.
enum StateKey {
  static let rule = "optimizer.rule"
  static let version = "optimizer.version"
  static let step = "optimizer.step"
  static let shared = "optimizer.shared."
  static let parameter = "optimizer.parameter."
}

extension OptimizerState {
  /// The state by the names that a model gives its parameters.
  ///
  /// - Precondition: The model is the one that was updated, and no two of its parameters have the
  ///   same path.
  public func namedBuffers(of model: some Module) -> NamedBuffers {
    var named = NamedBuffers(
      tensors: [:],
      metadata: [
        StateKey.rule: rule.name, StateKey.version: "\(rule.version)", StateKey.step: "\(step)",
      ])
    for (name, value) in zip(sharedNames, shared) {
      named.metadata[StateKey.shared + name] = "\(value)"
    }
    let model = model.parameters
    precondition(
      parameters.isEmpty || model.count == parameters.count,
      "namedBuffers: \(model.count) parameters, but the state is of \(parameters.count)")
    for ((record, form), (path, parameter)) in zip(zip(parameters, forms), model) {
      precondition(
        form == TensorForm(of: parameter.value),
        "namedBuffers: \(path) is \(parameter.value.dtype) \(parameter.value.shape), the state is of \(form.dtype) \(form.shape)"
      )
      let old = named.metadata.updateValue(
        "\(form.dtype) \(form.shape) \(record.updates)", forKey: StateKey.parameter + path)
      precondition(old == nil, "namedBuffers: two parameters are called \(path)")
      for (slot, buffer) in zip(slots[record.group] ?? [], record.buffers ?? 0..<0) {
        named.tensors["\(path).\(slot)"] = buffers[buffer]
      }
    }
    return named
  }

  /// What is done where a saved state is not of the model that it is restored for.
  public enum Migration: Sendable, Hashable {
    /// It is refused.
    case none
    /// Parameters are found by their paths: new ones start afresh, those that are gone are dropped.
    /// One of another shape is refused all the same.
    case byName
  }

  /// A state that was saved, for a model whose parameters may be visited in another order.
  ///
  /// - Parameters:
  ///   - saved: What ``namedBuffers(of:)`` gave.
  ///   - model: Whose parameters will be updated.
  ///   - rule: The rule that will update them.
  ///   - migration: What is done about parameters that were added or removed.
  /// - Throws: ``OptimizerStateError`` with every difference between what is there and what is needed.
  public init(
    restoring saved: NamedBuffers, for model: some Module, using rule: some Optimizer,
    migration: Migration = .none
  ) throws(OptimizerStateError) {
    self.init()
    var reader = StateReader(saved: saved, migration: migration)
    reader.checkRule(rule)
    adopt(rule)
    let step = reader.count(StateKey.step) ?? 0
    for i in shared.indices {
      if let value = reader.number(StateKey.shared + sharedNames[i]) { shared[i] = value }
    }
    let model = model.parameters
    // Nothing was updated yet: buffers are made at the first update.
    let isFresh = step == 0 && reader.parameterPaths.isEmpty
    if !isFresh {
      for (path, parameter) in model {
        append(parameter.value, path: path, for: rule)
        reader.read(path, into: &self)
      }
    }
    reader.checkRest()
    if !reader.differences.isEmpty { throw OptimizerStateError(reader.differences) }
    restore(step: step)
  }
}
