import Testing

@testable import DescentCommand

@Suite struct ExpressionErrorTests {
  static let table: [(formula: String, column: Int, part: String)] = [
    ("", 1, "expected a formula"),
    ("3 + 4", 1, "got a constant"),
    ("w0 + * w1", 6, "expected a number, a variable, a function or '(', got '*'"),
    ("w0 +", 5, "got the end"),
    ("2w0", 2, "expected an operator or the end, got 'w0'"),
    ("(w0", 4, "expected an operator or ')', got the end"),
    ("w0)", 3, "got ')'"),
    ("sinn(w0)", 1, "did you mean 'sin'?"),
    ("w0 + taanh(w1)", 6, "did you mean 'tanh'?"),
    ("x + 1", 1, "variables are w0, w1"),
    ("w", 1, "unknown name 'w'"),
    ("w01", 1, "unknown name 'w01'"),
    ("w1000", 1, "variables go up to w999"),
    ("w0(3)", 3, "expected an operator after 'w0'"),
    ("pi(w0)", 3, "expected an operator after 'pi'"),
    ("sin + w0", 5, "expected '(' after 'sin'"),
    ("min(w0)", 1, "'min' takes 2 or more values, got 1"),
    ("sqrt(w0, w1)", 1, "'sqrt' takes 1 value, got 2"),
    ("sqrt(w0 w1)", 9, "expected an operator, ',' or ')', got 'w1'"),
    ("w0 $ 3", 4, "'$' has no meaning"),
    ("1e999 * w0", 1, "greater than any double"),
    (". + w0", 1, "expected a number, got '.'"),
    (String(repeating: "(", count: 10_000) + "w0", 201, "nested more than 200 deep"),
    (String(repeating: "-", count: 10_000) + "w0", 201, "nested more than 200 deep"),
    (String(repeating: "w0^", count: 10_000) + "2", 601, "nested more than 200 deep"),
    (String(repeating: "sin(", count: 10_000) + "w0", 801, "nested more than 200 deep"),
    (String(repeating: "w0+", count: 50_000) + "w0", 100_000, "at most 100000 are read"),
  ]

  @Test(arguments: table.indices) func messagesSayWhereAndWhat(_ index: Int) {
    let (formula, column, part) = Self.table[index]
    let error = #expect(throws: ExpressionError.self) { try ExpressionParser.parse(formula) }
    #expect(error?.column == column)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains { $0.isNewline } == false)
  }
}
