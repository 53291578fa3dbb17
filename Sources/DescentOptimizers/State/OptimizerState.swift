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
  /// The rule's buffers of each of its groups; nil where a group is frozen.
  var slots: [[String]?] = []
  /// The buffers of all parameters, one parameter after another.
  var buffers: [Tensor] = []
  /// The names of the numbers that the rule keeps for the whole model, and the numbers.
  var sharedNames: [String] = []
  var shared: [Double] = []
  /// What is known of each parameter.
  var parameters: [Record] = []
  /// What each parameter must look like.
  var forms: [TensorForm] = []
  /// What the rule calls its state.
  var rule = (name: "", version: 0)
  /// What the type of rule that was seen last can do: to ask the runtime costs more than to update a
  /// small tensor.
  private var lastRule: (type: ObjectIdentifier, isOrderless: Bool, isSweeping: Bool)?
  /// Where the update that runs puts down what it measures.
  var recorder: StatisticsRecorder?
  /// By which the parameters were told apart.
  private var grouping: ParameterGrouping?

  struct Record: Sendable {
    /// Which of the rule's groups it is in.
    var group: Int
    /// Where its buffers are; nil if its group is frozen.
    var buffers: Range<Int>?
    /// The number of updates that the parameter had.
    var updates: Int64 = 0
    let dtype: DType
    /// Whether it is worth cutting in pieces.
    let isLarge: Bool

    init(of parameter: Tensor, group: Int, buffers: Range<Int>?) {
      self.group = group
      self.buffers = buffers
      dtype = parameter.dtype
      isLarge = parameter.count >= Threads.grain
    }

    /// Whether the parameter after another one can be updated together with it.
    @inline(__always)
    func goes(with other: Record) -> Bool {
      updates == other.updates && group == other.group && dtype == other.dtype
        && isLarge == other.isLarge
    }
  }

  /// What an update does with a parameter that the loss does not depend on.
  public enum UnreachedParameters: Sendable, Hashable {
    /// Moves it along a gradient of zero: momentum goes on, decay acts.
    case update
    /// Leaves it and its buffers as they are, as torch does where a gradient is `None`.
    case skip
  }

  /// No updates so far; buffers are made at the first.
  public init() {}

  /// Moves a model's parameters along their gradients by one step of a rule.
  ///
  /// - Parameters:
  ///   - model: What is moved.
  ///   - gradients: Along what.
  ///   - rule: How.
  ///   - unreached: What is done with parameters that the loss does not depend on.
  /// - Precondition: The gradients are of a model with the same parameters, and so were those of
  ///   every update before; the rule keeps the same slots.
  public mutating func update<Rule: Optimizer>(
    _ model: inout some Module, along gradients: consuming Gradients, using rule: Rule,
    unreached: UnreachedParameters = .update
  ) {
    var state = self
    self = OptimizerState()
    var gradients = gradients
    if !rule.acceptsRowSparse { gradients.makeDense() }
    let rows = gradients.rows
    let skipped = unreached == .skip ? gradients.unreached : []
    for pass in 0..<rule.passes {
      state.begin(pass, rule) { model.parameters.map { ($0.path, $0.parameter.value) } }
      let keeps = state.known(rule).isOrderless
      gradients.values.withUnsafeBufferPointer { gradients in
        KeptCoefficients.with(keeps) { kept in
          model.updateParameterValues { position, path, value in
            guard let gradient = gradients.baseAddress, position < gradients.count else {
              preconditionFailure("update: no gradient for the parameter \(path())")
            }
            state.update(
              &value, along: gradient + position, using: rule, pass, at: position, path(),
              isSkipped: !skipped.isEmpty && skipped.contains(position), kept,
              rows: rows.isEmpty ? nil : rows[position])
          }
        }
      }
    }
    state.finish(gradients.values.count)
    self = state
  }

  /// Moves one tensor along its gradient by one step of a rule.
  ///
  /// - Parameters:
  ///   - parameter: What is moved.
  ///   - gradient: Along what; of the same shape and element type.
  ///   - rule: How.
  public mutating func update<Rule: Optimizer>(
    _ parameter: inout Tensor, along gradient: Tensor, using rule: Rule
  ) {
    update(&parameter, along: gradient, rows: nil, using: rule)
  }

  /// Moves a table along a gradient of some of its rows by one step of a rule.
  ///
  /// A rule that does not ask for rows takes the gradient for the dense one.
  ///
  /// - Precondition: The gradient is of the table's shape and element type.
  public mutating func update<Rule: Optimizer>(
    _ table: inout Tensor, along gradient: RowSparse, using rule: Rule
  ) {
    let dtype = gradient.values.dtype
    precondition(
      gradient.shape == table.shape && dtype == table.dtype,
      "update: a \(dtype) gradient of rows of \(gradient.shape) for a \(table.dtype) table \(table.shape)"
    )
    guard rule.acceptsRowSparse else { return update(&table, along: gradient.dense, using: rule) }
    update(&table, along: gradient.values, rows: gradient.rows, using: rule)
  }

  private mutating func update<Rule: Optimizer>(
    _ parameter: inout Tensor, along gradient: Tensor, rows: [Int]?, using rule: Rule
  ) {
    for pass in 0..<rule.passes {
      begin(pass, rule) { [("the tensor", parameter)] }
      withUnsafePointer(to: gradient) { gradient in
        update(&parameter, along: gradient, using: rule, pass, at: 0, "the tensor", rows: rows)
      }
    }
    finish(1)
  }

  /// Moves several tensors along their gradients by one step of a rule.
  ///
  /// - Parameters:
  ///   - parameters: What is moved; as many at every update.
  ///   - gradients: One for each.
  ///   - rule: How.
  public mutating func update<Rule: Optimizer>(
    _ parameters: inout [Tensor], along gradients: [Tensor], using rule: Rule
  ) {
    precondition(
      parameters.count == gradients.count,
      "update: \(gradients.count) gradients for \(parameters.count) tensors")
    for pass in 0..<rule.passes {
      begin(pass, rule) { parameters.enumerated().map { ("tensor \($0.offset)", $0.element) } }
      if updatesTogether(parameters.count, rule) {
        updateTogether(&parameters, along: gradients, using: rule)
        continue
      }
      let keeps = known(rule).isOrderless
      gradients.withUnsafeBufferPointer { gradients in
        guard let gradient = gradients.baseAddress else { return }
        KeptCoefficients.with(keeps) { kept in
          for i in parameters.indices {
            update(
              &parameters[i], along: gradient + i, using: rule, pass, at: i, "tensor \(i)", kept)
          }
        }
      }
    }
    finish(gradients.count)
  }

  /// One of the rule's buffers, by its name and the parameter's position in visiting order; nil
  /// before the first update, or if the parameter has no such buffer.
  ///
  /// - Parameters:
  ///   - slot: Its name in ``Optimizer/slots``.
  ///   - position: The parameter's position in visiting order.
  /// - Returns: The buffer as it is now.
  public func buffer(_ slot: String, at position: Int = 0) -> Tensor? {
    guard position < parameters.count, let range = parameters[position].buffers,
      let k = slots[parameters[position].group]?.firstIndex(of: slot)
    else { return nil }
    return buffers[range.lowerBound + k]
  }

  /// How many updates a parameter had; less than ``step`` if it was frozen or skipped for a while.
  public func updates(at position: Int) -> Int64 {
    position < parameters.count ? parameters[position].updates : 0
  }

  /// One of the numbers that a rule keeps for the whole model, by its name in
  /// ``Optimizer/sharedValues``; nil before the first update, or if the rule has no such number.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - rule: The rule whose state this is.
  /// - Returns: The number as it is now.
  public func sharedValue(_ name: String, of rule: some Optimizer) -> Double? {
    guard let k = rule.sharedValues.firstIndex(where: { $0.name == name }), k < shared.count
    else { return nil }
    return shared[k]
  }

  @inline(__always)
  mutating func begin(
    _ pass: Int, _ rule: some Optimizer, _ model: () -> [(path: String, value: Tensor)]
  ) {
    if pass == 0 {
      if parameters.isEmpty {
        adopt(rule)
      } else if rule.grouping !== grouping {
        regroup(rule, model())
      } else if grouping == nil, slots[0] != rule.slots {
        preconditionFailure(
          "update: the state keeps \(slots[0] ?? []), the rule needs \(rule.slots)")
      }
    }
    rule.begin(pass: pass, step: step, shared: &shared)
  }

  /// What a type of rule can do.
  mutating func known<Rule: Optimizer>(
    _ rule: Rule
  ) -> (type: ObjectIdentifier, isOrderless: Bool, isSweeping: Bool) {
    let type = ObjectIdentifier(Rule.self)
    if let lastRule, lastRule.type == type { return lastRule }
    let new = (
      type: type, isOrderless: rule is any OrderlessOptimizer,
      isSweeping: rule is any SweepingOptimizer
    )
    lastRule = new
    return new
  }

  /// Goes on from a step.
  mutating func restore(step: Int64) { self.step = step }

  /// Takes names and numbers from the rule, for parameters to come.
  mutating func adopt(_ rule: some Optimizer) {
    grouping = rule.grouping
    slots = grouping?.slots ?? [rule.slots]
    let shared = rule.sharedValues
    self.shared = shared.map(\.initial)
    sharedNames = shared.map(\.name)
    self.rule = (rule.stateName, rule.stateVersion)
    for names in slots {
      precondition(
        names?.count ?? 0 <= LentMemory.slotCapacity,
        "update: \(names?.count ?? 0) slots; a rule keeps at most \(LentMemory.slotCapacity)")
    }
  }

  mutating func finish(_ count: Int) {
    precondition(
      count == parameters.count,
      "update: \(count) gradients, but the state is of \(parameters.count) parameters")
    step += 1
  }

  /// Makes the record and the buffers of the next parameter.
  mutating func append(_ parameter: Tensor, path: String, for rule: some Optimizer) {
    let group = OptimizerState.group(of: parameter, path, by: rule.grouping)
    let range = slots[group].map { buffers.count..<buffers.count + $0.count }
    parameters.append(Record(of: parameter, group: group, buffers: range))
    forms.append(TensorForm(of: parameter))
    for name in slots[group] ?? [] {
      buffers.append(OptimizerState.start(name, group, parameter, rule))
    }
  }

  static func group(of parameter: Tensor, _ path: String, by grouping: ParameterGrouping?) -> Int {
    guard let grouping else { return 0 }
    let info = ParameterInfo(path: path, shape: parameter.shape, dtype: parameter.dtype)
    guard let group = grouping.group(info) else {
      preconditionFailure("update: \(path) is in no group; freeze it, or give it to one")
    }
    return group
  }

  static func start(
    _ slot: String, _ group: Int, _ parameter: Tensor, _ rule: some Optimizer
  ) -> Tensor {
    rule.grouping?.initialValue(group, slot, parameter)
      ?? rule.initialValue(ofSlot: slot, for: parameter)
  }

  /// Tells the parameters apart again, for groups that were changed on the way.
  ///
  /// A parameter whose buffers have the same names before and after keeps them; others start afresh.
  private mutating func regroup(_ rule: some Optimizer, _ model: [(path: String, value: Tensor)]) {
    let old = self
    adopt(rule)
    precondition(
      sharedNames == old.sharedNames,
      "update: the state keeps \(old.sharedNames) for the model, the rule needs \(sharedNames)")
    shared = old.shared
    (buffers, parameters, forms) = ([], [], [])
    precondition(
      model.count == old.parameters.count,
      "update: \(model.count) parameters, but the state is of \(old.parameters.count)")
    for (known, (path, value)) in zip(old.parameters, model) {
      let group = OptimizerState.group(of: value, path, by: rule.grouping)
      guard let kept = known.buffers, slots[group] == old.slots[known.group] else {
        append(value, path: path, for: rule)
        continue
      }
      var record = known
      record.group = group
      record.buffers = buffers.count..<buffers.count + kept.count
      parameters.append(record)
      forms.append(TensorForm(of: value))
      buffers += old.buffers[kept]
    }
  }

  @inline(__always)
  mutating func update<Rule: Optimizer>(
    _ parameter: UnsafeMutablePointer<Tensor>, along gradient: UnsafePointer<Tensor>,
    using rule: Rule, _ pass: Int, at position: Int, _ path: @autoclosure () -> String,
    isSkipped: Bool = false, _ kept: UnsafeMutablePointer<KeptCoefficients>? = nil,
    rows: [Int]? = nil
  ) {
    if position == parameters.count {
      precondition(step == 0, "update: \(path()) was not there at the first update")
      append(parameter.pointee, path: path(), for: rule)
    }
    let record = parameters[position]
    // Kernels trust that the buffers are as long as the weights.
    // The values of rows have the shape of those rows, which were looked up in the parameter.
    if !forms[position].fits(parameter, rows == nil ? gradient : UnsafePointer(parameter)) {
      forms[position].refuse(parameter.pointee, gradient.pointee, path())
    }
    guard let range = record.buffers, !isSkipped else { return }
    let (step, recorder) = (step, recorder)
    let isSweeping = recorder != nil && known(rule).isSweeping
    buffers.withUnsafeMutableBufferPointer { buffers in
      shared.withUnsafeMutableBufferPointer { shared in
        // Not one value for both: it would be copied.
        if let recorder, pass == rule.passes - 1 {
          var lent = ParameterUpdate(
            step: step, updates: record.updates, pass: pass, group: record.group,
            gradient: gradient, weights: parameter, slots: .init(rebasing: buffers[range]),
            shared: shared, kept: kept, rows: rows)
          lent.update(by: rule, isSweeping: isSweeping && rows == nil, position, recorder)
        } else {
          rule.update(
            ParameterUpdate(
              step: step, updates: record.updates, pass: pass, group: record.group,
              gradient: gradient, weights: parameter, slots: .init(rebasing: buffers[range]),
              shared: shared, kept: kept, rows: rows))
        }
      }
    }
    if pass == rule.passes - 1 { parameters[position].updates += 1 }
  }
}

extension TensorForm {
  /// Stops with what is wrong with a parameter or its gradient.
  func refuse(_ parameter: Tensor, _ gradient: Tensor, _ path: String) -> Never {
    if self != TensorForm(of: parameter) {
      preconditionFailure(
        "update: the state was made for another model; \(path) is \(parameter.dtype) \(parameter.shape), its buffers are \(dtype) \(shape)"
      )
    }
    preconditionFailure(
      "update: a \(gradient.dtype) gradient of shape \(gradient.shape) for \(path), \(parameter.dtype) \(parameter.shape)"
    )
  }
}
