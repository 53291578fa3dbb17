/// Why an optimizer cannot be made of a name and options.
public enum OptimizerError: Error, Hashable, Sendable {
  /// There is no rule of this name.
  case unknownOptimizer(name: String, nearest: String?)
  /// The rule has no option of this name.
  case unknownOption(optimizer: String, name: String, nearest: String?)
  /// The option is there under both of its names.
  case repeatedOption(optimizer: String, names: [String])
  /// The option cannot be set to this.
  case badValue(optimizer: String, option: String, value: OptionValue, expected: String)
}

extension OptimizerError: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    switch self {
    case .unknownOptimizer(let name, let nearest):
      "there is no optimizer \"\(name)\"; "
        + (nearest.map { "did you mean \($0)?" }
          ?? "there are \(OptimizerCatalog.names.joined(separator: ", "))")
    case .unknownOption(let optimizer, let name, let nearest):
      "\(optimizer) has no option \"\(name)\"; "
        + (nearest.map { "did you mean \($0)?" }
          ?? "it has \(OptimizerCatalog.optionNames(of: optimizer).joined(separator: ", "))")
    case .repeatedOption(let optimizer, let names):
      "\(optimizer): \(names.joined(separator: " and ")) are the same option; give one"
    case .badValue(let optimizer, let option, let value, let expected):
      "\(optimizer): \(option) must be \(expected), not \(value)"
    }
  }
}
