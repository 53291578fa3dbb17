import DescentOptimizers
import DescentTensor
import Testing

/// Where a rule's equations have a case of their own.
///
/// Weights or gradients of 0, a bound that is reached, an option that the reference runs leave alone:
/// each was left out once without a trajectory's noticing it.
@Suite("Rules at their edges")
struct RuleEdgeTests {
  private func path(
    _ rule: some Optimizer, from start: Tensor, along gradients: [Tensor]
  ) -> Tensor {
    var (w, state) = (start, OptimizerState())
    for gradient in gradients { state.update(&w, along: gradient, using: rule) }
    return w
  }

  @Test("Weights of 0 have no length: LAMB and LARS move them by their step alone")
  func noLength() {
    let (zero, one) = (
      Tensor.zeros([2, 2], dtype: .float64), Tensor.ones([2, 2], dtype: .float64)
    )
    // r = 1, and the correction of m's bias doubles the rate.
    let lamb = LAMB(learningRate: 0.25, beta1: 0.5, beta2: 0, epsilon: 0)
    #expect(path(lamb, from: zero, along: [one]).doubles == [-0.25, -0.25, -0.25, -0.25])
    let lars = LARS(learningRate: 0.25, momentum: 0, trustCoefficient: 0.5)
    #expect(path(lars, from: zero, along: [one]).doubles == [-0.25, -0.25, -0.25, -0.25])
  }

  @Test("A step of 0 has no length either")
  func noStep() {
    // β₁ = 0: the second step is 0 although v is not; without ε its length would divide.
    let lamb = LAMB(learningRate: 0.25, beta1: 0, beta2: 0.5, epsilon: 0)
    let one = Tensor.ones([2, 2], dtype: .float64)
    let first = path(lamb, from: one, along: [one])
    #expect(firstDifference(path(lamb, from: one, along: [one, one * 0]), first) == nil)
    #expect(first.isAllFinite)
    let lars = LARS(learningRate: 0.25, momentum: 0)
    #expect(firstDifference(path(lars, from: one, along: [one * 0]), one) == nil)
  }

  @Test("A matrix whose gradient is 0 stays where it is", arguments: [DType.float32, .float64])
  func zeroMatrix(dtype: DType) {
    let start = randomTensor([3, 2], dtype, seed: 1)
    let zero = Tensor(zerosLike: start)
    for rule in [
      Adafactor() as any Optimizer, Muon(weightDecay: 0), MuonWithAdamW(muon: Muon(weightDecay: 0)),
    ] {
      func check(_ rule: some Optimizer) {
        #expect(firstDifference(path(rule, from: start, along: [zero, zero]), start) == nil)
      }
      check(rule)
    }
  }

  @Test("Muon without Nesterov's look ahead takes the mean alone")
  func plainMuon() {
    let gradients = [
      randomTensor([3, 4], .float64, seed: 1), randomTensor([3, 4], .float64, seed: 2),
    ]
    let start = randomTensor([3, 4], .float64, seed: 3)
    let rule = Muon(learningRate: 0.5, weightDecay: 0, momentum: 0.75, nesterov: false)
    let first = path(rule, from: start, along: [gradients[0]])
    let second = path(rule, from: start, along: gradients)
    // B₁ = ¼ g₁, B₂ = ¾ B₁ + ¼ g₂: with μ = 0 it is the gradient that is made orthogonal.
    let alone = Muon(learningRate: 0.5, weightDecay: 0, momentum: 0, nesterov: false)
    let b1 = gradients[0] * 0.25
    let b2 = b1 + (gradients[1] - b1) * 0.25
    #expect(firstDifference(path(alone, from: start, along: [b1]), first) == nil)
    #expect(firstDifference(path(alone, from: first, along: [b2]), second) == nil)
    let ahead = Muon(learningRate: 0.5, weightDecay: 0, momentum: 0.75)
    #expect(firstDifference(path(ahead, from: start, along: gradients), second) != nil)
  }

  @Test("What a rule computes of a float32 tensor as a whole is rounded to float32 on the way")
  func scalars() {
    let rule = LARS(learningRate: 100, momentum: 0, weightDecay: 0.1, trustCoefficient: 0.003)
    func norm(_ x: [Float]) -> Float {
      Float(x.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
    }
    for seed in 1...20 as ClosedRange<UInt64> {
      let start = randomTensor([2, 3], .float32, seed: seed)
      let gradient = randomTensor([2, 3], .float32, seed: 100 + seed)
      let (w, g) = (start.elements(as: Float.self), gradient.elements(as: Float.self))
      let q = 0.003 * norm(w) / (norm(g) + 0.1 * norm(w))
      let wanted = zip(w, g).map { w, g in w - 100 * ((g + 0.1 * w) * q) }
      let ours = path(rule, from: start, along: [gradient]).elements(as: Float.self)
      #expect(firstDifference(ours, wanted) == nil, "seed \(seed)")
    }
  }

  @Test("Muon's mean is written so that a share above ½, which is float32's, does not cancel")
  func muonShare() throws {
    let rule = Muon(learningRate: 0.1, momentum: 0.05)
    var (w, state) = (randomTensor([20, 10], .float32, seed: 1), OptimizerState())
    var wanted = [Float](repeating: 0, count: 200)
    // 1 − 0.05 is rounded, and so is what is left of 1.
    let left = 1 - Float(1 - 0.05)
    for seed in 2...4 as ClosedRange<UInt64> {
      let gradient = randomTensor([20, 10], .float32, seed: seed)
      state.update(&w, along: gradient, using: rule)
      wanted = zip(wanted, gradient.elements(as: Float.self)).map { b, g in g - (g - b) * left }
    }
    let b = try #require(state.buffer("momentum_buffer")).elements(as: Float.self)
    #expect(firstDifference(b, wanted) == nil)
  }

  @Test("Rprop's steps grow up to their bound and shrink down to it")
  func bounds() {
    let rule = Rprop(learningRate: 1, etaMinus: 0.25, etaPlus: 2, leastStep: 0.125, greatestStep: 3)
    // 1, 2, then 3 and not 4.
    let one = Tensor([1.0])
    #expect(path(rule, from: Tensor([0.0]), along: [one, one, one, one]).scalar == -9)
    // The sign turns: ¾ and no step; then ¾ · ¼ is not tried until the sign is there to turn.
    let turns = [one, one, -one, -one, one, one, -one, -one]
    // 1, 2 | 0 with ½, ½ up | 0 with ⅛, ⅛ down | 0 with ⅛ (not 1⁄32), ⅛ up
    #expect(path(rule, from: Tensor([0.0]), along: turns).scalar == -3 + 0.5 - 0.125 + 0.125)
  }

  @Test("ASGD's average weighs by a share that is held in float32, as torch holds it")
  func average() throws {
    let rule = ASGD(learningRate: 0.5, shrinkage: 0, averagingStart: 0)
    var (w, state) = (Tensor([1.0]), OptimizerState())
    var average = 0.0
    for step in 0..<6 {
      state.update(&w, along: Tensor([Double(step * step) / 8]), using: rule)
      let share = Double(1 / Float(max(1, step)))
      average = share == 1 ? w.scalar : average + (w.scalar - average) * share
    }
    #expect(try #require(state.buffer("ax")).scalar == average)
  }

  @Test("Prodigy's steps along gradients that are all 0 so far are not counted")
  func notCounted() throws {
    let rule = Prodigy(learningRate: 0.5, correctsBias: true)
    var (w, state) = (randomTensor([4], .float64, seed: 1), OptimizerState())
    let start = w
    for _ in 0..<3 { state.update(&w, along: Tensor(zerosLike: w), using: rule) }
    #expect(state.sharedValue("k", of: rule) == 0 && state.sharedValue("d", of: rule) == 1e-6)
    let gradients = (2...5).map { randomTensor([4], .float64, seed: $0) }
    for gradient in gradients { state.update(&w, along: gradient, using: rule) }
    #expect(firstDifference(w, path(rule, from: start, along: gradients)) == nil)
    #expect(state.sharedValue("k", of: rule) == 4)
  }

  @Test("Prodigy's safeguard leaves the rate out of the denominator")
  func safeguard() throws {
    for (isSafe, wanted) in [(true, 3e-3), (false, 1.5e-3)] {
      let rule = Prodigy(
        learningRate: 0.5, safeguardsWarmup: isSafe, initialDistance: 1e-3)
      var (w, state) = (Tensor([1.0]), OptimizerState())
      // s = d / d₀ · (d or γ) g, at d = d₀.
      state.update(&w, along: Tensor([3.0]), using: rule)
      #expect(abs(try #require(state.buffer("s")).scalar - wanted) < 1e-17)
    }
  }

  @Test("Schedule-Free's interpolation is written so that a share above ½ does not cancel")
  func share() throws {
    // r = 2: weights 1, 4 and 9. After two steps y is not z; the third one's gradient of 0 leaves y to
    // the interpolation.
    let rule = ScheduleFreeAdamW(learningRate: 0.5, r: 2)
    var (y, state) = (randomTensor([200], .float32, seed: 1), OptimizerState())
    for seed in 2...3 {
      state.update(&y, along: randomTensor([200], .float32, seed: UInt64(seed)), using: rule)
    }
    let (before, z) = (y.elements(as: Float.self), try #require(state.buffer("z")))
    state.update(&y, along: Tensor(zerosLike: y), using: rule)
    let left = 1 - Float(9.0 / 14)
    let wanted = zip(before, z.elements(as: Float.self)).map { y, z in z - (z - y) * left }
    #expect(firstDifference(y.elements(as: Float.self), wanted) == nil)
  }

  @Test("Schedule-Free weighs a step by the greatest rate so far, and one with no rate not at all")
  func weights() {
    func end(_ rates: [Double]) -> (y: Double, x: Double) {
      let rule = ScheduleFreeSGD(
        learningRate: Schedule("\(rates)") { rates[Int($0)] }, momentum: 0.5, weightRatePower: 0.5)
      var (y, state) = (Tensor([0.0]), OptimizerState())
      for _ in rates { state.update(&y, along: Tensor([1.0]), using: rule) }
      return (y.scalar, state.evaluationWeights(of: y, using: rule).scalar)
    }
    // z = −1 and −1½, with the same weight although the rate was halved.
    #expect(abs(end([1, 0.5]).x + 1.25) < 1e-15)
    #expect(end([0]) == (0, 0))
    #expect(abs(end([0, 1]).x + 1) < 1e-15)
  }

  @Test("Yogi's v falls by a share of the square that arrives, where Adam's falls by one of itself")
  func additive() throws {
    func fallen(_ rule: some Optimizer) throws -> Double {
      var (w, state) = (Tensor([1.0]), OptimizerState())
      for _ in 0..<64 { state.update(&w, along: Tensor([1.0]), using: rule) }
      let before = try #require(state.buffer("exp_avg_sq")).scalar
      for _ in 0..<64 { state.update(&w, along: Tensor([0x1p-10]), using: rule) }
      return try #require(state.buffer("exp_avg_sq")).scalar / before
    }
    let yogi = Yogi(beta2: 0.984375, initialAccumulatorValue: 0)
    // 1 − 64 · 2⁻⁶ · 2⁻²⁰: every square is 2⁻²⁰, and v had grown to 64 · 2⁻⁶.
    #expect(try fallen(yogi) == 1 - 0x1p-20)
    #expect(try fallen(Adam(beta2: 0.984375)) < 0.37)
  }

  @Test("Yogi's m starts at 0, whatever v starts at")
  func startOfMoments() throws {
    for dtype in [DType.float32, .float64] {
      var (w, state) = (Tensor.ones([3], dtype: dtype), OptimizerState())
      let rule = Yogi(initialAccumulatorValue: 0.25)
      state.update(&w, along: Tensor(zerosLike: w), using: rule)
      #expect(try #require(state.buffer("exp_avg")).doubles == [0, 0, 0])
      #expect(try #require(state.buffer("exp_avg_sq")).doubles == [0.25, 0.25, 0.25])
      #expect(w.doubles == [1, 1, 1])
    }
  }

  @Test("SAM's δ halves a climb along a gradient of its own length")
  func delta() {
    struct Flat: Module {
      var w = Parameter(Tensor([1.0]))
      mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("w", &w) }
    }
    let model = Flat()
    let (_, gradients) = valueAndGradient(at: model) { ($0.w.value * 1e-12).sum() }
    let there = SAM(SGD(), rho: 0.5).climbed(model, along: gradients)
    #expect(abs(there.w.value.scalar - 1.25) < 1e-9)
  }

  @Test("A table without rows is left as it is")
  func noRows() {
    var (table, state) = (Tensor.zeros([0, 3], dtype: .float64), OptimizerState())
    let gradient = RowSparse(rows: [], values: .zeros([0, 3], dtype: .float64), of: [0, 3])
    state.update(&table, along: gradient, using: SparseAdam())
    #expect(table.shape == [0, 3] && state.step == 1)
  }
}
