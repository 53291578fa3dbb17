import DescentTensor

/// A rule with a name and options: an ``Optimizer`` or a ``Solver``.
public protocol ConfigurableRule: Sendable {
  /// The rule's name, which is torch's where torch has it.
  static var name: String { get }

  /// Every option, in the order of torch's signature.
  static var options: [OptimizerOption<Self>] { get }

  /// What is wrong between the options, each of which is right alone.
  var conflict: (option: String, expected: String)? { get }

  /// The learning rate α, where the rule has one; the length of a full step otherwise.
  var learningRate: Schedule { get set }

  /// What a schedule that moves a momentum against the rate moves, as
  /// ``Schedule/oneCycle(peak:over:rising:annealing:divisor:finalDivisor:hasThreePhases:)`` and its
  /// momentum do: the momentum, or β₁; nil for a rule without one.
  static var scheduledMomentum: WritableKeyPath<Self, Schedule>? { get }

  /// What is wrong with a parameter of this shape for the rule; nil if nothing is.
  func objection(to shape: Shape) -> String?

  /// The rule with every option at its default.
  init()
}

extension ConfigurableRule {
  /// The rule takes parameters of every shape.
  public func objection(to shape: Shape) -> String? { nil }

  /// The rule has no momentum that follows the rate.
  public static var scheduledMomentum: WritableKeyPath<Self, Schedule>? { nil }

  /// No options of this rule exclude one another.
  public var conflict: (option: String, expected: String)? { nil }

  /// The rule's name, which is torch's where torch has it.
  public var name: String { Self.name }

  /// The options as they stand, in torch's spelling and order, for a record of a run.
  ///
  /// An option that varies over training is given by its schedule's description.
  public var resolvedOptions: [(name: String, value: OptionValue)] {
    let usual = Self()
    return Self.options.compactMap { option in
      let value = option.read(self)
      return switch option.report {
      case .always: (option.name, value)
      case .whenChanged: value == option.read(usual) ? nil : (option.name, value)
      case .never: nil
      }
    }
  }

  /// Checks every hyperparameter that does not vary.
  ///
  /// - Throws: ``OptimizerError/badValue(optimizer:option:value:expected:)`` for the first that is out
  ///   of its range, or that another one excludes.
  public func validate() throws(OptimizerError) {
    try validate { $0.name }
  }

  private func validate(
    naming name: (OptimizerOption<Self>) -> String
  ) throws(OptimizerError) {
    for option in Self.options { try check(option, as: name(option)) }
    if let conflict, let option = Self.options.first(where: { $0.name == conflict.option }) {
      throw .badValue(
        optimizer: Self.name, option: name(option), value: option.read(self),
        expected: conflict.expected)
    }
  }

  /// Sets options by their names, torch's or Swift's.
  ///
  /// - Throws: An ``OptimizerError`` for the first that is not known, is there twice, or has a value
  ///   that it cannot have. Nothing is changed then.
  public mutating func set(_ options: [String: OptionValue]) throws(OptimizerError) {
    var changed = self
    for name in options.keys.sorted()
    where !Self.options.contains(where: { $0.name == name || $0.swiftName == name }) {
      throw .unknownOption(
        optimizer: Self.name, name: name,
        nearest: nearestName(to: name, in: Self.options.flatMap { [$0.name, $0.swiftName] }))
    }
    for option in Self.options {
      let value = options[option.name]
      let other = option.swiftName == option.name ? nil : options[option.swiftName]
      if value != nil, other != nil {
        throw .repeatedOption(optimizer: Self.name, names: [option.name, option.swiftName])
      }
      guard let given = value ?? other else { continue }
      let name = value != nil ? option.name : option.swiftName
      if !option.write(&changed, given) {
        throw .badValue(
          optimizer: Self.name, option: name, value: given, expected: option.expected)
      }
      try changed.check(option, as: name)
    }
    try changed.validate()
    self = changed
  }

  private func check(
    _ option: OptimizerOption<Self>, as name: String
  ) throws(OptimizerError) {
    if !option.accepts(self) {
      throw .badValue(
        optimizer: Self.name, option: name, value: option.read(self), expected: option.expected)
    }
  }

  /// Traps if a hyperparameter is out of its range: for initializers.
  func requireValid() {
    do {
      try validate { $0.swiftName }
    } catch {
      preconditionFailure(error.description)
    }
  }
}
