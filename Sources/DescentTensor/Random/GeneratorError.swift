/// Why a saved state does not make a generator.
public enum GeneratorError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The state has another size than torch's.
  case stateSize(found: Int)
  /// The state has a value that no generator can have; the text says which.
  case stateValue(String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .stateSize(let found):
      "generator state: expected \(Generator.torchStateSize) bytes, found \(found)"
    case .stateValue(let what):
      "generator state: \(what)"
    }
  }
}
