import DescentTensor
import Foundation
import Testing

@testable import DescentCommand

@Suite struct ExpressionTests {
  /// Formulas with their values at w = (3, 2, −1.5), written in Swift.
  static let table: [(formula: String, value: Double)] = [
    ("w0 + w1 * w2", 3 + 2 * -1.5),
    ("w0 - w1 - 1", 0),
    ("w0 / w1 / 2", 0.75),
    ("-w0^2", -9),
    ("(-w0)^2", 9),
    ("2^w0^w1", 512),
    ("2^-w1", 0.25),
    ("w0^-2^2", pow(3, -4)),
    ("-w0*-w1", 6),
    ("w0--w1", 5),
    ("+w0 - +w1", 1),
    ("2*w0^2", 18),
    ("w0 ** 2 + 2 · w1 × 3 ÷ 2 − 1", 14),
    ("1e-3*w0 + .5 + 2.*w1 + 1E+2", 104.503),
    ("pi*e*w0 - π", .pi * M_E * 3 - .pi),
    ("abs(w2) + sqrt(w1)", 1.5 + 2.0.squareRoot()),
    ("exp(w2) * log(w0)", exp(-1.5) * log(3)),
    ("sin(w0) + cos(w1)*tanh(w2)", sin(3) + cos(2) * tanh(-1.5)),
    ("sigmoid(w2)", 1 / (1 + exp(1.5))),
    ("relu(w2) + relu(w0)", 3),
    ("square(w2)", 2.25),
    ("min(w0, w1, w2) + max(w0, 1)", 1.5),
    ("min(2, w0) + max(w2, -1)", 1),
    ("w0^0.5 + w1^w2", 3.0.squareRoot() + pow(2, -1.5)),
    ("(2+3)*(w0) + 0*w1 + 0*w2", 15),
    ("5 - w0 + 6 / w1 - 2 * w2", 8),
    ("100*(w1 - w0^2)^2 + (1 - w0)^2", 100 * 49 + 4),
  ]

  @Test(arguments: table.indices) func valuesAgreeWithSwift(_ index: Int) throws {
    let (formula, expected) = Self.table[index]
    let expression = try ExpressionParser.parse(formula)
    let value = expression(at: Tensor([3.0, 2, -1.5]))
    // A few roundings, and functions of our own within an ulp or two.
    #expect(abs(value.scalar - expected) <= 8 * max(expected.magnitude, 1).ulp, "\(formula)")
    #expect(value.shape == Shape())
    let single = expression(at: Tensor([3, 2, -1.5], dtype: .float32))
    #expect(single.dtype == .float32)
    #expect(abs(single.scalar - expected) <= 2e-6 * max(expected.magnitude, 10))
  }

  @Test func gradientsAgreeWithDifferences() throws {
    for formula in Self.table.map(\.formula) where !formula.contains("2^w0^w1") {
      let expression = try ExpressionParser.parse(formula)
      let check = checkGradient(at: [Tensor([3.0, 2, -1.5])]) { expression(at: $0[0]) }
      #expect(check.error < 1e-6, "\(formula): \(check)")
    }
  }

  @Test func gridIsThePointsOneByOne() throws {
    let expression = try ExpressionParser.parse("sin(w0)*w1 + max(w0, w1)^2")
    let (xs, ys) = ([0.5, -2, 3, 1], [1.0, 0.25, -3, 1])
    let grid = expression([Tensor(xs), Tensor(ys)]).doubles
    for i in xs.indices { #expect(grid[i] == expression(at: Tensor([xs[i], ys[i]])).scalar) }
  }

  @Test func constantsAreFolded() throws {
    let expression = try ExpressionParser.parse("w0 + (2 + 3*sqrt(16))^2")
    guard case .binary(.add, _, let right) = expression.nodes.last,
      case .constant(let value) = expression.nodes[right]
    else {
      Issue.record("\(expression.nodes)")
      return
    }
    #expect(value == 196)
  }

  @Test func variablesAreCountedByTheirIndex() throws {
    #expect(try ExpressionParser.parse("w3 + 1").variableCount == 4)
    #expect(try ExpressionParser.parse("w0").variableCount == 1)
  }

  /// A sum of ten thousand terms is as deep as it is long in any tree.
  @Test func longFormulasNeedNoStack() throws {
    let expression = try ExpressionParser.parse(
      [String](repeating: "w0", count: 10_000).joined(separator: "+"))
    let (value, gradient) = valueAndGradient(at: Tensor([0.5])) { expression(at: $0) }
    #expect(value.scalar == 5000)
    #expect(gradient.doubles == [10_000])
  }
}
