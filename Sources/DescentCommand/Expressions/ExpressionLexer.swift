/// Why a formula cannot be read.
struct ExpressionError: Error, Equatable {
  /// The character it is about, counted from 1.
  let column: Int
  /// What was expected and what was there.
  let message: String
}

/// A piece of a formula: a number, a name or a sign.
struct ExpressionToken: Equatable {
  enum Kind: Equatable {
    case number(Double)
    case name(String)
    case sign(Character)
    case end
  }
  let kind: Kind
  /// Its first character, counted from 1.
  let column: Int

  /// How a message quotes it.
  var quoted: String {
    switch kind {
    case .number(let value): "the number \(value)"
    case .name(let name): "'\(name.prefix(40))'"
    case .sign(let sign): "'\(sign)'"
    case .end: "the end"
    }
  }
}

/// Cuts a formula into its pieces.
enum ExpressionLexer {
  /// The signs of another spelling that mean one of ours.
  private static let synonyms: [Character: Character] = ["−": "-", "·": "*", "×": "*", "÷": "/"]

  static func tokens(of text: String) throws(ExpressionError) -> [ExpressionToken] {
    let characters = Array(text)
    var tokens: [ExpressionToken] = []
    var at = 0
    while at < characters.count {
      let start = at
      let character = synonyms[characters[at]] ?? characters[at]
      if character.isWhitespace {
        at += 1
      } else if isDigit(character) || character == "." {
        let value = try number(characters, &at)
        tokens.append(ExpressionToken(kind: .number(value), column: start + 1))
      } else if isLetter(character) {
        while at < characters.count, isLetter(characters[at]) || isDigit(characters[at]) { at += 1 }
        let name = String(characters[start..<at])
        tokens.append(ExpressionToken(kind: .name(name), column: start + 1))
      } else if character == "*", at + 1 < characters.count, characters[at + 1] == "*" {
        tokens.append(ExpressionToken(kind: .sign("^"), column: start + 1))
        at += 2
      } else if "+-*/^(),".contains(character) {
        tokens.append(ExpressionToken(kind: .sign(character), column: start + 1))
        at += 1
      } else {
        throw ExpressionError(
          column: start + 1, message: "'\(character)' has no meaning in a formula")
      }
    }
    tokens.append(ExpressionToken(kind: .end, column: characters.count + 1))
    return tokens
  }

  /// Digits, a point, digits, an exponent.
  private static func number(
    _ characters: [Character], _ at: inout Int
  ) throws(ExpressionError) -> Double {
    let start = at
    func skipDigits() { while at < characters.count, isDigit(characters[at]) { at += 1 } }
    skipDigits()
    if at < characters.count, characters[at] == "." {
      at += 1
      skipDigits()
    }
    if at < characters.count, characters[at] == "e" || characters[at] == "E" {
      var exponent = at + 1
      if exponent < characters.count, characters[exponent] == "+" || characters[exponent] == "-" {
        exponent += 1
      }
      if exponent < characters.count, isDigit(characters[exponent]) {
        at = exponent
        skipDigits()
      }
    }
    let text = String(characters[start..<at])
    guard let value = Double(text) else {
      throw ExpressionError(column: start + 1, message: "expected a number, got '\(text)'")
    }
    guard value.isFinite else {
      throw ExpressionError(
        column: start + 1, message: "'\(text.prefix(40))' is greater than any double")
    }
    return value
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
  private static func isLetter(_ character: Character) -> Bool {
    character.isLetter || character == "_"
  }
}
