import DescentOptimizers

extension ScheduleRequest {
  private static let known: Set = [
    "id", "schedule", "options", "base_lr", "base_momentum", "metric", "steps", "lr", "momentum",
    "tol", "note", "torch",
  ]

  /// Reads one case of a file of reference schedules: torch's names, its rates ignored.
  ///
  /// - Throws: ``CommandError``, 66 without the file, 65 for what it says.
  init(readingFile path: String) throws(CommandError) {
    let document = try JSON(readingFile: path)
    func fail(_ name: String, _ expected: String, _ value: JSON?) -> CommandError {
      let got = value.map { String($0.line.prefix(60)) } ?? "nothing"
      return .badData("\(path): \"\(name)\": expected \(expected), got \(got)")
    }
    guard case .object(let members) = document else {
      throw .badData(
        "\(path): expected a JSON object with a schedule, got \(document.line.prefix(60))")
    }
    if let other = members.first(where: { !Self.known.contains($0.name) })?.name {
      if other == "cases" { throw .badData("\(path): expected one case, got a file of cases") }
      let hint = NearestName.hint(for: other, among: Self.known.sorted())
      throw .badData("\(path): unknown member \"\(other)\"; \(hint)")
    }
    func numbers(_ name: String) throws(CommandError) -> [Double]? {
      guard let value = document[name], value != .null else { return nil }
      guard case .array(let items) = value else { throw fail(name, "a list of numbers", value) }
      let numbers = items.compactMap(\.double)
      guard numbers.count == items.count else { throw fail(name, "a list of numbers", value) }
      return numbers
    }
    func rate(_ name: String) throws(CommandError) -> Double? {
      guard let value = document[name], value != .null else { return nil }
      guard let number = value.double, number.isFinite, number >= 0 else {
        throw fail(name, "a finite number of at least 0", value)
      }
      return number
    }

    guard case .string(let name) = document["schedule"] ?? .null else {
      throw fail("schedule", "a name", document["schedule"])
    }
    self.init(
      try Self.specification(name, document["options"] ?? .null, path), source: path)
    code = CommandExit.badData
    if let base = try rate("base_lr") { self.rate = base }
    momentum = try rate("base_momentum")
    metric = try numbers("metric")
    if let value = document["steps"], value != .null {
      guard let steps = value.double.flatMap({ Int(exactly: $0) }),
        (1...Self.greatestSteps).contains(steps)
      else { throw fail("steps", "a whole number from 1 to \(Self.greatestSteps)", value) }
      self.steps = steps
    } else if case .array(let rates)? = document["lr"], !rates.isEmpty {
      steps = rates.count
    } else if let metric, !metric.isEmpty {
      steps = metric.count
    }
  }

  /// A name and its options, the schedulers within them as lists of a name and options.
  private static func specification(
    _ name: String, _ options: JSON, _ path: String
  ) throws(CommandError) -> ScheduleSpecification {
    var result = ScheduleSpecification(name)
    let members: [JSON.Member]
    switch options {
    case .null: members = []
    case .object(let given): members = given
    default:
      throw .badData(
        "\(path): \(name): expected an object of options, got \(options.line.prefix(60))")
    }
    for option in members {
      if option.name == "schedulers" {
        guard case .array(let parts) = option.value else {
          throw .badData(
            "\(path): \(name): schedulers: expected a list, got \(option.value.line.prefix(60))")
        }
        for part in parts {
          guard case .array(let pair) = part, (1...2).contains(pair.count),
            case .string(let inner) = pair[0]
          else {
            throw .badData(
              "\(path): \(name): schedulers: expected [name, options], got \(part.line.prefix(60))")
          }
          result.schedules.append(try specification(inner, pair.count == 2 ? pair[1] : .null, path))
        }
      } else {
        guard let value = OptionValue(option.value) else {
          throw .badData(
            "\(path): \(name): \(option.name): expected a number, a list of numbers, a text, true or "
              + "false, got \(option.value.line.prefix(60))")
        }
        result.options[option.name] = value
      }
    }
    return result
  }
}
