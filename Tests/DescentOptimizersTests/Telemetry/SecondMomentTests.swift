import DescentOptimizers
import DescentTensor
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What each rule says of its mean of squares, against the buffer and the rule's equations: by what √v
/// is divided after t updates, and the ε that stands beside the quotient.
@Suite("Where rules keep a second moment, and how they use it")
struct SecondMomentTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rule: any Optimizer
    let slot: Int
    var correction: @Sendable (_ t: Double) -> Double = { _ in 1 }
    let epsilon: (@Sendable (_ t: Double) -> Double)?

    var testDescription: String { rule.stateName }
  }

  /// √(1 − βᵗ).
  private static func root(_ beta: Double, _ t: Double) -> Double {
    (1 - pow(beta, t)).squareRoot()
  }

  /// Each ε lies among the roots of normal gradients.
  static let cases = [
    Case(rule: Adadelta(epsilon: 0.04), slot: 0, epsilon: { _ in 0.2 }),
    Case(rule: Adagrad(epsilon: 0.5), slot: 0, epsilon: { _ in 0.5 }),
    // ε is in its mean too: the roots are near √(ε / (1 − β₂)), all of them below an ε above 1000.
    Case(rule: AdaBelief(epsilon: 2000), slot: 1, correction: { root(0.999, $0) }) { _ in 2000 },
    Case(rule: AdamAtan2(), slot: 1, correction: { root(0.99, $0) }, epsilon: nil),
    Case(rule: Adan(epsilon: 0.5), slot: 2, correction: { root(0.99, $0) }) { _ in 0.5 },
    Case(rule: AdEMAMix(epsilon: 0.5), slot: 1, correction: { root(0.999, $0) }) { _ in 0.5 },
    Case(rule: ADOPT(epsilon: 0.5), slot: 1, epsilon: { _ in 0.5 }),
    Case(rule: LAMB(epsilon: 0.02), slot: 1, epsilon: { _ in 0.02 }),
    Case(rule: NAdam(epsilon: 0.5), slot: 1, correction: { root(0.999, $0) }) { _ in 0.5 },
    Case(rule: RAdam(epsilon: 0.02), slot: 1, correction: { root(0.999, $0) }) {
      0.02 / root(0.999, $0)
    },
    Case(rule: RMSprop(epsilon: 0.05), slot: 0, epsilon: { _ in 0.05 }),
    Case(rule: RMSprop(epsilon: 0.05, centered: true), slot: 0, epsilon: nil),
    Case(rule: ScheduleFreeAdamW(epsilon: 0.5), slot: 1, correction: { root(0.999, $0) }) { _ in
      0.5
    },
    Case(rule: SparseAdam(epsilon: 0.02), slot: 1, correction: { root(0.999, $0) }) {
      0.02 / root(0.999, $0)
    },
    Case(rule: StableAdamW(epsilon: 0.5), slot: 1, epsilon: { _ in 0.5 }),
    Case(rule: Yogi(epsilon: 0.5), slot: 1, correction: { root(0.999, $0) }) { _ in 0.5 },
  ]

  @Test(arguments: cases)
  func isThatOfTheBuffer(this: Case) throws {
    func check(_ rule: some Optimizer) throws {
      var (w, state, telemetry) = (
        randomTensor([90], .float64, seed: 1), OptimizerState(), Telemetry()
      )
      var hasRootsBelow = this.epsilon == nil
      for t in 1...3 {
        let g = randomTensor([90], .float64, seed: UInt64(10 + t))
        state.update(&w, along: g, using: rule, telemetry: &telemetry)
        let below = try compare(
          telemetry, state.buffer(rule.slots[this.slot]), g, this.correction(Double(t)),
          this.epsilon?(Double(t)))
        if below > 0 { hasRootsBelow = true }
      }
      #expect(hasRootsBelow)
    }
    try check(this.rule)
  }

  @Test("There is a case of every rule that keeps one", arguments: OptimizerCatalog.names)
  func complete(name: String) throws {
    // Those of Adam and AdamW are among the tests of telemetry, the others' below.
    let others = ["Adam", "AdamW", "MuonWithAdamW", "Prodigy"]
    func check(_ rule: some Optimizer) {
      var (w, state, telemetry) = (Tensor.zeros([2, 2]), OptimizerState(), Telemetry())
      state.update(&w, along: Tensor.ones([2, 2]), using: rule, telemetry: &telemetry)
      let isThere = (Self.cases.map(\.rule.stateName) + others).contains(name)
      #expect(telemetry["0"] != nil && (telemetry["0"]?.secondMoment == nil || isThere))
    }
    try check(OptimizerCatalog.rule(named: name).init())
  }

  @Test("Prodigy's roots are divided by the distance so far")
  func prodigy() throws {
    let rule = Prodigy(epsilon: 0.05, initialDistance: 0.1)
    var (w, state, telemetry) = (
      randomTensor([90], .float64, seed: 1), OptimizerState(), Telemetry()
    )
    for t in 1...3 {
      let g = randomTensor([90], .float64, seed: UInt64(10 + t))
      state.update(&w, along: g, using: rule, telemetry: &telemetry)
      let distance = try #require(state.sharedValue("d", of: rule))
      let below = try compare(telemetry, state.buffer(rule.slots[1]), g, distance, 0.05)
      #expect(below > 0 || t > 1)
    }
  }

  @Test("The rule of two keeps one of what AdamW moves, not of matrices")
  func matrices() throws {
    var (state, telemetry) = (OptimizerState(), Telemetry())
    var tensors = [randomTensor([3, 4], .float64, seed: 1), randomTensor([5], .float64, seed: 2)]
    state.update(&tensors, along: tensors, using: MuonWithAdamW(), telemetry: &telemetry)
    #expect(telemetry["0"]?.updateNorm ?? 0 > 0 && telemetry["0"]?.secondMoment == nil)
    #expect(telemetry["1"]?.secondMoment?.count == 5)
  }

  /// Compares what was measured with the buffer, and gives the share of roots below ε.
  private func compare(
    _ telemetry: Telemetry, _ buffer: Tensor?, _ g: Tensor, _ correction: Double,
    _ epsilon: Double?
  ) throws -> Double {
    let known = try #require(telemetry["0"]?.secondMoment)
    let roots = try #require(buffer).doubles.map { $0.squareRoot() / correction }
    let ε = epsilon ?? .leastNormalMagnitude
    let squares = zip(g.doubles, roots).map { pow($0 / max($1, ε), 2) }
    let ratio = (squares.reduce(0, +) / Double(roots.count)).squareRoot()
    func isNear(_ a: Double, _ b: Double?) -> Bool {
      b.map { abs(a - $0) <= 1e-11 * abs($0) } ?? false
    }
    #expect(known.count == roots.count)
    #expect(isNear(known.leastRoot, roots.min()) && isNear(known.greatestRoot, roots.max()))
    #expect(isNear(known.gradientRatio, ratio))
    #expect((known.belowEpsilon == nil) == (epsilon == nil))
    let below = Double(roots.count { $0 < ε }) / Double(roots.count)
    if let belowEpsilon = known.belowEpsilon { #expect(belowEpsilon == below) }
    return below
  }
}
