import DescentOptimizers

extension MinimizeDraft {
  private static let known: Set = [
    "id", "optimizer", "options", "problem", "expression", "dtype", "shape", "start", "steps",
    "trace", "tol", "note", "torch",
  ]

  /// Reads one case of a file of reference runs: torch's names, its trace ignored.
  ///
  /// - Throws: ``CommandError``, 66 without the file, 65 for what it says.
  init(readingFile path: String) throws(CommandError) {
    let document = try JSON(readingFile: path)
    func fail(_ name: String, _ expected: String, _ value: JSON?) -> CommandError {
      let got = value.map { String($0.line.prefix(60)) } ?? "nothing"
      return .badData("\(path): \"\(name)\": expected \(expected), got \(got)")
    }
    guard case .object(let members) = document else {
      throw .badData("\(path): expected a JSON object with a run, got \(document.line.prefix(60))")
    }
    if let other = members.first(where: { !MinimizeDraft.known.contains($0.name) })?.name {
      if other == "cases" { throw .badData("\(path): expected one case, got a file of cases") }
      let hint = NearestName.hint(for: other, among: MinimizeDraft.known.sorted())
      throw .badData("\(path): unknown member \"\(other)\"; \(hint)")
    }
    func text(_ name: String) throws(CommandError) -> String? {
      switch document[name] {
      case nil, .null: return nil
      case .string(let text): return text
      case let other: throw fail(name, "a text", other)
      }
    }
    func numbers(_ name: String) throws(CommandError) -> [Double]? {
      switch document[name] {
      case nil, .null: return nil
      case .array(let items):
        let numbers = items.compactMap(\.double)
        guard numbers.count == items.count else { break }
        return numbers
      default: break
      }
      throw fail(name, "a list of numbers", document[name])
    }
    func entry<T>(_ value: T, _ name: String) -> Entry<T> {
      Entry(value: value, source: "\(path): \"\(name)\"", code: CommandExit.badData)
    }

    self.init()
    let (problem, expression) = (try text("problem"), try text("expression"))
    guard problem == nil || expression == nil else {
      throw .badData("\(path): expected one of \"problem\" and \"expression\", got both")
    }
    do {
      if let problem { objective = entry(try .init(functionNamed: problem), "problem") }
      if let expression { objective = entry(try .init(formula: expression), "expression") }
    } catch {
      throw .badData("\(path): \(error.message)")
    }
    guard objective != nil else { throw fail("problem", "a function's name", nil) }
    guard let name = try text("optimizer") else { throw fail("optimizer", "a name", nil) }
    optimizer = Entry(
      value: OptimizerSpecification(name), source: path, code: CommandExit.badData)
    switch document["options"] {
    case nil, .null: break
    case .object(let options):
      for option in options {
        guard let value = OptionValue(option.value) else {
          throw fail(
            option.name, "a number, a list of numbers, a text, true or false", option.value)
        }
        optimizer.value.options[option.name] = value
      }
    case let other: throw fail("options", "an object", other)
    }
    if let start = try numbers("start") { self.start = entry(start, "start") }
    if let lengths = try numbers("shape") {
      let whole = lengths.compactMap { Int(exactly: $0) }
      guard whole.count == lengths.count else {
        throw fail("shape", "a list of whole numbers", document["shape"])
      }
      shape = entry(whole, "shape")
    }
    if let dtype = try text("dtype") { self.dtype = entry(dtype, "dtype") }
    switch document["steps"] {
    case nil, .null: break
    case let value:
      guard let steps = value?.double.flatMap({ Int(exactly: $0) }) else {
        throw fail("steps", "a whole number", value)
      }
      self.steps = entry(steps, "steps")
    }
  }
}

extension OptionValue {
  /// The value that a JSON value means; nil if options cannot have it.
  init?(_ json: JSON) {
    switch json {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .array(let items):
      let numbers = items.compactMap(\.double)
      guard numbers.count == items.count else { return nil }
      self = .numbers(numbers)
    case .object: return nil
    case .integer, .number: self = .number(json.double ?? .nan)
    case .string(let text): self = .text(text)
    }
  }

  /// The same value as JSON.
  var json: JSON {
    switch self {
    case .number(let value): .number(value)
    case .bool(let value): .bool(value)
    case .numbers(let values): .numbers(values)
    case .text(let text): .string(text)
    case .none: .null
    }
  }
}
