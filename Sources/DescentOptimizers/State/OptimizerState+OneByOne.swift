import DescentTensor

extension OptimizerState {
  /// Makes one step of a rule on a model, and moves each parameter as soon as its gradient is known.
  ///
  ///     for batch in batches {
  ///       let loss = state.step(&model, using: AdamW(learningRate: 3e-4)) { model in
  ///         crossEntropy(model(batch.inputs), batch.targets)
  ///       }
  ///     }
  ///
  /// The bits are those of ``/DescentTensor/valueAndGradient(at:of:)-(M,_)`` and an update; the memory is
  /// less, for a gradient is given up when its parameter has moved, and what the loss saved for the way
  /// back when it was used: at no time are all gradients alive. Nobody can look at the gradients together: there is no norm to clip
  /// by, and a gradient that is not finite is found when others have moved.
  ///
  /// - Parameters:
  ///   - model: What is moved.
  ///   - rule: How; one that goes over the parameters once.
  ///   - unreached: What is done with parameters that the loss does not depend on.
  ///   - loss: Computes one element from the model it is given. It is called once; if it throws, nothing
  ///     has changed.
  /// - Returns: The loss before the step.
  /// - Precondition: `loss` returns one element, ``Optimizer/passes`` is 1, and nothing is recorded around
  ///   the call; as for an update, the model has the parameters that it had before.
  @discardableResult
  public mutating func step<M: Module, Rule: Optimizer>(
    _ model: inout M, using rule: Rule, unreached: UnreachedParameters = .update,
    on loss: (M) throws -> Tensor
  ) rethrows -> Tensor {
    precondition(
      rule.passes == 1,
      "step: \(rule.stateName) goes over the parameters \(rule.passes) times; it needs all gradients at once"
    )
    prepare(for: model, rule)
    // Both are out of the way while the parameters move, so that no copy of their memory is made.
    var state = self
    self = OptimizerState()
    defer { self = state }
    let value = try DescentTensor.value(at: &model, of: loss) { position, value, gradient in
      state.move(&value, at: position, along: gradient, using: rule, unreached)
    }
    state.finish(state.parameters.count)
    return value
  }

  /// Begins a step, and at the first one makes the buffers of all parameters.
  private mutating func prepare(for model: some Module, _ rule: some Optimizer) {
    let parameters = model.parameters
    begin(0, rule) { parameters.map { ($0.path, $0.parameter.value) } }
    if step == 0, self.parameters.isEmpty {
      for (path, parameter) in parameters { append(parameter.value, path: path, for: rule) }
    }
    precondition(
      parameters.count == self.parameters.count,
      "step: a model of \(parameters.count) parameters, but the state is of \(self.parameters.count)"
    )
    for (form, (path, parameter)) in zip(forms, parameters) {
      precondition(
        form == TensorForm(of: parameter.value),
        "step: the state was made for another model; \(path) is \(parameter.value.dtype) \(parameter.value.shape), its buffers are \(form.dtype) \(form.shape)"
      )
    }
  }

  private mutating func move(
    _ value: inout Tensor, at position: Int, along gradient: ParameterGradient?,
    using rule: some Optimizer, _ unreached: UnreachedParameters
  ) {
    var rows: [Int]?
    let along: Tensor
    switch gradient {
    case .dense(let dense): along = dense
    case .rows(let sparse) where rule.acceptsRowSparse: (rows, along) = (sparse.rows, sparse.values)
    case .rows(let sparse): along = sparse.dense
    case nil: along = Tensor(zerosLike: value)
    }
    let isSkipped = gradient == nil && unreached == .skip
    withUnsafePointer(to: along) { along in
      update(
        &value, along: along, using: rule, 0, at: position, "parameter \(position)",
        isSkipped: isSkipped, rows: rows)
    }
  }
}
