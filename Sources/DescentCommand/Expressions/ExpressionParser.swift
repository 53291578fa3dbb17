import DescentTensor

/// Reads a formula by precedence climbing.
///
///     sum      = product (("+" | "-") product)*
///     product  = signed (("*" | "/") signed)*
///     signed   = ("-" | "+") signed | power
///     power    = atom ("^" signed)?             to the right, and above the sign: -w0^2 = -(w0^2)
///     atom     = number | name | name "(" sum ("," sum)* ")" | "(" sum ")"
struct ExpressionParser {
  /// How deep parentheses, signs and powers may stand in each other.
  static let greatestDepth = 200
  /// How many characters a formula may have.
  static let greatestLength = 100_000
  /// The greatest index of a variable, and one more.
  static let greatestVariableCount = 1000

  static let constants = ["pi": Double.pi, "π": Double.pi, "e": 2.718_281_828_459_045]

  private let tokens: [ExpressionToken]
  private var position = 0
  private var depth = 0
  private var expression = Expression()

  /// The formula that a text says.
  static func parse(_ text: String) throws(ExpressionError) -> Expression {
    guard text.utf8.count <= greatestLength else {
      throw ExpressionError(
        column: greatestLength,
        message: "a formula of \(text.utf8.count) bytes; at most \(greatestLength) are read")
    }
    var parser = ExpressionParser(tokens: try ExpressionLexer.tokens(of: text))
    guard parser.token.kind != .end else {
      throw ExpressionError(column: 1, message: "expected a formula of w0, w1, …, got nothing")
    }
    _ = try parser.sum()
    guard parser.token.kind == .end else { throw parser.expected("an operator or the end") }
    guard parser.expression.variableCount > 0 else {
      throw ExpressionError(column: 1, message: "expected a formula of w0, w1, …, got a constant")
    }
    return parser.expression
  }

  private init(tokens: [ExpressionToken]) { self.tokens = tokens }

  private var token: ExpressionToken { tokens[position] }

  private mutating func take(_ sign: Character) -> Bool {
    guard token.kind == .sign(sign) else { return false }
    position += 1
    return true
  }

  private func expected(_ what: String) -> ExpressionError {
    ExpressionError(column: token.column, message: "expected \(what), got \(token.quoted)")
  }

  // MARK: The grammar

  private mutating func sum() throws(ExpressionError) -> Int {
    var a = try product()
    while true {
      if take("+") {
        a = expression.add(.binary(.add, a, try product()))
      } else if take("-") {
        a = expression.add(.binary(.subtract, a, try product()))
      } else {
        return a
      }
    }
  }

  private mutating func product() throws(ExpressionError) -> Int {
    var a = try signed()
    while true {
      if take("*") {
        a = expression.add(.binary(.multiply, a, try signed()))
      } else if take("/") {
        a = expression.add(.binary(.divide, a, try signed()))
      } else {
        return a
      }
    }
  }

  private mutating func signed() throws(ExpressionError) -> Int {
    depth += 1
    defer { depth -= 1 }
    guard depth <= ExpressionParser.greatestDepth else {
      throw ExpressionError(
        column: token.column,
        message: "nested more than \(ExpressionParser.greatestDepth) deep")
    }
    if take("-") { return expression.add(.unary(.negate, try signed())) }
    if take("+") { return try signed() }
    let base = try atom()
    guard take("^") else { return base }
    return expression.add(.binary(.power, base, try signed()))
  }

  private mutating func atom() throws(ExpressionError) -> Int {
    switch token.kind {
    case .number(let value):
      position += 1
      return expression.add(.constant(value))
    case .name(let name):
      let start = token
      position += 1
      return token.kind == .sign("(") ? try call(name, start) : try value(of: name, start)
    case .sign("("):
      position += 1
      let inner = try sum()
      guard take(")") else { throw expected("an operator or ')'") }
      return inner
    default:
      throw expected("a number, a variable, a function or '('")
    }
  }

  private mutating func value(
    of name: String, _ start: ExpressionToken
  ) throws(ExpressionError) -> Int {
    if let constant = ExpressionParser.constants[name] {
      return expression.add(.constant(constant))
    }
    if name.first == "w", let index = Int(name.dropFirst()), "w\(index)" == name {
      guard index < ExpressionParser.greatestVariableCount else {
        throw ExpressionError(
          column: start.column,
          message:
            "variables go up to w\(ExpressionParser.greatestVariableCount - 1), got '\(name)'")
      }
      return expression.add(.variable(index))
    }
    if UnaryOperation.functions[name] != nil || BinaryOperation.functions[name] != nil {
      throw expected("'(' after '\(name)'")
    }
    throw unknown(name, start)
  }

  private mutating func call(
    _ name: String, _ start: ExpressionToken
  ) throws(ExpressionError) -> Int {
    let unary = UnaryOperation.functions[name]
    let binary = BinaryOperation.functions[name]
    guard unary != nil || binary != nil else {
      guard ExpressionParser.constants[name] == nil, Int(name.dropFirst()) == nil else {
        throw expected("an operator after '\(name)'")
      }
      throw unknown(name, start)
    }
    position += 1
    var result = try sum()
    var count = 1
    while take(",") {
      let next = try sum()
      count += 1
      if let binary { result = expression.add(.binary(binary, result, next)) }
    }
    guard take(")") else { throw expected("an operator, ',' or ')'") }
    if let unary, count == 1 { return expression.add(.unary(unary, result)) }
    if binary != nil, count >= 2 { return result }
    throw ExpressionError(
      column: start.column,
      message: "'\(name)' takes \(binary == nil ? "1 value" : "2 or more values"), got \(count)")
  }

  private func unknown(_ name: String, _ start: ExpressionToken) -> ExpressionError {
    let known =
      Array(UnaryOperation.functions.keys) + Array(BinaryOperation.functions.keys)
      + Array(ExpressionParser.constants.keys)
    let guess = nearestName(to: name, in: known.sorted()).map { "did you mean '\($0)'?" }
    return ExpressionError(
      column: start.column,
      message: "unknown name '\(name.prefix(40))': "
        + (guess ?? "variables are w0, w1, …; names \(known.sorted().joined(separator: ", "))"))
  }
}
