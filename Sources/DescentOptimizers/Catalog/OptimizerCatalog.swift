import DescentTensor

/// The rules that can be asked for by name.
public enum OptimizerCatalog {
  /// Every rule, in the order in which they are listed for a person.
  public static let rules: [any ConfigurableOptimizer.Type] = [
    AdaBelief.self,
    Adadelta.self,
    Adafactor.self,
    Adagrad.self,
    Adam.self,
    AdamAtan2.self,
    Adamax.self,
    AdamW.self,
    Adan.self,
    AdEMAMix.self,
    ADOPT.self,
    ASGD.self,
    LAMB.self,
    LARS.self,
    Lion.self,
    Muon.self,
    MuonWithAdamW.self,
    NAdam.self,
    Prodigy.self,
    RAdam.self,
    RMSprop.self,
    Rprop.self,
    ScheduleFreeAdamW.self,
    ScheduleFreeSGD.self,
    SGD.self,
    SparseAdam.self,
    StableAdamW.self,
    Yogi.self,
  ]

  /// Every rule that computes the function as often as it needs within a step.
  public static let solvers: [any Solver.Type] = [LBFGS.self, NewtonCG.self]

  /// The rules' names.
  public static var names: [String] { rules.map { $0.name } }

  /// The solvers' names.
  public static var solverNames: [String] { solvers.map { $0.name } }

  /// The rule of a name, whatever its case.
  ///
  /// - Parameter name: As in `AdamW` or `adamw`.
  /// - Returns: The type; its `init()` makes the rule with its defaults.
  /// - Throws: ``OptimizerError/unknownOptimizer(name:nearest:)``.
  public static func rule(named name: String) throws(OptimizerError)
    -> any ConfigurableOptimizer.Type
  {
    let wanted = name.lowercased()
    if let rule = rules.first(where: { $0.name.lowercased() == wanted }) { return rule }
    throw .unknownOptimizer(name: name, nearest: nearestName(to: name, in: names))
  }

  /// The rule or the solver of a name, whatever its case and its hyphens: `newton-cg`.
  ///
  /// - Parameter name: As in `AdamW` or `newton-cg`.
  /// - Returns: The type; its `init()` makes the rule with its defaults.
  /// - Throws: ``OptimizerError/unknownOptimizer(name:nearest:)``.
  public static func ruleOrSolver(named name: String) throws(OptimizerError)
    -> any ConfigurableRule.Type
  {
    let wanted = name.lowercased().filter { $0 != "-" && $0 != "_" }
    if let solver = solvers.first(where: { $0.name.lowercased() == wanted }) { return solver }
    if let rule = rules.first(where: { $0.name.lowercased() == wanted }) { return rule }
    throw .unknownOptimizer(name: name, nearest: nearestName(to: name, in: names + solverNames))
  }

  /// The names of a rule's options in torch's spelling, those that have no effect left out; none if
  /// there is no such rule.
  public static func optionNames(of name: String) -> [String] {
    guard let rule = try? ruleOrSolver(named: name) else { return [] }
    return rule.optionNames
  }
}

extension ConfigurableRule {
  fileprivate static var optionNames: [String] {
    options.compactMap { $0.report == .never ? nil : $0.name }
  }
}
