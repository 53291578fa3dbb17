extension ScheduleSpecification {
  /// Reads a schedule as it is written on a command line.
  ///
  ///     cosine:T_max=100,eta_min=1e-4                  a name, then options
  ///     multistep:30,60,gamma=0.5                      the first option without its name
  ///     linear:0.1,total_iters=10 @10 cosine           another schedule from step 10 on
  ///     exponential:0.99 * (step:30 @90 constant:1)    a product, and parentheses
  ///
  /// - Throws: ``ScheduleError/badText(_:expected:)`` where it is none, and other errors for names
  ///   that are not known.
  public init(parsing text: some StringProtocol) throws(ScheduleError) {
    var reader = ScheduleTextReader(text)
    self = try reader.sequence()
    try reader.finish()
  }
}

extension ScheduleSpecification: CustomStringConvertible {
  /// The schedule as ``init(parsing:)`` reads it.
  public var description: String {
    if isSequential {
      let steps: [Double] =
        switch options["milestones"] {
        case .numbers(let numbers): numbers
        case .number(let number): [number]
        default: []
        }
      return schedules.enumerated().map { i, schedule in
        let text = schedule.isSequential ? "(\(schedule))" : schedule.description
        return i == 0 ? text : "@\(i <= steps.count ? "\(Int64(steps[i - 1]))" : "?") \(text)"
      }.joined(separator: " ")
    }
    if isChained {
      return schedules.map { $0.isSequential || $0.isChained ? "(\($0))" : $0.description }
        .joined(separator: " * ")
    }
    let values = options.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.text($0.value))" }
    return values.isEmpty ? name : "\(name):\(values.joined(separator: ","))"
  }

  private static func text(_ value: OptionValue) -> String {
    switch value {
    case .number(let number): Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    case .numbers(let numbers): "[\(numbers.map { text(.number($0)) }.joined(separator: ","))]"
    case .text(let text): text
    default: value.description
    }
  }
}

/// Reads the text of a schedule from left to right.
private struct ScheduleTextReader {
  private let characters: [Character]
  private var position = 0
  private var depth = 0

  /// How deep parentheses may stand in each other.
  private static let greatestDepth = 50

  init(_ text: some StringProtocol) { characters = Array(text) }

  /// Reads parts: product (@ step product)….
  mutating func sequence() throws(ScheduleError) -> ScheduleSpecification {
    var parts = [try product()]
    var milestones: [Double] = []
    while take("@") {
      skipBlanks()
      let digits = takeWhile { $0.isASCII && $0.isNumber }
      guard let step = Int64(digits), step <= 1 << 53 else {
        throw .badText(rest(from: position - digits.count), expected: "a step after @")
      }
      milestones.append(Double(step))
      parts.append(try product())
    }
    if parts.count == 1 { return parts[0] }
    return ScheduleSpecification(
      ScheduleCatalog.sequential, ["milestones": .numbers(milestones)], of: parts)
  }

  /// Reads factors: factor (* factor)….
  private mutating func product() throws(ScheduleError) -> ScheduleSpecification {
    var factors = [try factor()]
    while take("*") { factors.append(try factor()) }
    return factors.count == 1 ? factors[0] : .init(ScheduleCatalog.chained, of: factors)
  }

  private mutating func factor() throws(ScheduleError) -> ScheduleSpecification {
    if take("(") {
      depth += 1
      defer { depth -= 1 }
      guard depth <= Self.greatestDepth else {
        throw .badText("((((…", expected: "at most \(Self.greatestDepth) parentheses in each other")
      }
      let inside = try sequence()
      guard take(")") else { throw .badText(rest(from: position), expected: "a )") }
      return inside
    }
    skipBlanks()
    let name = trimmed(takeWhile { !":@*()".contains($0) })
    guard !name.isEmpty else {
      throw .badText(rest(from: position), expected: "a schedule's name")
    }
    var specification = ScheduleSpecification(name)
    if take(":") { specification.options = try options(of: name) }
    return specification
  }

  private mutating func options(
    of schedule: String
  ) throws(ScheduleError) -> [String: OptionValue] {
    var texts: [(name: String, text: String)] = []
    for piece in pieces() {
      let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, !trimmed(parts[0]).isEmpty {
        texts.append((trimmed(parts[0]), trimmed(parts[1])))
      } else if parts.count == 2 || trimmed(piece).isEmpty {
        throw .badText(trimmed(piece), expected: "name=value after \(schedule):")
      } else if let last = texts.indices.last {
        texts[last].text += "," + trimmed(piece)
      } else {
        let entry = try ScheduleCatalog.entry(named: schedule)
        guard let first = entry.options.first else {
          throw .unknownOption(schedule: entry.name, name: trimmed(piece), nearest: nil)
        }
        texts.append((first, trimmed(piece)))
      }
    }
    var options: [String: OptionValue] = [:]
    for (name, text) in texts
    where options.updateValue(OptionValue(parsing: text), forKey: name) != nil {
      throw .repeatedOption(schedule: schedule, name: name)
    }
    return options
  }

  /// What stands between commas, up to the end of the options; commas in brackets do not count.
  private mutating func pieces() -> [String] {
    var pieces = [""]
    var depth = 0
    while position < characters.count {
      let character = characters[position]
      if depth == 0, "@*)".contains(character) { break }
      if "[(".contains(character) { depth += 1 }
      if "])".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        pieces.append("")
      } else {
        pieces[pieces.count - 1].append(character)
      }
      position += 1
    }
    return pieces
  }

  func finish() throws(ScheduleError) {
    var end = self
    end.skipBlanks()
    if end.position < characters.count {
      throw .badText(rest(from: end.position), expected: "the end of the schedule, @ or *")
    }
  }

  private func rest(from start: Int) -> String { String(characters[start...].prefix(40)) }

  private mutating func take(_ character: Character) -> Bool {
    skipBlanks()
    guard position < characters.count, characters[position] == character else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  private mutating func takeWhile(_ condition: (Character) -> Bool) -> String {
    let start = position
    while position < characters.count, condition(characters[position]) { position += 1 }
    return String(characters[start..<position])
  }

  private func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop { $0.isWhitespace }
    let length = start.count - start.reversed().prefix { $0.isWhitespace }.count
    return String(start.prefix(length))
  }
}
