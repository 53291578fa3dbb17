import DescentOptimizers
import DescentTensor
import Testing

@testable import DescentCurvature

@Suite struct HessianTests {
  private func rosenbrock(_ w: Tensor) -> Tensor {
    100 * (w[1] - w[0].squared()).squared() + (1 - w[0]).squared()
  }

  /// H = [1200 x² − 400 y + 2, −400 x; −400 x, 200].
  @Test func productsAreThoseOfTheHessianOnPaper() {
    let (x, y) = (-1.5, 2.0)
    let h = SymmetricOperator.hessian(at: Tensor([x, y]), of: rosenbrock)
    let rows = [[1200 * x * x - 400 * y + 2, -400 * x], [-400 * x, 200]]
    for v in [[1.0, 0], [0, 1], [0.3, -2]] {
      for (product, row) in zip(h(v), rows) {
        #expect(abs(product - (row[0] * v[0] + row[1] * v[1])) < 1e-9)
      }
    }
    var generator = Generator(seed: 1)
    let found = lanczos(h, largest: 1, smallest: 1, using: &generator)
    let truth = DenseSymmetric(rows: rows).eigenvalues
    #expect(abs(found.largest[0].value - truth[1]) < 1e-9)
    #expect(abs(found.smallest[0].value - truth[0]) < 1e-9)
  }

  private struct Tied: Module {
    var first = Parameter(Tensor([0.5, -1.0]))
    var other = Parameter(Tensor([2.0]))
    var second: Parameter

    init() { second = first }

    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("first", &first)
      visitor.visit("other", &other)
      visitor.visit("second", &second)
    }
  }

  /// f = Σ w³ c + Σ w² with w in two places: the tied parameter has one pair of rows, and both
  /// places' curvature.
  @Test func aTiedParameterIsOneParameter() {
    let h = SymmetricOperator.hessian(at: Tied()) { model in
      let w = model.first.value
      return (w.squared() * w * model.other.value).sum() + model.second.value.squared().sum()
    }
    #expect(h.dimension == 3)
    // ∂²/∂wᵢ² = 6 w c + 2, ∂²/∂wᵢ∂c = 3 w²
    let rows = [[8.0, 0, 0.75], [0, -10, 3], [0.75, 3, 0]]
    for (i, row) in rows.enumerated() {
      var unit = [0.0, 0, 0]
      unit[i] = 1
      for (a, b) in zip(h(unit), row) { #expect(abs(a - b) < 1e-12) }
    }
  }

  /// P⁻¹H x = λ x for x = P^-1/2 u, by multiplying it out.
  @Test func preconditioningKeepsTheEigenvaluesOfTheQuotient() {
    var generator = Generator(seed: 4)
    let matrix = DenseSymmetric.random(9, using: &generator)
    let p = (1...9).map { Double($0) / 3 }
    let top = lanczos(
      matrix.symmetricOperator.preconditioned(by: p), tolerance: 1e-13, using: &generator
    ).largest[0]
    let x = zip(top.vector, p).map { $0 / $1.squareRoot() }
    for (hx, (x, p)) in zip(matrix.symmetricOperator(x), zip(x, p)) {
      #expect(abs(hx / p - top.value * x) < 1e-11)
    }
  }

  /// v̂ is g² after one update: P = |g| + ε.
  @Test func theDiagonalOfAdam() throws {
    let gradient = Tensor([3.0, -0.5])
    func diagonal(_ rule: Adam, updates: [Tensor]) throws -> [Double] {
      var (w, state) = (Tensor([1.0, 1.0]), OptimizerState())
      for g in updates { state.update(&w, along: g, using: rule) }
      return try #require(adamPreconditioner(of: state, for: rule))
    }
    #expect(adamPreconditioner(of: OptimizerState(), for: Adam()) == nil)
    func close(_ a: [Double], _ b: [Double]) -> Bool {
      zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 }
    }
    #expect(close(try diagonal(Adam(epsilon: 0.1), updates: [gradient]), [3.1, 0.6]))
    // √(1 − β₂) |g| + ε, over √(1 − β₂).
    let before = Adam(epsilon: 0.1, epsilonPlacement: .beforeCorrection)
    let root = (1 - 0.999).squareRoot()
    #expect(close(try diagonal(before, updates: [gradient]), [3 + 0.1 / root, 0.5 + 0.1 / root]))
    var (w, state) = (Tensor([1.0, 1.0]), OptimizerState())
    state.update(&w, along: gradient, using: AdamW(epsilon: 0.1))
    let decoupled = try #require(adamPreconditioner(of: state, for: AdamW(epsilon: 0.1)))
    #expect(close(decoupled, [3.1, 0.6]))
    // AMSGrad keeps the greater v, 9 (1 − β₂), and corrects it as of now.
    let updates = [gradient] + Array(repeating: Tensor([0.0, 0.0]), count: 9)
    let kept = ((1 - 0.999) * 9 / (1 - power(0.999, 10))).squareRoot()
    #expect(abs(try diagonal(Adam(epsilon: 0, amsgrad: true), updates: updates)[0] - kept) < 1e-12)
    let decayed = kept * power(0.999, 9).squareRoot()
    #expect(abs(try diagonal(Adam(epsilon: 0), updates: updates)[0] - decayed) < 1e-12)
  }
}
