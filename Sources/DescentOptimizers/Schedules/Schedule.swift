/// A number that varies over training: a pure function of the step, so that a run which stops and
/// goes on sees the same values.
///
/// A literal is the constant schedule; every hyperparameter takes either.
///
///     Adam(learningRate: 1e-3)
///     Adam(learningRate: Schedule("halved every 100") { 0.1 * pow(0.5, Double($0 / 100)) })
public struct Schedule: Sendable {
  private enum Kind: Sendable {
    case constant(Double)
    case function(@Sendable (Int64) -> Double)
  }
  private let kind: Kind
  /// What the schedule does, for a person.
  public let description: String

  /// A value that stays.
  public init(_ value: Double) {
    kind = .constant(value)
    description = "\(value)"
  }

  /// A function of the step; the first step is 0.
  public init(_ description: String, _ value: @escaping @Sendable (_ step: Int64) -> Double) {
    kind = .function(value)
    self.description = description
  }

  /// The value at a step; the first step is 0.
  @inline(__always)
  public func callAsFunction(_ step: Int64) -> Double {
    switch kind {
    case .constant(let value): value
    case .function(let function): function(step)
    }
  }

  /// The value, if it is the same at every step.
  public var constant: Double? {
    if case .constant(let value) = kind { value } else { nil }
  }
}

extension Schedule: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A value that stays.
  public init(floatLiteral value: Double) { self.init(value) }
  /// A value that stays.
  public init(integerLiteral value: Int) { self.init(Double(value)) }
}

extension Schedule: CustomStringConvertible {}
