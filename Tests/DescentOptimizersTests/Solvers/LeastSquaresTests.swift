import DescentOptimizers
import DescentTensor
import Testing

@Suite("Least squares by Levenberg and Marquardt")
struct LeastSquaresTests {
  @Test("The line a x + b = x of a thousand points, to the last digit")
  func line() throws {
    let x = randomTensor([1000, 1], .float64, seed: 7)
    let fit = try leastSquares(from: Tensor([-0.3, 0.8])) { w in w[0] * x + w[1] - x }
    #expect((fit.point - Tensor([1.0, 0])).abs().max().scalar <= 5e-16)
    #expect(fit.value < 1e-27 && fit.residuals.shape == [1000, 1])
    #expect(fit.end != .steps && fit.steps < 60)
  }

  @Test("A line with noise: the normal equations' solution")
  func noise() throws {
    let x = randomTensor([50], .float64, seed: 8)
    let y = 2 * x - 0.5 + 0.1 * randomTensor([50], .float64, seed: 9)
    let fit = try leastSquares(from: Tensor([0.0, 0])) { w in w[0] * x + w[1] - y }
    let n = 50.0
    let (sx, sy) = (x.sum().scalar, y.sum().scalar)
    let (sxx, sxy) = ((x * x).sum().scalar, (x * y).sum().scalar)
    let a = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    let b = (sy - a * sx) / n
    #expect(abs(fit.point[0].scalar - a) < 1e-14 && abs(fit.point[1].scalar - b) < 1e-14)
    #expect(fit.gradientNorm < 1e-13)
    let half = (a * x + b - y).squared().sum().scalar / 2
    #expect(abs(fit.value - half) < 1e-14)
  }

  @Test("Rosenbrock's and Beale's minima to the last digit")
  func curved() throws {
    let valley = try leastSquares(from: Tensor([-1.5, 2.0])) { w in
      .stack([10 * (w[1] - w[0].squared()), 1 - w[0]])
    }
    #expect((valley.point - 1).abs().max().scalar <= 4.5e-16)
    #expect(valley.value < 1e-29 && valley.steps < 60)
    let beale = try leastSquares(from: Tensor([1.0, 1]), bealeResiduals)
    #expect((beale.point - Tensor([3, 0.5])).abs().max().scalar <= 1e-15)
    #expect(beale.value < 1e-29)
  }

  @Test("An exponential decay whose residuals do not vanish")
  func decay() throws {
    // y = 2 e^(−1.5 t) + wiggles; the gradient Jᵀr must vanish at the end.
    let t = Tensor.linspace(from: 0, to: 3, count: 40, dtype: .float64)
    let y = 2 * (-1.5 * t).exp() + 0.05 * (9 * t).sin()
    let fit = try leastSquares(from: Tensor([1.0, 0.3])) { w in w[0] * (-w[1] * t).exp() - y }
    #expect(fit.gradientNorm < 1e-14)
    #expect(abs(fit.point[0].scalar - 2) < 0.1 && abs(fit.point[1].scalar - 1.5) < 0.1)
    #expect(fit.steps < 40)
  }

  @Test("The Gauss–Newton product is JᵀJ v")
  func product() {
    let w = Tensor([2.0, 0.25])
    let v = Tensor([1.0, -3])
    // J of Beale's residuals: rows (yᵏ − 1, k x yᵏ⁻¹).
    let rows: [(Double, Double)] = [(-0.75, 2), (-0.9375, 1), (-0.984375, 0.375)]
    var wanted: [Double] = [0, 0]
    for (a, b) in rows {
      let along: Double = a - 3 * b
      wanted[0] += a * along
      wanted[1] += b * along
    }
    let product = gaussNewtonProduct(at: w, along: v, of: bealeResiduals).doubles
    #expect(abs(product[0] - wanted[0]) < 1e-14 && abs(product[1] - wanted[1]) < 1e-14)
  }

  @Test("Residuals that are not finite at the start are said to be, later ones are stepped around")
  func notFinite() throws {
    #expect(throws: SolverError.self) {
      _ = try leastSquares(from: Tensor([-1.0])) { $0.log() }
    }
    // The first full step leads to 5 − 5 log 5 < 0.
    let fit = try leastSquares(from: Tensor([5.0]), damping: 1e-9) { $0.log() }
    #expect(abs(fit.point.scalar - 1) < 1e-15)
  }

  @Test("All steps made is said")
  func steps() throws {
    let fit = try leastSquares(from: Tensor([-1.5, 2.0]), steps: 3) { w in
      .stack([10 * (w[1] - w[0].squared()), 1 - w[0]])
    }
    #expect(fit.end == .steps && fit.steps == 3 && fit.value > 1e-6)
  }

  // MARK: The damping, step by step

  @Test("λ begins at a share of the curvature: one step of a line by hand")
  func firstStep() throws {
    // r = 2 x − 2, J = 2, g = −4, λ = 1 · 4: p = 4 / (4 + 4)
    let fit = try leastSquares(from: Tensor([0.0]), steps: 1, damping: 1) { 2 * $0 - 2 }
    #expect(fit.point.scalar == 0.5 && fit.value == 0.5)
    // The start, the curvature, one product with J of conjugate gradients, the trial.
    #expect(fit.evaluations == 4 && fit.end == .steps)
    let there = try leastSquares(from: Tensor([0.0]), toleranceGradient: 4) { 2 * $0 - 2 }
    #expect(there.end == .gradient && there.steps == 0 && there.evaluations == 1)
  }

  @Test("Five steps are refused and four taken on the way to √2, with λ as Nielsen has it")
  func damping() throws {
    // An independent calculation with p = −g / (J² + λ): λ = 10⁻³ J², doubled, ×4, ×8, ×16, ×32; then
    // ×⅓, × 1 − (2 · 0.383 − 1)³, ×⅓ …
    let points = [
      0.05, 0.05, 0.05, 0.05, 0.05, 0.6415363657900971, 1.8024990247091046, 1.4589589693507745,
      1.415089706625993, 1.414215175548865,
    ]
    for (k, point) in points.enumerated() {
      let fit = try leastSquares(from: Tensor([0.05]), steps: k + 1) { $0.squared() - 2 }
      #expect(abs(fit.point.scalar - point) < 1e-13, "after \(k + 1) steps")
    }
  }

  @Test("After a step that is taken λ grows by 2 and 4 again")
  func growth() throws {
    // As above, of x⁵ − 3x + 1 from 0.9: five refused, one taken, two refused, three taken.
    let points = [
      0.9, 0.9, 0.9, 0.9, 0.9, 1.0171367084448735, 1.0171367084448735, 1.0171367084448735,
      1.1996392654265766, 1.214551760400054, 1.214646893452109,
    ]
    for (k, point) in points.enumerated() {
      let fit = try leastSquares(from: Tensor([0.9]), steps: k + 1) { x in
        x * x * x * x * x - 3 * x + 1
      }
      #expect(abs(fit.point.scalar - point) < 1e-13, "after \(k + 1) steps")
    }
  }

  @Test("Without damping to begin with, a step that is refused is damped all the same")
  func noDamping() throws {
    let fit = try leastSquares(from: Tensor([0.05]), damping: 0) { $0.squared() - 2 }
    #expect(abs(fit.point.scalar - 2.0.squareRoot()) < 1e-15 && fit.end != .steps)
  }

  @Test("Where the sum rises whatever the step, that is the end")
  func rises() throws {
    // r = 1 + |x| with a gradient of 1 to the left too: from 0, where no step is lost in rounding.
    let fit = try leastSquares(from: Tensor([0.0])) { x in 1 + (x - x.detached) + x.detached.abs() }
    #expect(fit.end == .change && fit.point.scalar == 0 && fit.steps < 60)
  }

  @Test(
    "Half of 64 roundings of the sum may be risen for a shorter gradient, and no more",
    arguments: [DType.float32, .float64])
  func rounding(dtype: DType) throws {
    // r = (s x, 1 − h sgn(x − ½)): the step from 1 leads to 0, where ½ ‖r‖² is 2 h greater.
    let ulp = dtype == .float32 ? Double(Float.ulpOfOne) : .ulpOfOne
    for (h, isTaken) in [(10 * ulp, true), (25 * ulp, false)] {
      let fit = try leastSquares(from: Tensor([1], dtype: dtype), steps: 1, damping: 0) { x in
        .concatenate([ulp.squareRoot() / 8 * x, 1 - h * (x - 0.5).sign()])
      }
      #expect((fit.point.scalar < 0.5) == isTaken, "\(h / ulp)")
    }
  }

  /// A residual near 1 that falls by 2 h where x falls below ¾, with any slope it is told.
  private func stair(
    _ x: Tensor, fallingBy h: Double, slope: (Double) -> Double
  ) -> Tensor {
    let here = x[0].scalar
    return (x - x.detached) * slope(here) + (here < 0.75 ? 1 - h : 1 + h)
  }

  @Test("A fall of less than half of 64 roundings is none, where the gradient grows")
  func drownedFall() throws {
    // r = 1 and J = 1 at 1, 2 at 0, where the step leads; ½ r² falls by 2 h.
    for (h, isTaken) in [(10.0, false), (25, true)] {
      let fit = try leastSquares(from: Tensor([1.0]), steps: 1, damping: 0) {
        stair($0, fallingBy: h * .ulpOfOne) { $0 > 0.5 ? 1 : 2 }
      }
      #expect((fit.point.scalar < 0.5) == isTaken, "\(h)")
    }
  }

  @Test("A step that is taken for its gradient alone makes λ a third")
  func drownedRatio() throws {
    // J = 1, ½ and ¼. λ = J² = 1 leads from 1 to ½; then λ = ⅓ leads to ½ − ½ / (¼ + ⅓), but twice
    // λ would to ½ − ½ / (¼ + 2), where J is the same.
    let fit = try leastSquares(from: Tensor([1.0]), steps: 2, damping: 1) {
      stair($0, fallingBy: 10 * .ulpOfOne) { $0 > 0.75 ? 1 : $0 > 0 ? 0.5 : 0.25 }
    }
    #expect(abs(fit.point.scalar - (0.5 - 6.0 / 7)) < 1e-13)
  }
}
