import DescentLayers
import DescentOptimizers
import DescentTensor
import Foundation
import Testing

/// 100 (y − x²)² + (1 − x)².
func rosenbrock(_ w: Tensor) -> Tensor {
  100 * (w[1] - w[0].squared()).squared() + (1 - w[0]).squared()
}

@Suite("L-BFGS")
struct LBFGSTests {
  struct Reference: Decodable {
    struct Case: Decodable {
      let name: String
      let options: [String: OptionValue]
      let dtype: String
      let after: String
    }
    let shapes: [[Int]]
    let start: [String: String]
    let cases: [Case]
  }

  private func numbers<T: BitwiseComparable>(_ digits: String, _ type: T.Type) throws -> [T] {
    try stride(from: 0, to: digits.count, by: T.digits).map {
      try T(hexadecimal: digits.dropFirst($0).prefix(T.digits))
    }
  }

  /// The chained Rosenbrock function of torch's reference runs.
  private func chained(_ x: Tensor) -> Tensor {
    let n = x.count
    let (a, b) = (x[0..<(n - 1)], x[1..<n])
    return (100 * (b - a.squared()).squared() + (1 - a).squared()).sum()
  }

  @Test("The first step of torch's configurations: 20 iterations, each of which amplifies rounding")
  func torch() throws {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/LBFGS.json")
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    #expect(reference.cases.count == 10)
    for this in reference.cases {
      let start = try #require(reference.start[this.dtype])
      let isSingle = this.dtype == "float32"
      func tensor(_ digits: String) throws -> Tensor {
        isSingle
          ? Tensor(try numbers(digits, Float.self)) : Tensor(try numbers(digits, Double.self))
      }
      let solver = try #require(
        try OptimizerSpecification("LBFGS", this.options).makeRule() as? LBFGS)
      var point = try tensor(start)
      var state = LBFGS.State()
      let step = try solver.step(&point, state: &state, of: chained)
      #expect(step.evaluations >= 20)
      let error = (point - (try tensor(this.after))).abs().max().scalar
      #expect(error <= (isSingle ? 1e-3 : 1e-11), "\(this.name), \(this.dtype)")
    }
  }

  @Test("50 log x + x² from 3: the search meets numbers that are not finite, and says so")
  func notFinite() throws {
    let function = { (x: Tensor) in (50 * x.log() + x.squared()).sum() }
    for solver in [LBFGS(lineSearch: .strongWolfe), LBFGS()] {
      var point = Tensor([3.0])
      var state = LBFGS.State()
      var thrown: SolverError?
      for _ in 0..<10 where thrown == nil {
        do throws(SolverError) {
          try solver.step(&point, state: &state, of: function)
        } catch {
          thrown = error
        }
      }
      let error = try #require(thrown)
      guard case .notFinite(let name, let quantity, _, let evaluations) = error else { continue }
      #expect(name == "LBFGS" && quantity == "value" && evaluations >= 1)
      #expect("\(error)".hasPrefix("LBFGS: the value is not finite"))
      #expect(!"\(error)".contains("\n"))
      #expect(function(point).scalar.isFinite || solver.lineSearch == nil)
    }
  }

  @Test("After an error the point and the memory are such that one can go on")
  func goesOn() throws {
    // Not a number to the left of 0, where a step of 6 leads from 2: its gradient is 1/2.
    let function = { (x: Tensor) in (x - x.log()).sum() }
    for lineSearch in [nil, LBFGS.LineSearch.strongWolfe] {
      var point = Tensor([2.0])
      var state = LBFGS.State()
      let wild = LBFGS(learningRate: 6, lineSearch: lineSearch)
      #expect(
        throws: SolverError.notFinite(
          solver: "LBFGS", quantity: "value", length: 6, evaluations: 2)
      ) {
        try wild.step(&point, state: &state, of: function)
      }
      #expect(point.scalar == 2)
      let result = try LBFGS(lineSearch: .strongWolfe).step(&point, state: &state, of: function)
      #expect(result.end == .gradient || result.end == .change)
      #expect(abs(point.scalar - 1) < 1e-6)
    }
  }

  @Test("A start that is not finite is said to be one, and nothing is moved")
  func badStart() {
    var point = Tensor([-1.0])
    var state = LBFGS.State()
    #expect(
      throws: SolverError.notFinite(
        solver: "LBFGS", quantity: "value", length: 0, evaluations: 1)
    ) {
      try LBFGS().step(&point, state: &state) { $0.log().sum() }
    }
    #expect(point.scalar == -1)
  }

  @Test("At a minimum one evaluation is all there is")
  func atMinimum() throws {
    var (point, state) = (Tensor([1.0, 1]), LBFGS.State())
    let step = try LBFGS().step(&point, state: &state, of: rosenbrock)
    #expect(step.end == .gradient && step.evaluations == 1 && step.iterations == 0)
    #expect(point == Tensor([1.0, 1]))
  }

  @Test("The search does not stay where it is flat but high: at the top of a sine")
  func high() throws {
    let rate = (Double.pi / 2 + 2) / -Tensor(-2.0, dtype: .float64).cos().scalar
    var (point, state) = (Tensor([-2.0]), LBFGS.State())
    let step = try LBFGS(
      learningRate: Schedule(rate), maxIterations: 1, maxEvaluations: 20,
      lineSearch: .strongWolfe
    ).step(&point, state: &state) { $0.sin().sum() }
    #expect(step.evaluations > 2)
    #expect(point.sin().scalar < -0.95 && point.scalar > -2 && point.scalar < 1)
  }

  @Test(
    "A step that is too short by far grows tenfold a trial"
  )
  func growth() throws {
    // From 1 with g = 2: t = 10⁻³, 10⁻², 10⁻¹, where the slope has flattened by 0.8.
    var (point, state) = (Tensor([1.0]), LBFGS.State())
    let step = try LBFGS(
      learningRate: 0.002, maxIterations: 1, maxEvaluations: 20, lineSearch: .strongWolfe
    ).step(&point, state: &state) { $0.squared().sum() }
    #expect(step.evaluations == 4)
    #expect(abs(point.scalar) < 0.9)
  }

  @Test("A parabola in as many iterations as it has different curvatures, whichever way is up")
  func parabola() throws {
    let curvature = Tensor([1.0, 4, 9])
    let centre = Tensor([3.0, -2, 0.5])
    for sign in [1.0, -1] {
      let result = try minimize(
        { sign * (curvature * ($0 - centre).squared()).sum() }, from: Tensor([0.0, 0, 0]),
        using: LBFGS(
          toleranceGradient: 1e-12, toleranceChange: 0, lineSearch: .strongWolfe,
          maximize: sign == -1),
        steps: 2)
      #expect((result.point - centre).norm().scalar < 1e-9)
      #expect(result.evaluations < 30)
    }
  }

  @Test("A model's parameters are one vector, tied ones once")
  func model() throws {
    struct Tied: Module {
      var a = Parameter(Tensor([0.0, 0]))
      var b = Parameter(Tensor([[0.5]]))
      var c: Parameter
      init() { c = a }
      mutating func visit(_ visitor: inout some ParameterVisitor) {
        visitor.visit("a", &a)
        visitor.visit("b", &b)
        visitor.visit("c", &c)
      }
    }
    // (a₀ − 1)² + (a₁ + 2)² through both of a's places, and (b − 3)².
    var model = Tied()
    var state = LBFGS.State()
    let step = try LBFGS(toleranceGradient: 1e-12, lineSearch: .strongWolfe).step(
      &model, state: &state
    ) { model in
      (model.a.value[0] - 1).squared() + (model.c.value[1] + 2).squared()
        + 4 * (model.b.value - 3).squared().sum()
    }
    #expect(step.end != .iterations)
    #expect(model.a.value.shape == [2] && model.b.value.shape == [1, 1])
    #expect((model.a.value - Tensor([1.0, -2])).norm().scalar < 1e-6)
    #expect(model.c.value == model.a.value)
    #expect(abs(model.b.value.scalar - 3) < 1e-6)
    // The point alone takes the same way.
    var point = Tensor([0.0, 0, 0.5])
    var flat = LBFGS.State()
    try LBFGS(toleranceGradient: 1e-12, lineSearch: .strongWolfe).step(&point, state: &flat) { w in
      (w[0] - 1).squared() + (w[1] + 2).squared() + 4 * (w[2] - 3).squared()
    }
    #expect(point[0].scalar == model.a.value[0].scalar && point[2].scalar == model.b.value.scalar)
  }

  @Test("refuses what it cannot be")
  func refusals() {
    func message(_ options: [String: OptionValue]) -> String {
      do throws(OptimizerError) {
        _ = try OptimizerSpecification("lbfgs", options).makeRule()
        return ""
      } catch {
        return error.description
      }
    }
    #expect(
      message(["line_search_fn": "armijo"])
        == "LBFGS: line_search_fn must be strong_wolfe or none, not \"armijo\"")
    #expect(
      message(["max_iter": 0]) == "LBFGS: max_iter must be a whole number of at least 1, not 0.0")
    #expect(
      message(["history_size": 2.5])
        == "LBFGS: history_size must be a whole number of at least 1, not 2.5")
    #expect(message(["histroy": 2]).hasPrefix("LBFGS has no option \"histroy\""))
    #expect(message(["max_eval": .none, "line_search_fn": .none]) == "")
  }

  // MARK: When a step ends

  @Test("A rate that varies is that of the step, and the steps are counted")
  func rates() throws {
    // One iteration without a search moves by the rate along −g / ‖g‖₁, and then along −H g.
    let rate = Schedule("½, then 0") { $0 == 0 ? 0.5 : 0 }
    var (point, state) = (Tensor([5.0]), LBFGS.State())
    let solver = LBFGS(learningRate: rate, maxIterations: 1)
    let first = try solver.step(&point, state: &state) { $0.squared().sum() }
    #expect(point.scalar == 4.5 && state.step == 1 && first.value == 25)
    let second = try solver.step(&point, state: &state) { $0.squared().sum() }
    #expect(point.scalar == 4.5 && state.step == 2 && second.value == 20.25)
  }

  @Test("The value that is told is the function's own, whichever way is up")
  func value() throws {
    for maximize in [false, true] {
      var (point, state) = (Tensor([5.0]), LBFGS.State())
      let step = try LBFGS(maxIterations: 1, maximize: maximize).step(&point, state: &state) {
        (maximize ? -1 : 1) * ($0.squared() + 1).sum()
      }
      #expect(step.value == (maximize ? -26 : 26) && point.scalar == 4)
    }
  }

  @Test("Without a limit a step takes 1¼ evaluations an iteration")
  func evaluations() throws {
    func step(_ maxIterations: Int, _ maxEvaluations: Int?) throws -> SolverStep {
      var (point, state) = (Tensor([-1.2, 1]), LBFGS.State())
      return try LBFGS(
        learningRate: 1e-4, maxIterations: maxIterations, maxEvaluations: maxEvaluations,
        lineSearch: .strongWolfe
      ).step(&point, state: &state, of: rosenbrock)
    }
    // Searches that begin far too short take several evaluations an iteration.
    let usual = try step(8, nil)
    let said = try step(8, 10)
    #expect(usual.end == .evaluations && usual == said)
    #expect(usual.evaluations >= 10 && usual.evaluations < 20)
  }

  @Test("A change of the point, or of the value, within the tolerance ends a step")
  func changes() throws {
    func end(
      _ tolerance: Double, rate: Schedule, _ function: (Tensor) -> Tensor
    ) throws -> SolverStep {
      var (point, state) = (Tensor([1.0]), LBFGS.State())
      return try LBFGS(learningRate: rate, toleranceChange: tolerance)
        .step(&point, state: &state, of: function)
    }
    // The point moves by 10⁻³, the value by 2 · 10⁻³; then the point by 10⁻², the value by 10⁻³.
    let slow = try end(1.5e-3, rate: 1e-3) { $0.squared().sum() }
    #expect(slow.end == .change && slow.iterations == 1)
    let flat = try end(5e-3, rate: 1e-1) { (0.1 * $0).sum() }
    #expect(flat.end == .change && flat.iterations == 1)
    let neither = try end(0.5e-3, rate: 1e-3) { $0.squared().sum() }
    #expect(neither.iterations > 1)
  }

  @Test("A direction along which the value falls by less than the tolerance is not taken")
  func slope() throws {
    // From 1 along −g, g = ½: gᵀd = −¼.
    for (tolerance, isTaken) in [(0.3, false), (0.2, true)] {
      var (point, state) = (Tensor([1.0]), LBFGS.State())
      let step = try LBFGS(maxIterations: 1, toleranceChange: tolerance)
        .step(&point, state: &state) { (0.5 * $0).sum() }
      #expect(point.scalar == (isTaken ? 0.5 : 1) && step.iterations == 1)
      #expect(step.end == (isTaken ? .iterations : .change) && step.evaluations == 1)
    }
  }

  @Test("A pair is kept from sᵀy = 10⁻¹⁰ on")
  func shortPairs() throws {
    // 2x² from 1, where g = 4: a first step of s has sᵀy = 4 s², and the next is Newton's if that is
    // kept; else it is along −g.
    for (s, isKept) in [(6e-6, true), (4e-6, false)] {
      let rate = Schedule("short, then 1") { $0 == 0 ? s : 1 }
      let solver = LBFGS(learningRate: rate, maxIterations: 1, toleranceChange: 0)
      var (point, state) = (Tensor([1.0]), LBFGS.State())
      for _ in 0..<2 {
        try solver.step(&point, state: &state) { (2 * $0.squared()).sum() }
      }
      #expect(abs(point.scalar - (isKept ? 0 : -3)) < 1e-4)
    }
  }

  @Test("No more pairs are kept than are asked for")
  func history() throws {
    func end(_ size: Int, _ steps: Int = 12) throws -> [Double] {
      var (point, state) = (Tensor([-1.2, 1, 0.5, -0.7]), LBFGS.State())
      try LBFGS(maxIterations: steps, historySize: size, lineSearch: .strongWolfe)
        .step(&point, state: &state, of: chained)
      return point.doubles
    }
    let ends = try [1, 2, 100].map { try end($0) }
    #expect(ends[0] != ends[1] && ends[1] != ends[2])
    #expect(try end(1, 2) == end(100, 2))
  }
}
