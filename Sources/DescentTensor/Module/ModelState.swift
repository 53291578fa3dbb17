extension Module {
  /// Every parameter and every buffer with its path, in visiting order: torch's `state_dict`.
  ///
  ///     let saved = model.state                   // for a file, or for another model
  ///     try other.restore(Dictionary(uniqueKeysWithValues: saved.map { ($0.path, $0.value) }))
  public var state: [(path: String, value: Tensor)] {
    var copy = self
    var lister = StateVisitor { _ in nil }
    copy.visit(&lister)
    return lister.found
  }

  /// Takes parameters and buffers from tensors by path: torch's `load_state_dict`.
  ///
  /// - Throws: ``ModelStateError`` if a tensor is missing, left over, or of another shape or element
  ///   type; the model is then as before.
  public mutating func restore(_ state: [String: Tensor]) throws(ModelStateError) {
    let own = self.state
    for (path, value) in own {
      guard let given = state[path] else { throw .missing(path: path) }
      guard given.shape == value.shape, given.dtype == value.dtype else {
        throw .differs(
          path: path, expected: "\(value.dtype) \(value.shape)",
          found: "\(given.dtype) \(given.shape)")
      }
    }
    let paths = Set(own.map(\.path))
    if let path = state.keys.sorted().first(where: { !paths.contains($0) }) {
      throw .unknown(path: path)
    }
    var writer = StateVisitor { state[$0]?.detached }
    visit(&writer)
  }
}

/// Why a model cannot take tensors.
public enum ModelStateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is none for a parameter or buffer of the model.
  case missing(path: String)
  /// The model has nothing of this name.
  case unknown(path: String)
  /// One is of another shape or element type.
  case differs(path: String, expected: String, found: String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .missing(let path): "expected a tensor \(path), found none"
    case .unknown(let path): "found a tensor \(path), which the model does not have"
    case .differs(let path, let expected, let found):
      "\(path): expected \(expected), found \(found)"
    }
  }
}

/// Lists parameters and buffers, and replaces those that `replacement` gives a value for.
private struct StateVisitor: ParameterVisitor {
  let replacement: (String) -> Tensor?
  var prefix = ""
  var found: [(path: String, value: Tensor)] = []

  init(_ replacement: @escaping (String) -> Tensor?) { self.replacement = replacement }

  mutating func visit(_ name: String, _ parameter: inout Parameter) {
    found.append((prefix + name, parameter.value))
    if let new = replacement(prefix + name) { parameter.value = new }
  }

  mutating func visit(_ name: String, _ buffer: inout Buffer) {
    found.append((prefix + name, buffer.value))
    if let new = replacement(prefix + name) { buffer.value = new }
  }

  mutating func visit(_ name: String, _ module: inout some Module) {
    let outer = prefix
    prefix += name + "."
    module.visit(&self)
    prefix = outer
  }
}
