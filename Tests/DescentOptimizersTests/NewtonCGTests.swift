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
}
