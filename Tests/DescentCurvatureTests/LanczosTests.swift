import DescentTensor
import Testing

@testable import DescentCurvature

@Suite struct LanczosTests {
  /// Both ends against Jacobi's rotations, on indefinite matrices.
  @Test(arguments: 1...6)
  func bothEndsAgreeWithADenseDecomposition(seed: Int) {
    var generator = Generator(seed: seed)
    let matrix = DenseSymmetric.random(12 + 5 * seed, using: &generator)
    let truth = matrix.eigenvalues
    let found = lanczos(
      matrix.symmetricOperator, largest: 3, smallest: 2, tolerance: 1e-12, using: &generator)
    #expect(found.isConverged)
    let expected = Array(truth.suffix(3).reversed()) + truth.prefix(2)
    for (ritz, λ) in zip(found.largest + found.smallest, expected) {
      #expect(abs(ritz.value - λ) < 1e-11 * max(abs(truth[0]), abs(truth[truth.count - 1])))
    }
    #expect(truth[0] < 0 && found.smallest[0].value < 0)
  }

  /// Few steps: the values are rough, and an eigenvalue is within each error bar.
  @Test(arguments: 1...8)
  func anEigenvalueIsWithinTheErrorBar(steps: Int) {
    var generator = Generator(seed: 7)
    let matrix = DenseSymmetric.random(40, using: &generator)
    let truth = matrix.eigenvalues
    let found = lanczos(
      matrix.symmetricOperator, largest: 2, smallest: 1, steps: steps, using: &generator)
    #expect(!found.isConverged && found.products == steps)
    for ritz in found.largest + found.smallest {
      #expect(truth.contains { abs($0 - ritz.value) <= ritz.errorBar })
      // The bar is the residual of the vector, not a bound pulled from the air.
      let residual = zip(matrix.symmetricOperator(ritz.vector), ritz.vector)
        .reduce(0) { $0 + ($1.0 - ritz.value * $1.1) * ($1.0 - ritz.value * $1.1) }.squareRoot()
      #expect(abs(residual - ritz.errorBar) < 1e-11)
    }
  }

  /// Power iteration would return -10.
  @Test func aGreatNegativeEigenvalueIsNotALeadingOne() {
    var generator = Generator(seed: 3)
    var rows = [[Double]](repeating: Array(repeating: 0, count: 6), count: 6)
    for (i, λ) in [-10.0, 1, 2, 3, 0.5, -1].enumerated() { rows[i][i] = λ }
    let found = lanczos(
      DenseSymmetric(rows: rows).symmetricOperator, largest: 1, smallest: 1, using: &generator)
    #expect(abs(found.largest[0].value - 3) < 1e-12)
    #expect(abs(found.smallest[0].value + 10) < 1e-12)
  }

  /// 3 twice, and 1: two different values, in two products, and no ghosts.
  @Test func aMultipleEigenvalueIsFoundOnce() {
    var generator = Generator(seed: 3)
    let matrix = SymmetricOperator(dimension: 3) { [3 * $0[0], 3 * $0[1], $0[2]] }
    let found = lanczos(matrix, largest: 3, using: &generator)
    #expect(found.products == 2 && found.isConverged && found.largest.count == 2)
    #expect(abs(found.largest[0].value - 3) < 1e-13 && abs(found.largest[1].value - 1) < 1e-13)
  }

  @Test func zeroAndOneRow() {
    var generator = Generator(seed: 3)
    let zero = lanczos(SymmetricOperator(dimension: 5) { _ in [0, 0, 0, 0, 0] }, using: &generator)
    #expect(zero.largest[0].value == 0 && zero.isConverged)
    let one = lanczos(SymmetricOperator(dimension: 1) { [-2 * $0[0]] }, using: &generator)
    #expect(one.largest[0].value == -2 && one.isConverged)
  }

  /// A matrix with a number that is none gives a value that is none, and says so.
  @Test func notANumberEnds() {
    var generator = Generator(seed: 3)
    let found = lanczos(SymmetricOperator(dimension: 4) { $0.map { _ in .nan } }, using: &generator)
    #expect(!found.isConverged && found.largest[0].value.isNaN)
  }
}
