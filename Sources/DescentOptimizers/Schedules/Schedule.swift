/// A number that varies over training: a pure function of the step, so that a run which stops and
/// goes on sees the same values.
///
/// A literal is the constant schedule; every hyperparameter takes either. Schedules multiply, follow
/// one another and warm up; they say what they are, and what about them does not fit a run:
///
/// ```swift
/// let rate = Schedule.cosine(from: 1e-3, to: 1e-5, over: 900).warmedUp(over: 100)
/// print(rate(100), rate.problems(steps: 2000).count)  // 0.001 1
/// let halved = Schedule("halved every 100") { 0.1 / Double(1 << min($0 / 100, 60)) }
/// print(Adam(learningRate: halved).learningRate(250))  // 0.025
/// ```
public struct Schedule: Sendable {
  private enum Kind: Sendable {
    case constant(Double)
    case function(@Sendable (Int64) -> Double)
  }
  private let kind: Kind
  /// What the schedule does, for a person.
  public let description: String
  /// Where it changes course, and how long a run it was made for.
  public let marks: [ScheduleMark]

  /// A value that stays.
  public init(_ value: Double) {
    kind = .constant(value)
    description = "\(value)"
    marks = []
  }

  /// A function of the step; the first step is 0.
  ///
  /// - Parameters:
  ///   - description: What it does, for a person.
  ///   - marks: Where it changes course, so that ``problems(steps:)`` can tell what does not fit.
  ///   - value: The value at a step.
  public init(
    _ description: String, marks: [ScheduleMark] = [],
    _ value: @escaping @Sendable (_ step: Int64) -> Double
  ) {
    kind = .function(value)
    self.description = description
    self.marks = marks
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
