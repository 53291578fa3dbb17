import DescentLayers
import DescentOptimizers
import DescentTensor
import Testing

@Suite("Rules that torch does not have")
struct OtherRuleTests {
  static let rules = RuleRow.others.map(\.rule)

  @Test("find a parabola's minimum", arguments: rules)
  func parabola(rule: any ConfigurableOptimizer) {
    let centre = Tensor([[3, -2], [0.5, 1]])
    let result = minimize(
      { ((($0 - centre).squared()) * Tensor([[1, 2], [0.5, 1]])).sum() },
      from: Tensor([[1.0, 1], [1, -1]]), using: rule, steps: 2000)
    // The steps of these end as short as the rate, whatever the gradient.
    let isNormed = rule is LAMB || rule is LARS || rule is Lion
    #expect((result.point - centre).norm().scalar < (isNormed ? 1e-3 : 1e-8), "\(rule.name)")
  }

  @Test("do not move where every gradient is 0", arguments: rules)
  func zeroGradient(rule: any ConfigurableOptimizer) {
    for dtype in [DType.float32, .float64] {
      let start = randomTensor([3, 5], dtype, seed: 1)
      var (w, state) = (start, OptimizerState())
      for _ in 0..<3 {
        state.update(&w, along: Tensor(zerosLike: w), using: rule)
      }
      #expect(firstDifference(w, start) == nil, "\(rule.name), \(dtype)")
      #expect(firstDifference(state.evaluationWeights(of: w, using: rule), start) == nil)
    }
  }

  @Test("take gradients of every size without a number that is not one", arguments: rules)
  func extremeGradients(rule: any ConfigurableOptimizer) {
    var (w, state) = (randomTensor([3, 5], .float64, seed: 1), OptimizerState())
    for size in [1e-30, 1e30, 0, 1, -1e-150, 1e150] {
      state.update(&w, along: Tensor(onesLike: w) * size, using: rule)
    }
    #expect(w.isAllFinite, "\(rule.name)")
  }

  @Test("hand on a gradient that is not a number", arguments: rules)
  func notANumber(rule: any ConfigurableOptimizer) {
    var (w, state) = (randomTensor([3, 5], .float32, seed: 1), OptimizerState())
    for _ in 0..<3 { state.update(&w, along: Tensor(onesLike: w) * .nan, using: rule) }
    #expect(w.doubles.allSatisfy { $0.isNaN }, "\(rule.name)")
  }

  @Test("go up where they are asked to", arguments: rules)
  func maximize(rule: any ConfigurableOptimizer) throws {
    var opposite = rule
    try opposite.set(["maximize": true])
    let start = randomTensor([3, 5], .float64, seed: 1)
    var (a, b) = ((w: start, state: OptimizerState()), (w: start, state: OptimizerState()))
    for step in 0..<6 {
      let gradient = randomTensor([3, 5], .float64, seed: UInt64(step + 2))
      a.state.update(&a.w, along: gradient, using: rule)
      b.state.update(&b.w, along: -gradient, using: opposite)
    }
    #expect(firstDifference(a.w, b.w) == nil, "\(rule.name)")
    #expect(firstDifference(a.w, start) != nil)
  }

  @Test("remember by value: a copy of weights and state goes the same way again", arguments: rules)
  func values(rule: any ConfigurableOptimizer) {
    func go(_ steps: Range<UInt64>, _ w: inout Tensor, _ state: inout OptimizerState) {
      for step in steps {
        let gradient = randomTensor([3, 5], .float32, seed: step + 10)
        state.update(&w, along: gradient, using: rule)
      }
    }
    var (w, state) = (randomTensor([3, 5], .float32, seed: 1), OptimizerState())
    go(0..<4, &w, &state)
    let (savedWeights, savedState) = (w, state)
    go(4..<9, &w, &state)
    let there = w
    (w, state) = (savedWeights, savedState)
    go(4..<9, &w, &state)
    #expect(firstDifference(w, there) == nil, "\(rule.name)")
    #expect(firstDifference(savedWeights, there) != nil)
  }

  @Test("go on through the catalog with the same options", arguments: rules)
  func catalog(rule: any ConfigurableOptimizer) throws {
    var plain = rule
    plain.learningRate = 0.03125
    let specification = OptimizerSpecification(plain)
    let again = try specification.makeOptimizer()
    #expect(OptimizerSpecification(again) == specification)
    var (a, b) = (randomTensor([4], .float64, seed: 1), randomTensor([4], .float64, seed: 1))
    var (s, t) = (OptimizerState(), OptimizerState())
    for step in 0..<3 {
      let gradient = randomTensor([4], .float64, seed: UInt64(step + 2))
      s.update(&a, along: gradient, using: plain)
      t.update(&b, along: gradient, using: again)
    }
    #expect(firstDifference(a, b) == nil)
  }

  // MARK: One by one

  /// An average kept the wrong way round, m = β₂ g + (1 − β₂) m, is the last gradient, and the step
  /// its sign.
  @Test("Lion keeps its momentum against a few gradients of the other sign")
  func lionsMomentum() {
    var (w, state) = (Tensor([0.0]), OptimizerState())
    let gradients = [Double](repeating: 1, count: 10) + [-0.5, -0.5]
    for gradient in gradients {
      state.update(&w, along: Tensor([gradient]), using: Lion(learningRate: 0.0625))
    }
    #expect(w.scalar == -12 * 0.0625)
    // But not for ever.
    for _ in 0..<40 {
      state.update(&w, along: Tensor([-0.5]), using: Lion(learningRate: 0.0625))
    }
    #expect(w.scalar > -12 * 0.0625)
  }

  @Test("Adam-atan2 does not see the gradients' scale, and is bounded")
  func atan2Scale() {
    let start = randomTensor([64], .float64, seed: 1)
    let ends = [1, 0x1p-300].map { scale in
      var (w, state) = (start, OptimizerState())
      for step in 0..<8 {
        let gradient = randomTensor([64], .float64, seed: UInt64(step + 2)) * scale
        let before = w
        state.update(&w, along: gradient, using: AdamAtan2(learningRate: 0.0625))
        #expect((w - before).abs().max().scalar <= 0.0625 * 1.27 * Double.pi / 2)
      }
      return w
    }
    #expect((ends[0] - ends[1]).abs().max().scalar < 1e-15)
  }

  @Test("ADOPT's first update only remembers")
  func adoptFirst() {
    var (w, state) = (Tensor([1.0]), OptimizerState())
    let rule = ADOPT(learningRate: 0.25, beta1: 0.5, beta2: 0.5)
    state.update(&w, along: Tensor([2.0]), using: rule)
    #expect(w.scalar == 1)
    // n = 1 / √4, m = ¼;  then v = ½ (4 + 1), and n = min(8 / √2.5, 3^¼)
    state.update(&w, along: Tensor([1.0]), using: rule)
    #expect(w.scalar == 1 - 0.0625)
    state.update(&w, along: Tensor([8.0]), using: rule)
    let clip = 3.0.squareRoot().squareRoot()
    #expect(abs(w.scalar - (0.9375 - 0.25 * (0.125 + 0.5 * clip))) < 1e-15)
    var free = rule
    free.clips = false
    var (x, other) = (Tensor([1.0]), OptimizerState())
    for g in [2.0, 1, 8] { other.update(&x, along: Tensor([g]), using: free) }
    #expect(abs(x.scalar - (0.9375 - 0.25 * (0.125 + 0.5 * 8 / 2.5.squareRoot()))) < 1e-15)
  }

  @Test("StableAdamW holds a spike back, AdamW does not")
  func spike() {
    func jump(_ rule: some Optimizer) -> Double {
      var (w, state) = (Tensor([1.0, 1, 1, 1]), OptimizerState())
      for _ in 0..<200 { state.update(&w, along: Tensor([1e-3, 1e-3, 1e-3, 1e-3]), using: rule) }
      let before = w
      state.update(&w, along: Tensor([1.0, 1, 1, 1]), using: rule)
      return (w - before).norm().scalar
    }
    let free = jump(AdamW(learningRate: 1e-3, beta2: 0.99, weightDecay: 0))
    let held = jump(StableAdamW(learningRate: 1e-3, weightDecay: 0))
    // g² / v = 1 / 0.01
    #expect(abs(held / free - 0.1) < 0.01)
  }

  @Test("LAMB's clamp and LARS's vectors")
  func norms() {
    // ‖w‖ = 40; r = 1 on each of 4 elements but for ε: 2.
    let start = Tensor([[20.0, 20], [20, 20]])
    func step(_ clamp: Double) -> Double {
      var (w, state) = (start, OptimizerState())
      let rule = LAMB(learningRate: 0.5, beta1: 0.5, beta2: 0, epsilon: 0, clamp: clamp)
      state.update(&w, along: Tensor(onesLike: w), using: rule)
      return 20 - w.doubles[0]
    }
    #expect(step(10) == 1 * 10 * 0.5)
    #expect(step(.infinity) == 1 * 40 * 0.5)
    var (vector, state) = (Tensor([1.0, 2]), OptimizerState())
    state.update(&vector, along: Tensor([1.0, 1]), using: LARS(learningRate: 0.25, weightDecay: 7))
    #expect(vector.doubles == [0.75, 1.75])
  }

  @Test("Prodigy's estimate grows towards the distance, and is there to be read")
  func distance() throws {
    let (centre, rule) = (Tensor([3.0, -4]), Prodigy())
    var (w, state) = (Tensor([0.0, 0]), OptimizerState())
    #expect(state.sharedValue("d", of: rule) == nil)
    var last = 1e-6
    for _ in 0..<300 {
      state.update(&w, along: w - centre, using: rule)
      let d = try #require(state.sharedValue("d", of: rule))
      #expect(d >= last)
      last = d
    }
    #expect(last > 0.1 && last < 7)
    #expect(state.sharedValue("nothing", of: rule) == nil)
  }

  @Test("Prodigy's growth is bounded by its rate")
  func growth() throws {
    let rule = Prodigy(initialDistance: 1e-3, growthRate: 1.02)
    var (w, state) = (Tensor([0.0, 0]), OptimizerState())
    // The first estimates are found freely while d is d₀.
    for _ in 0..<3 { state.update(&w, along: w - Tensor([30.0, -40]), using: rule) }
    for _ in 0..<50 {
      let before = try #require(state.sharedValue("d", of: rule))
      state.update(&w, along: w - Tensor([30.0, -40]), using: rule)
      #expect(try #require(state.sharedValue("d", of: rule)) <= before * 1.02)
    }
  }
}
