import DescentTensor

/// Why a saved state cannot be restored.
public struct OptimizerStateError: Error, Hashable, Sendable {
  /// One place where what was saved is not what is needed.
  public enum Difference: Hashable, Sendable {
    /// The state is of another rule.
    case rule(saved: String, needed: String)
    /// The rule's buffers have another meaning.
    case version(saved: Int64, needed: Int)
    /// The model has a parameter of which nothing was saved.
    case newParameter(path: String)
    /// A parameter was saved that the model does not have.
    case lostParameter(path: String)
    /// A parameter had another shape or element type.
    case parameter(path: String, saved: String, needed: String)
    /// A buffer is not there.
    case missingBuffer(name: String)
    /// A buffer is there that nothing needs.
    case unknownBuffer(name: String)
    /// A buffer has another shape or element type.
    case buffer(name: String, saved: String, needed: String)
    /// A line of the metadata is not there, or cannot be read.
    case metadata(key: String, found: String?, expected: String)
  }

  /// Every difference, in the model's order.
  public let differences: [Difference]

  /// An error of some differences.
  init(_ differences: [Difference]) { self.differences = differences }
}

extension OptimizerStateError: CustomStringConvertible {
  /// One line for a person, which names the first few.
  public var description: String {
    let shown = differences.prefix(5).map(\.description).joined(separator: "; ")
    let rest = differences.count - 5
    return "the optimizer's state does not fit: \(shown)" + (rest > 0 ? "; and \(rest) more" : "")
  }
}

extension OptimizerStateError.Difference: CustomStringConvertible {
  /// What is different, for a person.
  public var description: String {
    switch self {
    case .rule(let saved, let needed): "it was saved by \(saved), not \(needed)"
    case .version(let saved, let needed):
      "it was saved by version \(saved) of the rule, this is version \(needed)"
    case .newParameter(let path): "\(path) was not saved"
    case .lostParameter(let path): "\(path) was saved but is not in the model"
    case .parameter(let path, let saved, let needed):
      "\(path) was \(saved) and is \(needed)"
    case .missingBuffer(let name): "there is no \(name)"
    case .unknownBuffer(let name): "nothing needs \(name)"
    case .buffer(let name, let saved, let needed): "\(name) is \(saved), not \(needed)"
    case .metadata(let key, nil, let expected): "\(key) is missing; it must be \(expected)"
    case .metadata(let key, let found?, let expected):
      "\(key) is \"\(found)\", not \(expected)"
    }
  }
}
