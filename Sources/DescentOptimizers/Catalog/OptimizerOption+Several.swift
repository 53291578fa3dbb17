extension OptimizerOption {
  /// Three numbers under one name, and each under its own in Swift.
  static func triple(
    _ name: String, _ parts: [(name: String, path: Path<Schedule>)], _ domain: NumberDomain
  ) -> [Self] {
    let paths = parts.map(\.path)
    let all = Self(
      name: name, swiftName: name, expected: "three numbers, each \(domain.description)",
      report: .always,
      read: { rule in
        let schedules = paths.map { rule[keyPath: $0] }
        let numbers = schedules.compactMap(\.constant)
        return numbers.count == paths.count
          ? .numbers(numbers) : .text(schedules.map(\.description).joined(separator: ", "))
      },
      write: { rule, value in
        guard case .numbers(let numbers) = value, numbers.count == paths.count else { return false }
        for (path, number) in zip(paths, numbers) { rule[keyPath: path] = Schedule(number) }
        return true
      },
      accepts: { rule in paths.allSatisfy { domain.contains(rule[keyPath: $0]) } })
    return [all]
      + parts.map { .number($0.name, $0.name, $0.path, domain, report: .never) }
  }

  /// A number that stays, or none.
  static func optionalNumber(
    _ name: String, _ swiftName: String, _ path: Path<Double?>, _ domain: NumberDomain
  ) -> Self {
    Self(
      name: name, swiftName: swiftName, expected: "\(domain.description), or none",
      report: .always,
      read: { $0[keyPath: path].map { .number($0) } ?? .none },
      write: { rule, value in
        switch value {
        case .number(let number): rule[keyPath: path] = number
        case .none: rule[keyPath: path] = nil
        case .bool, .numbers, .text: return false
        }
        return true
      },
      accepts: { $0[keyPath: path].map(domain.contains) ?? true })
  }
}

extension NumberDomain {
  /// 0 < x < ∞.
  static let positive = NumberDomain(description: "a finite number above 0") {
    $0 > 0 && $0.isFinite
  }
  /// 0 < x < 1.
  static let fraction = NumberDomain(description: "above 0 and below 1") { $0 > 0 && $0 < 1 }
  /// 0 < x, infinity too.
  static let positiveOrInfinite = NumberDomain(description: "a number above 0") { $0 > 0 }
}
