/// What an option of an optimizer is set to, as a command line or a configuration file says it.
public enum OptionValue: Sendable, Hashable {
  /// A number, as in `lr=0.01`.
  case number(Double)
  /// A truth value, as in `amsgrad=true`.
  case bool(Bool)
  /// Several numbers, as in `betas=0.9,0.99`.
  case numbers([Double])
  /// A word, as in `line_search_fn=strong_wolfe`.
  case text(String)
  /// Nothing: Python's `None`.
  case none

  /// The value that a piece of text most likely means.
  ///
  /// `true` and `false` are truth values, `none` and `null` nothing, numbers numbers, and numbers
  /// between commas, with or without brackets around them, a list; anything else is a word.
  public init(parsing text: some StringProtocol) {
    let word = text.trimmed
    switch word.lowercased() {
    case "true": self = .bool(true)
    case "false": self = .bool(false)
    case "none", "null": self = .none
    default:
      if let number = Double(word) {
        self = .number(number)
      } else if let numbers = OptionValue.list(word) {
        self = .numbers(numbers)
      } else {
        self = .text(String(word))
      }
    }
  }

  private static func list(_ text: some StringProtocol) -> [Double]? {
    var inside = text[...]
    for (open, close) in [("[", "]"), ("(", ")")] as [(Character, Character)]
    where inside.first == open && inside.last == close && inside.count > 1 {
      inside = inside.dropFirst().dropLast()
    }
    guard inside.contains(",") || inside.count < text.count else { return nil }
    let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0.trimmed) }
    return numbers.count == parts.count ? numbers : nil
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    let start = drop { $0.isWhitespace }
    let length = start.count - start.reversed().prefix { $0.isWhitespace }.count
    return String(start.prefix(length))
  }
}

extension OptionValue: CustomStringConvertible {
  /// The value as it is written in a message.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .bool(let bool): "\(bool)"
    case .numbers(let numbers): "[\(numbers.map { "\($0)" }.joined(separator: ", "))]"
    case .text(let text): "\"\(text)\""
    case .none: "none"
    }
  }
}

extension OptionValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A word.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Several numbers.
  public init(arrayLiteral elements: Double...) { self = .numbers(elements) }
}
