/// One option of a rule: its names, what it may be, and where the rule keeps it.
///
/// A rule lists its options once, in the file that holds its equations; its initializer, the
/// catalog and every error message read that list.
public struct OptimizerOption<Rule: Sendable>: Sendable {
  /// The name in torch.
  public let name: String
  /// The name in Swift.
  public let swiftName: String
  /// What it may be, for a message: "a finite number of at least 0".
  public let expected: String
  /// When it is listed with a rule's resolved options.
  let report: OptionReport
  /// The value that a rule has.
  let read: @Sendable (Rule) -> OptionValue
  /// Sets it; false if the value is of another kind.
  let write: @Sendable (inout Rule, OptionValue) -> Bool
  /// Whether the value that a rule has is one that it may be.
  package let accepts: @Sendable (Rule) -> Bool
  /// Lets it vary over training; nil if it stays.
  package var vary: (@Sendable (inout Rule, Schedule) -> Void)?

  typealias Path<Value> = any WritableKeyPath<Rule, Value> & Sendable

  /// A number that may vary over training.
  static func number(
    _ name: String, _ swiftName: String, _ path: Path<Schedule>, _ domain: NumberDomain,
    report: OptionReport = .always
  ) -> Self {
    Self(
      name: name, swiftName: swiftName, expected: domain.description, report: report,
      read: { OptionValue($0[keyPath: path]) },
      write: { rule, value in
        guard case .number(let number) = value else { return false }
        rule[keyPath: path] = Schedule(number)
        return true
      },
      accepts: { domain.contains($0[keyPath: path]) },
      vary: { $0[keyPath: path] = $1 })
  }

  /// A number that stays.
  static func number(
    _ name: String, _ swiftName: String, _ path: Path<Double>, _ domain: NumberDomain
  ) -> Self {
    Self(
      name: name, swiftName: swiftName, expected: domain.description, report: .always,
      read: { .number($0[keyPath: path]) },
      write: { rule, value in
        guard case .number(let number) = value else { return false }
        rule[keyPath: path] = number
        return true
      },
      accepts: { domain.contains($0[keyPath: path]) })
  }

  /// A whole number, of at least 1 unless said otherwise.
  static func count(
    _ name: String, _ swiftName: String, _ path: Path<Int>, atLeast least: Int = 1
  ) -> Self {
    Self(
      name: name, swiftName: swiftName, expected: "a whole number of at least \(least)",
      report: .always,
      read: { .number(Double($0[keyPath: path])) },
      write: { rule, value in
        guard case .number(let number) = value, let count = Int(exactly: number) else {
          return false
        }
        rule[keyPath: path] = count
        return true
      },
      accepts: { $0[keyPath: path] >= least })
  }

  /// A whole number of at least 1, or none.
  static func countOrNone(_ name: String, _ swiftName: String, _ path: Path<Int?>) -> Self {
    Self(
      name: name, swiftName: swiftName, expected: "a whole number of at least 1, or none",
      report: .always,
      read: { $0[keyPath: path].map { .number(Double($0)) } ?? .none },
      write: { rule, value in
        switch value {
        case .none: rule[keyPath: path] = nil
        case .number(let number):
          guard let count = Int(exactly: number) else { return false }
          rule[keyPath: path] = count
        case .numbers, .bool, .text: return false
        }
        return true
      },
      accepts: { ($0[keyPath: path] ?? 1) >= 1 })
  }

  /// Two numbers under one name in torch, and each under its own in Swift.
  static func pair(
    _ name: String, _ first: (name: String, path: Path<Schedule>),
    _ second: (name: String, path: Path<Schedule>), _ domain: NumberDomain
  ) -> [Self] {
    let (path1, path2) = (first.path, second.path)
    let both = Self(
      name: name, swiftName: name, expected: "two numbers, each \(domain.description)",
      report: .always,
      read: { rule in
        let (a, b) = (rule[keyPath: path1], rule[keyPath: path2])
        guard let x = a.constant, let y = b.constant else { return .text("\(a), \(b)") }
        return .numbers([x, y])
      },
      write: { rule, value in
        guard case .numbers(let numbers) = value, numbers.count == 2 else { return false }
        rule[keyPath: path1] = Schedule(numbers[0])
        rule[keyPath: path2] = Schedule(numbers[1])
        return true
      },
      accepts: { domain.contains($0[keyPath: path1]) && domain.contains($0[keyPath: path2]) })
    return [
      both,
      .number(first.name, first.name, path1, domain, report: .never),
      .number(second.name, second.name, path2, domain, report: .never),
    ]
  }

  /// A truth value.
  static func flag(_ name: String, _ swiftName: String, _ path: Path<Bool>) -> Self {
    Self(
      name: name, swiftName: swiftName, expected: "true or false", report: .always,
      read: { .bool($0[keyPath: path]) },
      write: { rule, value in
        guard case .bool(let bool) = value else { return false }
        rule[keyPath: path] = bool
        return true
      },
      accepts: { _ in true })
  }

  /// One of a few words.
  static func choice<Value: CaseIterable & RawRepresentable<String> & Sendable>(
    _ name: String, _ swiftName: String, _ path: Path<Value>, report: OptionReport
  ) -> Self {
    Self(
      name: name, swiftName: swiftName,
      expected: Value.allCases.map(\.rawValue).joined(separator: " or "), report: report,
      read: { .text($0[keyPath: path].rawValue) },
      write: { rule, value in
        guard case .text(let text) = value, let choice = Value(rawValue: text) else { return false }
        rule[keyPath: path] = choice
        return true
      },
      accepts: { _ in true })
  }

  /// One of a few words, or none.
  static func choiceOrNone<Value: CaseIterable & RawRepresentable<String> & Sendable>(
    _ name: String, _ swiftName: String, _ path: Path<Value?>
  ) -> Self {
    Self(
      name: name, swiftName: swiftName,
      expected: Value.allCases.map(\.rawValue).joined(separator: ", ") + " or none",
      report: .always,
      read: { $0[keyPath: path].map { .text($0.rawValue) } ?? .none },
      write: { rule, value in
        switch value {
        case .none: rule[keyPath: path] = nil
        case .text(let text):
          guard let choice = Value(rawValue: text) else { return false }
          rule[keyPath: path] = choice
        case .number, .numbers, .bool: return false
        }
        return true
      },
      accepts: { _ in true })
  }

  /// The options by which torch chooses among its implementations of one rule; they are accepted and
  /// change nothing, since here there is one.
  static var torchImplementationChoices: [Self] {
    ["foreach", "fused", "capturable", "differentiable"].map { name in
      Self(
        name: name, swiftName: name, expected: "true, false or none", report: .never,
        read: { _ in .none },
        write: { _, value in
          switch value {
          case .bool, .none: true
          case .number, .numbers, .text: false
          }
        },
        accepts: { _ in true })
    }
  }

  /// The same option under other names.
  func renamed(_ name: String, _ swiftName: String) -> Self {
    Self(
      name: name, swiftName: swiftName, expected: expected, report: report, read: read,
      write: write, accepts: accepts, vary: vary)
  }

  /// The same option of a rule that holds this one's rule.
  func within<Outer: Sendable>(
    _ path: any WritableKeyPath<Outer, Rule> & Sendable
  ) -> OptimizerOption<Outer> {
    let (read, write, accepts) = (read, write, accepts)
    var varyOuter: (@Sendable (inout Outer, Schedule) -> Void)?
    if let vary { varyOuter = { vary(&$0[keyPath: path], $1) } }
    return OptimizerOption<Outer>(
      name: name, swiftName: swiftName, expected: expected, report: report,
      read: { read($0[keyPath: path]) },
      write: { write(&$0[keyPath: path], $1) },
      accepts: { accepts($0[keyPath: path]) },
      vary: varyOuter)
  }
}

/// When an option is listed with a rule's resolved options.
enum OptionReport: Sendable {
  /// Always.
  case always
  /// Where it is not at its default, for what torch does not have.
  case whenChanged
  /// Never: another option says it, or it has no effect.
  case never
}

extension OptionValue {
  /// A schedule's number, or its description if it varies.
  fileprivate init(_ schedule: Schedule) {
    self = schedule.constant.map { .number($0) } ?? .text(schedule.description)
  }
}
