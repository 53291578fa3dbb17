import DescentTensor

/// A rule that treats some parameters otherwise.
///
///     let groups = AdamW(learningRate: 3e-4)
///       .frozen(where: { $0.path.hasPrefix("embedding.") })
///       .except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }
///     state.update(&model, along: gradients, using: groups)
///
/// A parameter belongs to the first group that matches it, in the order in which they are written,
/// and otherwise to the rule itself. The predicates are asked once, at the first update.
///
/// It is a rule like any other. The numbers that a rule keeps for the whole model, and the number of
/// its passes, are those of the rule at the bottom.
public struct ParameterGroups<Rule: Optimizer>: Optimizer {
  /// The rule of every parameter that no group matches; the groups are made of it.
  public var base: Rule {
    didSet { rebuild() }
  }
  private var exceptions: [Exception] = []
  /// Which parameters the rule itself is for; all of them unless it is narrowed.
  private var isMember: (@Sendable (ParameterInfo) -> Bool)?
  /// The rule of each group, that of the base last; nil where it is frozen.
  private(set) var rules: [Rule?] = []
  /// Which group every parameter is in.
  public private(set) var grouping: ParameterGrouping?

  private struct Exception: Sendable {
    let name: String?
    let matches: @Sendable (ParameterInfo) -> Bool
    /// nil for a frozen group.
    let change: (@Sendable (inout Rule) -> Void)?
  }

  /// One group, of all parameters.
  public init(_ base: Rule) {
    self.base = base
    rebuild()
  }

  /// The same groups and, for parameters that none of them matches, another.
  ///
  /// - Parameters:
  ///   - name: What messages call the group.
  ///   - matches: Whether a parameter is in the group.
  ///   - change: What is different there.
  /// - Returns: The groups.
  public func except(
    _ name: String? = nil, where matches: @escaping @Sendable (ParameterInfo) -> Bool,
    _ change: @escaping @Sendable (inout Rule) -> Void
  ) -> Self {
    adding(Exception(name: name, matches: matches, change: change))
  }

  /// The same groups and, for parameters that none of them matches, one that stays as it is: no
  /// update, no decay, no buffers.
  ///
  /// A parameter that is frozen on the way loses its buffers, and one that is thawed starts afresh.
  ///
  /// - Parameters:
  ///   - name: What messages call the group.
  ///   - matches: Whether a parameter is in it.
  /// - Returns: The groups.
  public func frozen(
    _ name: String? = nil, where matches: @escaping @Sendable (ParameterInfo) -> Bool
  ) -> Self {
    adding(Exception(name: name, matches: matches, change: nil))
  }

  /// The same groups, with the rule at the bottom for these parameters only.
  ///
  /// An update that meets a parameter which then is in no group stops;
  /// ``lint(model:optimizer:steps:accumulating:)-(_,ParameterGroups<Rule>,_,_)`` finds it before.
  public func only(where matches: @escaping @Sendable (ParameterInfo) -> Bool) -> Self {
    var groups = self
    groups.isMember = matches
    groups.rebuild()
    return groups
  }

  private func adding(_ exception: Exception) -> Self {
    var groups = self
    groups.exceptions.append(exception)
    groups.rebuild()
    return groups
  }

  private mutating func rebuild() {
    let base = base
    rules =
      exceptions.map { exception in
        guard let change = exception.change else { return nil }
        var rule = base
        change(&rule)
        precondition(
          rule.passes == base.passes && rule.grouping == nil,
          "except(where:): a group cannot change how many passes its rule makes")
        return rule
      } + [base]
    let (rules, exceptions, isMember) = (rules, exceptions, isMember)
    grouping = ParameterGrouping(
      slots: rules.map { $0?.slots },
      initialValue: { (rules[$0] ?? base).initialValue(ofSlot: $1, for: $2) },
      group: { info in
        exceptions.firstIndex { $0.matches(info) }
          ?? (isMember?(info) == false ? nil : exceptions.count)
      })
  }

  // MARK: Looking

  /// The rule that moves a parameter; nil if it is frozen, or in no group.
  public func rule(for parameter: ParameterInfo) -> Rule? {
    grouping?.group(parameter).flatMap { rules[$0] }
  }

  /// What messages call a group.
  func name(ofGroup group: Int) -> String {
    guard group < exceptions.count else { return "the base" }
    return exceptions[group].name ?? "group \(group + 1)"
  }

  /// The groups that match a parameter; the first has it.
  func matches(_ parameter: ParameterInfo) -> [Int] {
    exceptions.indices.filter { exceptions[$0].matches(parameter) }
  }

  // MARK: The rule

  /// The learning rate of the rule at the bottom; groups that change it keep theirs.
  public var learningRate: Schedule {
    get { base.learningRate }
    set { base.learningRate = newValue }
  }
  /// The buffers of the rule at the bottom.
  public var slots: [String] { base.slots }
  /// Whether the rule at the bottom does.
  public var acceptsRowSparse: Bool { base.acceptsRowSparse }
  /// As the rule at the bottom starts them.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    base.initialValue(ofSlot: slot, for: parameter)
  }
  /// Those of the rule at the bottom.
  public var sharedValues: [(name: String, initial: Double)] { base.sharedValues }
  /// As many as the rule at the bottom makes.
  public var passes: Int { base.passes }
  /// Tells the rule at the bottom.
  public func begin(pass: Int, step: Int64, shared: inout [Double]) {
    base.begin(pass: pass, step: step, shared: &shared)
  }
  /// That of the rule at the bottom.
  public var stateName: String { base.stateName }
  /// That of the rule at the bottom.
  public var stateVersion: Int { base.stateVersion }

  /// Changes one parameter by its group's rule.
  public func update(_ parameter: borrowing ParameterUpdate) {
    rules[parameter.group]?.update(parameter)
  }

  /// That of the group's rule.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    rules[parameter.group]?.secondMoment(of: parameter)
  }

  /// As the group's rule gives them; the weights themselves where it is frozen.
  public func evaluationWeights(_ weights: Tensor, slots: [Tensor], group: Int) -> Tensor {
    rules[group]?.evaluationWeights(weights, slots: slots, group: 0) ?? weights
  }
}

extension ParameterGroups: SweepingOptimizer where Rule: SweepingOptimizer {}
extension ParameterGroups: OrderlessOptimizer where Rule: OrderlessOptimizer {}

extension Optimizer {
  /// This rule, and a change of it for some parameters.
  ///
  ///     AdamW().except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }
  ///
  /// - Parameters:
  ///   - name: What messages call the group.
  ///   - matches: Whether a parameter is in the group.
  ///   - change: What is different there.
  /// - Returns: The groups.
  public func except(
    _ name: String? = nil, where matches: @escaping @Sendable (ParameterInfo) -> Bool,
    _ change: @escaping @Sendable (inout Self) -> Void
  ) -> ParameterGroups<Self> {
    ParameterGroups(self).except(name, where: matches, change)
  }

  /// This rule, and some parameters that stay as they are: no update, no decay, no buffers.
  ///
  /// - Parameters:
  ///   - name: What messages call the group.
  ///   - matches: Whether a parameter is in it.
  /// - Returns: The groups.
  public func frozen(
    _ name: String? = nil, where matches: @escaping @Sendable (ParameterInfo) -> Bool
  ) -> ParameterGroups<Self> {
    ParameterGroups(self).frozen(name, where: matches)
  }

  /// This rule, for some parameters only.
  public func only(
    where matches: @escaping @Sendable (ParameterInfo) -> Bool
  ) -> ParameterGroups<Self> {
    ParameterGroups(self).only(where: matches)
  }
}

extension ParameterGroups where Rule: ConfigurableOptimizer {
  /// The same groups and, for parameters that none of them matches, one with other options, named as
  /// a command line or a file names them.
  ///
  /// - Parameters:
  ///   - name: What messages call the group.
  ///   - matches: Whether a parameter is in it.
  ///   - options: What is different there, by torch's names or Swift's.
  /// - Returns: The groups.
  /// - Throws: An ``OptimizerError`` for the first that is not known or cannot be set.
  public func except(
    _ name: String? = nil, where matches: @escaping @Sendable (ParameterInfo) -> Bool,
    setting options: [String: OptionValue]
  ) throws(OptimizerError) -> Self {
    var probe = base
    try probe.set(options)
    // The options were accepted, and the base's other options do not exclude them.
    return except(name, where: matches) { rule in try? rule.set(options) }
  }
}
