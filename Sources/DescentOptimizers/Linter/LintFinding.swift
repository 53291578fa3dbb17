/// Something that is probably not meant, in one line.
public struct LintFinding: Sendable, Hashable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Worth a look.
    case note
    /// Probably a mistake.
    case warning
    /// The run will stop, or do nothing.
    case error
  }

  /// What is looked for, by a name that stays, as in `decayed-norm`.
  public let check: String
  /// How bad it is.
  public let severity: Severity
  /// What was found, where, and what to do.
  public let message: String
  /// The paths of the parameters concerned; empty if it concerns none.
  public let parameters: [String]

  /// A finding.
  ///
  /// - Parameters:
  ///   - check: What is looked for, by a name that stays, as in `decayed-norm`.
  ///   - severity: How bad it is.
  ///   - message: What was found, where, and what to do.
  ///   - parameters: The paths of the parameters concerned; empty if it concerns none.
  public init(
    _ check: String, _ severity: Severity, _ message: String, parameters: [String] = []
  ) {
    self.check = check
    self.severity = severity
    self.message = message
    self.parameters = parameters
  }

  /// One line for a person.
  public var description: String { "\(severity.rawValue): \(message) [\(check)]" }
}
