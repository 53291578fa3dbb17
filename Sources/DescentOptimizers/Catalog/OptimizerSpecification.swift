/// A rule and its options, as a command line or a file names them.
///
/// ```swift
/// let specification = OptimizerSpecification("adamw", ["lr": 0.01, "betas": [0.9, 0.99]])
/// let optimizer = try specification.makeOptimizer()
/// print(OptimizerSpecification(optimizer).options["betas"] ?? .none)  // [0.9, 0.99]
/// ```
public struct OptimizerSpecification: Sendable, Hashable {
  /// The rule's name, in any case.
  public var name: String
  /// The options that are not at their defaults, by torch's names or Swift's.
  public var options: [String: OptionValue]

  /// The rule of a name with some options.
  ///
  /// - Parameters:
  ///   - name: In any case.
  ///   - options: Those that are not at their defaults, by torch's names or Swift's.
  public init(_ name: String, _ options: [String: OptionValue] = [:]) {
    self.name = name
    self.options = options
  }

  /// The specification of a rule: all of its options, in torch's spelling.
  public init(_ optimizer: some ConfigurableRule) {
    name = optimizer.name
    options = Dictionary(
      uniqueKeysWithValues: optimizer.resolvedOptions.map { ($0.name, $0.value) })
  }

  /// The rule with these options.
  ///
  /// - Throws: An ``OptimizerError`` that says in one line what is wrong.
  public func makeOptimizer() throws(OptimizerError) -> any ConfigurableOptimizer {
    var optimizer = try OptimizerCatalog.rule(named: name).init()
    try optimizer.set(options)
    return optimizer
  }

  /// The rule with these options, be it an ``Optimizer`` or a ``Solver``.
  ///
  /// - Throws: An ``OptimizerError`` that says in one line what is wrong.
  public func makeRule() throws(OptimizerError) -> any ConfigurableRule {
    var rule = try OptimizerCatalog.ruleOrSolver(named: name).init()
    try rule.set(options)
    return rule
  }
}
