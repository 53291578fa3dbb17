import DescentTensor

/// A model's weights averaged over updates.
public protocol ParameterAverage: Sendable {
  /// The averages in visiting order; empty before the first update.
  var values: [Tensor] { get set }
  /// How many models were averaged.
  var updates: Int64 { get set }
  /// How much of the next model goes in, after the first.
  var nextWeight: Double { get }
}

extension ParameterAverage {
  /// Takes a model's weights into the average; the first are copied.
  ///
  ///     a ← lerp(a, w, ω) = a + ω (w − a),   or   w − (w − a)(1 − ω)   where   ω ≥ ½
  ///
  /// The two forms are torch's; they keep what is exact at both ends.
  ///
  /// - Precondition: The model has the parameters of those before.
  public mutating func update(with model: some Module) {
    let weights = model.parameters
    if values.isEmpty {
      values = weights.map(\.parameter.value.detached)
    } else {
      precondition(
        weights.count == values.count,
        "average: \(weights.count) parameters, \(values.count) are averaged")
      let ω = nextWeight
      for (i, (path, parameter)) in weights.enumerated() {
        check(parameter.value, against: i, path)
        values[i] = values[i].lerp(to: parameter.value.detached, ω)
      }
    }
    updates += 1
  }

  /// A model with the averages for its weights.
  ///
  /// - Precondition: There was an update, and the model has the parameters of those averaged.
  public func applied<M: Module>(to model: M) -> M {
    var copy = model
    apply(to: &copy)
    return copy
  }

  /// Puts the averages in the place of a model's weights.
  ///
  /// - Precondition: There was an update, and the model has the parameters of those averaged.
  public func apply(to model: inout some Module) {
    var average = self
    average.swap(with: &model)
  }

  /// Exchanges the averages and a model's weights; a second call exchanges them back.
  ///
  /// - Precondition: There was an update, and the model has the parameters of those averaged.
  public mutating func swap(with model: inout some Module) {
    precondition(!values.isEmpty, "average: nothing was averaged yet")
    var average = self
    var count = 0
    model.updateParameters { position, path, weights in
      average.check(weights, against: position, path)
      Swift.swap(&average.values[position], &weights)
      count += 1
    }
    precondition(
      count == values.count, "average: \(count) parameters, \(values.count) are averaged")
    self = average
  }

  private func check(_ weights: Tensor, against position: Int, _ path: String) {
    precondition(
      position < values.count && values[position].shape == weights.shape
        && values[position].dtype == weights.dtype,
      "average: \(path), \(weights.dtype) \(weights.shape), is not what was averaged")
  }
}

extension Tensor {
  /// torch's lerp, each operation rounded by itself.
  fileprivate func lerp(to end: Tensor, _ weight: Double) -> Tensor {
    let difference = end - self
    return Swift.abs(weight) < 0.5
      ? difference * weight + self : end - difference * (1 - weight)
  }
}
