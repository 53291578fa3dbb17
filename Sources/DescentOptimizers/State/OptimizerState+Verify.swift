import DescentTensor

/// What a run that stopped and went on did otherwise than one that did not stop.
public struct ResumeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What differs: a parameter's path, or the name of a buffer.
  public let name: String
  /// After how many steps.
  public let step: Int

  /// A difference.
  ///
  /// - Parameters:
  ///   - name: What differs: a parameter's path, or the name of a buffer.
  ///   - step: After how many steps.
  public init(name: String, step: Int) {
    self.name = name
    self.step = step
  }

  /// One line for a person.
  public var description: String {
    "resuming changes the run: after step \(step), \(name) differs from the run that did not stop"
  }
}

/// Checks that a run which is saved, loaded and continued is the run that never stopped, to the bit.
///
///     try verifyResume(of: AdamW(), at: model) { model in loss(model, batch) } through: { saved in
///       try save(saved, to: path)
///       return try load(from: path)
///     }
///
/// Two steps, saving, loading and two more steps are compared with four steps.
///
/// - Parameters:
///   - rule: The rule.
///   - model: Where to start.
///   - loss: What the rule brings down.
///   - save: Saves the state and loads it again; what is saved is handed back as it is by default.
/// - Throws: A ``ResumeError`` for the first difference, an ``OptimizerStateError`` if what was loaded
///   does not fit, or what `save` throws.
public func verifyResume<M: Module>(
  of rule: some Optimizer, at model: M, loss: (M) -> Tensor,
  through save: (NamedBuffers) throws -> NamedBuffers = { $0 }
) throws {
  var (straight, resumed) = (model, model)
  var state = OptimizerState()
  func step(_ model: inout M, _ state: inout OptimizerState) {
    let gradients = valueAndGradient(at: model, of: loss).gradient
    state.update(&model, along: gradients, using: rule)
  }
  for _ in 0..<2 { step(&straight, &state) }
  resumed = straight
  var resumedState = try OptimizerState(
    restoring: save(state.namedBuffers(of: resumed)), for: resumed, using: rule)
  for number in 3...4 {
    step(&straight, &state)
    step(&resumed, &resumedState)
    for ((path, a), (_, b)) in zip(straight.parameters, resumed.parameters)
    where !a.value.hasSameBits(as: b.value) {
      throw ResumeError(name: path, step: number)
    }
    let (a, b) = (state.namedBuffers(of: straight), resumedState.namedBuffers(of: resumed))
    for name in a.tensors.keys.sorted() {
      guard let x = a.tensors[name], let y = b.tensors[name], x.hasSameBits(as: y) else {
        throw ResumeError(name: name, step: number)
      }
    }
    for key in a.metadata.keys.sorted() where a.metadata[key] != b.metadata[key] {
      throw ResumeError(name: key, step: number)
    }
  }
}

extension Tensor {
  /// Whether both have the same shape, element type and bits.
  package func hasSameBits(as other: Tensor) -> Bool {
    guard shape == other.shape, dtype == other.dtype else { return false }
    let size = count * dtype.size
    return withUnsafeMemory { a in
      other.withUnsafeMemory { b in
        UnsafeRawBufferPointer(start: a, count: size)
          .elementsEqual(UnsafeRawBufferPointer(start: b, count: size))
      }
    }
  }
}
