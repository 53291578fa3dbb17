import DescentLayers
import DescentOptimizers
import DescentTensor
import Testing

@Suite("The weights to evaluate")
struct EvaluationWeightsTests {
  @Test("are the model's own with most rules")
  func plain() {
    var (w, state) = (Tensor([1.0, 2]), OptimizerState())
    state.update(&w, along: Tensor([1.0, 1]), using: AdamW())
    #expect(firstDifference(state.evaluationWeights(of: w, using: AdamW()), w) == nil)
  }

  @Test("are the average of the points that Schedule-Free SGD steps to")
  func average() {
    // x is the mean of z₁ … z_t, with equal weights at a constant rate.
    let rule = ScheduleFreeSGD(learningRate: 0.25, momentum: 0.75)
    var (y, state) = (Tensor([4.0]), OptimizerState())
    var points: [Double] = []
    #expect(state.evaluationWeights(of: y, using: rule).scalar == 4)
    for step in 0..<20 {
      state.update(&y, along: Tensor([Double(step % 3) - 0.5]), using: rule)
      let z = state.buffer("z")?.scalar ?? .nan
      points.append(z)
      let x = points.reduce(0, +) / Double(points.count)
      #expect(abs(state.evaluationWeights(of: y, using: rule).scalar - x) < 1e-13)
      #expect(abs(y.scalar - (0.25 * z + 0.75 * x)) < 1e-13)
    }
  }

  @Test("are another model, and training goes on as if nobody had looked")
  func models() {
    var generator = Generator(seed: 1)
    let start = Linear(from: 3, to: 2, using: &generator)
    let x = Tensor.rand([5, 3], using: &generator)
    let rule = ScheduleFreeAdamW(learningRate: 0.1)
    func train(looking: Bool) -> (Linear, Linear) {
      var (model, state) = (start, OptimizerState())
      for _ in 0..<5 {
        let (_, gradients) = valueAndGradient(at: model) { $0(x).squared().sum() }
        state.update(&model, along: gradients, using: rule)
        if looking { _ = state.evaluationModel(of: model, using: rule) }
      }
      return (model, state.evaluationModel(of: model, using: rule))
    }
    let (a, b) = (train(looking: true), train(looking: false))
    for (p, q) in zip(a.0.parameters, b.0.parameters) {
      #expect(firstDifference(p.parameter.value, q.parameter.value) == nil)
    }
    for (p, q) in zip(a.0.parameters, a.1.parameters) {
      #expect(firstDifference(p.parameter.value, q.parameter.value) != nil)
    }
  }

  @Test("are each group's own, and a frozen parameter's are its weights")
  func groups() {
    var generator = Generator(seed: 1)
    var model = Linear(from: 3, to: 2, using: &generator)
    let x = Tensor.rand([5, 3], using: &generator)
    var state = OptimizerState()
    let rule = ScheduleFreeSGD(learningRate: 0.01, momentum: 0.75)
    let groups = rule.except(where: { $0.path == "weight" }) { $0.momentum = 0.5 }
    for _ in 0..<5 {
      let (_, gradients) = valueAndGradient(at: model) { $0(x).squared().sum() }
      state.update(&model, along: gradients, using: groups)
    }
    let good = state.evaluationModel(of: model, using: groups)
    for (position, momentum) in [0.5, 0.75].enumerated() {
      let y = model.parameters[position].parameter.value
      let z = state.buffer("z", at: position) ?? y
      let wanted = y + (1 - 1 / momentum) * (z - y)
      let found = good.parameters[position].parameter.value
      #expect((found - wanted).abs().max().scalar < 1e-6)
      #expect((found - y).abs().max().scalar > 1e-4)
    }
    let frozen = rule.frozen(where: { $0.path == "weight" })
    let (_, gradients) = valueAndGradient(at: model) { $0(x).squared().sum() }
    state = OptimizerState()
    state.update(&model, along: gradients, using: frozen)
    let kept = state.evaluationModel(of: model, using: frozen).parameters[0].parameter.value
    #expect(firstDifference(kept, model.parameters[0].parameter.value) == nil)
  }

  @Test("are the slow ones with Lookahead")
  func lookahead() {
    let rule = Lookahead(SGD(learningRate: 1), every: 2, share: 0.25)
    var (w, state) = (Tensor([0.0]), OptimizerState())
    var seen: [[Double]] = []
    for _ in 0..<4 {
      state.update(&w, along: Tensor([-4.0]), using: rule)
      seen.append([w.scalar, state.evaluationWeights(of: w, using: rule).scalar])
    }
    #expect(seen == [[4, 0], [2, 2], [6, 2], [4, 4]])
  }

  @Test("Lookahead over a rule of two passes pulls back once")
  func twoPasses() {
    var (a, s) = (Tensor([4.0, -3]), OptimizerState())
    var (b, t) = (a, s)
    let base = Prodigy(initialDistance: 0.1)
    for _ in 0..<2 {
      s.update(&a, along: a, using: base)
      t.update(&b, along: b, using: Lookahead(base, every: 2, share: 0.5))
    }
    var (c, u) = (Tensor([4.0, -3]), OptimizerState())
    let whole = Lookahead(base, every: 2, share: 1, momentum: .reset)
    for _ in 0..<2 { u.update(&c, along: c, using: whole) }
    #expect((c - a).abs().max().scalar < 1e-15)
    #expect(u.buffer("exp_avg")?.abs().max().scalar == 0)
    let halfway = 0.5 * (a + Tensor([4.0, -3]))
    #expect((b - halfway).abs().max().scalar < 1e-15)
    #expect(t.sharedValue("d", of: base) == s.sharedValue("d", of: base))
  }

  @Test func lookaheadNeedsAMomentum() async {
    await #expect(processExitsWith: .failure) { _ = Lookahead(SGD(), momentum: .reset) }
    await #expect(processExitsWith: .failure) { _ = Lookahead(SGD(), every: 0) }
    await #expect(processExitsWith: .failure) {
      _ = Lookahead(SGD().frozen(where: { $0.path == "weight" }))
    }
  }
}
