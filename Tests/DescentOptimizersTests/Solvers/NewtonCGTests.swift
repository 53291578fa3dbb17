import DescentOptimizers
import DescentTensor
import Testing

/// Beale's function: its minimum is 0 at (3, ½).
func bealeResiduals(_ w: Tensor) -> Tensor {
  let (x, y) = (w[0], w[1])
  return .stack([
    1.5 - x + x * y, 2.25 - x + x * y.squared(), 2.625 - x + x * y * y.squared(),
  ])
}

@Suite("Newton's method with conjugate gradients")
struct NewtonCGTests {
  @Test("Rosenbrock's minimum to the last digit")
  func rosenbrockMinimum() throws {
    for start in [[-1.5, 2.0], [-1.2, 1], [5, -7]] {
      let result = try minimize(rosenbrock, from: Tensor(start), using: NewtonCG(), steps: 100)
      #expect((result.point - 1).abs().max().scalar <= 4.5e-16, "from \(start)")
      #expect(result.value < 1e-29)
      #expect(result.evaluations < 400)
    }
  }

  @Test("Beale's minimum to the last digit, from where its curvature is negative, too")
  func beale() throws {
    let function = { (w: Tensor) in bealeResiduals(w).squared().sum() }
    let negative = hessian(at: Tensor([1.0, 2]), of: function)
    #expect(
      (negative[0][0] * negative[1][1] - negative[0][1] * negative[1][0]).scalar < 0)
    for start in [[1.0, 1], [1, 0.5], [1.0, 2]] {
      let result = try minimize(function, from: Tensor(start), using: NewtonCG(), steps: 200)
      guard start[1] < 2 else {
        // It must go down from there, wherever to.
        #expect(result.value < function(Tensor(start)).scalar / 100)
        continue
      }
      #expect((result.point - Tensor([3, 0.5])).abs().max().scalar <= 1e-14, "from \(start)")
      #expect(result.value < 1e-28)
    }
  }

  @Test("One step ends on a parabola, whatever its curvatures")
  func parabola() throws {
    let curvature = Tensor([1.0, 10, 1000, 1e5])
    let centre = Tensor([1.0, -2, 3, -4])
    var state = NewtonCG.State()
    var point = Tensor([0.0, 0, 0, 0])
    var steps: [SolverStep.End] = []
    for _ in 0..<5 {
      steps.append(
        try NewtonCG(toleranceGradient: 1e-10).step(&point, state: &state) {
          (curvature * ($0 - centre).squared()).sum()
        }.end)
    }
    #expect((point - centre).abs().max().scalar < 1e-12)
    #expect(steps.contains(.gradient) && state.step == 5)
  }

  @Test("Leaves the neighbourhood of a saddle along its negative curvature")
  func saddle() throws {
    // Minima of −1 at y = ±1; a saddle at 0, where Newton's step alone would lead.
    let result = try minimize(
      { w in w[0].squared() + w[1].squared() * (w[1].squared() - 2) },
      from: Tensor([0.5, 0.01]), using: NewtonCG(), steps: 50)
    #expect(abs(result.value + 1) < 1e-14)
    #expect(abs(abs(result.point[1].scalar) - 1) < 1e-8)
  }

  @Test("A trial that is not finite is one that is too long")
  func notFinite() throws {
    // g = 2/3 and H = 1/9: Newton's step from 3 leads to −3.
    let result = try minimize(
      { ($0 - $0.log()).sum() }, from: Tensor([3.0]), using: NewtonCG(), steps: 50)
    #expect(abs(result.point.scalar - 1) < 1e-15)
    var (point, state) = (Tensor([-1.0]), NewtonCG.State())
    #expect(throws: SolverError.self) {
      try NewtonCG().step(&point, state: &state) { $0.log().sum() }
    }
    #expect(point.scalar == -1)
  }

  @Test("A line through points, all of its parameters at once")
  func line() throws {
    let x = randomTensor([1000, 1], .float64, seed: 7)
    let result = try minimize(
      { w in (w[0] * x + w[1] - x).squared().mean() }, from: Tensor([-0.3, 0.8]),
      using: NewtonCG(), steps: 20)
    #expect((result.point - Tensor([1.0, 0])).abs().max().scalar <= 5e-16)
    #expect(result.evaluations < 80)
  }

  @Test("Ends where rounding hides what is left, though the gradient is not within its tolerance")
  func lastDigit() throws {
    // Sizes of 10² and values of 10³ leave a gradient of 1e-11, far above the tolerance.
    let x = 90 + 25 * randomTensor([200], .float64, seed: 7)
    let y = 9.5 * x + 180 + 40 * randomTensor([200], .float64, seed: 8)
    let function = { (w: Tensor) in (w[0] * x + w[1] - y).squared().mean() }
    let result = try minimize(function, from: Tensor([0.0, 0]), using: NewtonCG())
    #expect(result.gradientNorm < 1e-9)
    #expect(result.evaluations < 40)
  }

  // MARK: The search and the inner iteration

  @Test("A step whose fall is too small for its length is halved")
  func sufficientDecrease() throws {
    // At ½ the cosine is curved downwards: p = sin ½. Ten times that leads to 5.29, where it is lower
    // by 0.33 and steeper; half of ½ · 10 sin² ½ = 1.15 would be wanted. Five times leads to 2.9.
    let (start, slope) = (0.5, 0.479425538604203)
    var (point, state) = (Tensor([start]), NewtonCG.State())
    let solver = NewtonCG(learningRate: 10, sufficientDecrease: 0.5)
    let step = try solver.step(&point, state: &state) { $0.cos().sum() }
    #expect(abs(point.scalar - (start + 5 * slope)) < 1e-12 && step.end == .iterations)
  }

  @Test(
    "64 roundings of the value may be risen for a shorter gradient, and no more",
    arguments: [DType.float32, .float64], [1024.0, -1024])
  func rounding(dtype: DType, height: Double) throws {
    // f = height + s x² − h sgn(x − ½): Newton's step from 1 leads to 0, where it is 2 h higher.
    let ulp = 1024 * (dtype == .float32 ? Double(Float.ulpOfOne) : .ulpOfOne)
    for (h, isTaken) in [(20 * ulp, true), (50 * ulp, false)] {
      var (point, state) = (Tensor([1], dtype: dtype), NewtonCG.State())
      try NewtonCG().step(&point, state: &state) { x in
        (ulp / 16 * x.squared() + (height - h * (x - 0.5).sign())).sum()
      }
      #expect((point.scalar < 0.5) == isTaken, "\(h / ulp)")
    }
  }

  @Test("Along a direction of negative curvature, the sum so far is taken")
  func negativeCurvature() throws {
    // H = diag(1, −1): the first direction has curvature, the second has −: p = α g alone.
    var (point, state) = (Tensor([1.0, 0.125]), NewtonCG.State())
    try NewtonCG().step(&point, state: &state) { w in
      0.5 * (w[0].squared() - w[1].squared())
    }
    // g = (1, −⅛), gᵀg = 65⁄64, gᵀHg = 63⁄64
    #expect(abs(point[0].scalar - (1 - 65.0 / 63)) < 1e-15)
    #expect(abs(point[1].scalar - 0.125 * (1 + 65.0 / 63)) < 1e-15)
  }

  @Test(
    "The inner iteration ends at min(η, √‖g‖) of the gradient, or after two products a variable")
  func products() throws {
    func evaluations(_ solver: NewtonCG, _ curvatures: [Double], size: Double) throws -> Int {
      let curvature = Tensor(curvatures)
      var (point, state) = (Tensor(onesLike: curvature) * size, NewtonCG.State())
      return try solver.step(&point, state: &state) { (curvature * $0.squared()).sum() * 0.5 }
        .evaluations
    }
    // After one product of so similar curvatures 4e-5 of the residual is left, after two 6e-10.
    let similar = [1, 1.00005, 1.0001]
    #expect(try evaluations(NewtonCG(), similar, size: 1) == 3)
    #expect(try evaluations(NewtonCG(), similar, size: 1e-12) == 4)
    // With η = 0 only the number of products ends it: twice the variables, or as many as are said.
    let different = [1 / 3.0, 7]
    #expect(try evaluations(NewtonCG(innerTolerance: 0), different, size: 1) == 6)
    #expect(try evaluations(NewtonCG(maxProducts: 1, innerTolerance: 0), different, size: 1) == 3)
  }
}
