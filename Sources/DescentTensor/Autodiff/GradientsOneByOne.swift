/// The loss of a model, whose parameters are changed on the way back: each as soon as its gradient is
/// complete, which is then given up.
///
/// What the loss saved is freed on the way too, so that at no time all gradients are alive.
///
/// - Parameters:
///   - model: What is differentiated, and changed.
///   - loss: Computes one element from the model it is given. It is called once, before anything changes.
///   - change: Is called once for each parameter, in the order in which the gradients come: with its
///     position in visiting order, its value and its gradient, nil if the loss does not depend on it.
/// - Returns: The loss before the changes.
/// - Precondition: `loss` returns one element. Nothing is recorded around the call.
package func value<M: Module>(
  at model: inout M, of loss: (M) throws -> Tensor,
  changing change: (_ position: Int, _ value: inout Tensor, _ gradient: ParameterGradient?) -> Void
) rethrows -> Tensor {
  let tape = Tape.open()
  defer { tape.pointee.close() }
  // No copy of the weights is left but the tape's, which gives them up one by one.
  func evaluated() throws -> (y: Tensor, leaves: ParameterLeaves) {
    let (watched, leaves) = model.watched(on: tape)
    return (try loss(watched), leaves)
  }
  let (y, leaves) = try evaluated()
  precondition(
    y.count == 1,
    "a gradient needs one number to differentiate, not a tensor of shape \(y.shape)")
  var values = model.takeParameterValues()
  let positions = Dictionary(grouping: leaves.leaves.indices) { leaves.leaves[$0] }
  let outer = tape.pointee.rowContributions
  tape.pointee.rowContributions = RowContributions(depth: tape.pointee.scopes.count)
  let reaches = y.recording == tape.pointee.recording
  Tape.backwardReleasing(
    tape, from: reaches ? y.node : -1, seed: .ones(y.shape, dtype: y.dtype)
  ) { leaf, cotangent in
    guard let own = positions[leaf], let one = own.first else { return }
    let rows = tape.pointee.rowContributions?.take(leaf, leaves.shapes[one])
    let gradient = ParameterGradient(cotangent, rows)
    for position in own { change(position, &values[position], gradient) }
  }
  tape.pointee.rowContributions = outer
  model.putParameterValues(values)
  return y.detached
}

/// The gradient of one parameter.
package enum ParameterGradient {
  case dense(Tensor)
  case rows(RowSparse)

  /// What was added to a leaf as a whole, and to some of its rows; nil if nothing was.
  init?(_ dense: Tensor?, _ rows: RowSparse?) {
    switch (dense, rows) {
    case (let dense?, let rows?): self = .dense(dense + rows.dense)
    case (let dense?, nil): self = .dense(dense)
    case (nil, let rows?): self = .rows(rows)
    case (nil, nil): return nil
    }
  }
}
