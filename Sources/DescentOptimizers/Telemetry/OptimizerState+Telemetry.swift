import DescentTensor

extension OptimizerState {
  /// Moves a model's parameters along their gradients by one step of a rule, and measures it.
  ///
  /// Everything moves by the same bits as without `telemetry`.
  public mutating func update<Rule: Optimizer>(
    _ model: inout some Module, along gradients: consuming Gradients, using rule: Rule,
    unreached: UnreachedParameters = .update, telemetry: inout Telemetry
  ) {
    let gradients = gradients
    let parameters = model.parameters
    telemetry.measure(
      step: step, counts: parameters.map(\.parameter.value.count),
      paths: parameters.map(\.path)
    ) { recorder in
      measuring(recorder) {
        $0.update(&model, along: gradients, using: rule, unreached: unreached)
      }
    }
  }

  /// Moves several tensors along their gradients by one step of a rule, and measures it.
  public mutating func update<Rule: Optimizer>(
    _ parameters: inout [Tensor], along gradients: [Tensor], using rule: Rule,
    telemetry: inout Telemetry
  ) {
    telemetry.measure(
      step: step, counts: parameters.map(\.count), paths: parameters.indices.map { "\($0)" }
    ) { recorder in
      measuring(recorder) { $0.update(&parameters, along: gradients, using: rule) }
    }
  }

  /// Moves one tensor along its gradient by one step of a rule, and measures it.
  public mutating func update<Rule: Optimizer>(
    _ parameter: inout Tensor, along gradient: Tensor, using rule: Rule,
    telemetry: inout Telemetry
  ) {
    telemetry.measure(step: step, counts: [parameter.count], paths: ["0"]) { recorder in
      measuring(recorder) { $0.update(&parameter, along: gradient, using: rule) }
    }
  }

  /// Moves a model's parameters along their gradients, changed by transforms before, and measures it
  /// and what was clipped.
  ///
  /// There is no update, and no step is counted, if a transform asks for none; `telemetry` then is as
  /// it was, but for ``Telemetry/transforms``.
  ///
  /// - Returns: What each transform did.
  /// - Throws: ``GradientError`` if a gradient is not finite and a transform refuses it; the model and
  ///   the state are as before.
  @discardableResult
  public mutating func update<Rule: Optimizer>(
    _ model: inout some Module, along gradients: consuming Gradients, using rule: Rule,
    transforms: inout GradientTransforms, unreached: UnreachedParameters = .update,
    telemetry: inout Telemetry
  ) throws(GradientError) -> [TransformReport] {
    var changed = gradients
    let reports = try transforms.apply(to: &changed, of: model, step: step)
    if !reports.contains(where: \.skipsUpdate) {
      update(
        &model, along: changed, using: rule, unreached: unreached, telemetry: &telemetry)
    }
    telemetry.add(reports)
    return reports
  }

  private mutating func measuring(
    _ recorder: StatisticsRecorder, _ update: (inout OptimizerState) -> Void
  ) {
    self.recorder = recorder
    update(&self)
    self.recorder = nil
  }
}
