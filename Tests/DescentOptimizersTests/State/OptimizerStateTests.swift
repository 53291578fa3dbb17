import CDescentKernels
import DescentOptimizers
import DescentTensor
import Testing

@Suite("The state of an optimizer")
struct OptimizerStateTests {
  /// Two parameters and a part of its own.
  struct Model: Module {
    struct Part: Module {
      var weight = Parameter(randomTensor([3, 5], .float32, seed: 1))
      mutating func visit(_ visitor: inout some ParameterVisitor) {
        visitor.visit("weight", &weight)
      }
    }
    var part = Part()
    var bias = Parameter(randomTensor([7], .float32, seed: 2))

    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("part", &part)
      visitor.visit("bias", &bias)
    }

    /// (Σ w²)² + Σ b⁴ + Σ b: its gradients vary.
    func loss() -> Tensor {
      part.weight.value.squared().sum().squared()
        + bias.value.squared().squared().sum() + bias.value.sum()
    }
  }

  /// Every rule that looks at elements alone, and those with other buffers.
  static let rules: [any ConfigurableOptimizer] =
    RuleRow.all.filter(\.isElementwise).map(\.rule) + [
      SGD(learningRate: 0.01, momentum: 0.9),
      SGD(learningRate: 0.01, momentum: 0.9, weightDecay: 0.1, nesterov: true),
      Adam(learningRate: 0.01, weightDecay: 0.1, amsgrad: true),
      AdamW(learningRate: 0.01, amsgrad: true), AdamW(learningRate: 0.01),
      Adadelta(weightDecay: 0.1), Adagrad(initialAccumulatorValue: 0.5), Adamax(weightDecay: 0.1),
      ASGD(averagingStart: 1), NAdam(weightDecay: 0.1),
      RAdam(learningRate: 0.01, weightDecay: 0.1, decoupledWeightDecay: true),
      RMSprop(momentum: 0.5, centered: true), Rprop(), Yogi(weightDecay: 0.1),
    ]

  @Test("A model, its tensors in a list and its tensors one by one move alike", arguments: rules)
  func threeWays(rule: any ConfigurableOptimizer) {
    var model = Model()
    var tensors = model.parameters.map(\.parameter.value)
    var single = tensors
    var (state, listState) = (OptimizerState(), OptimizerState())
    var singleStates = tensors.map { _ in OptimizerState() }
    for _ in 0..<10 {
      let (_, gradients) = valueAndGradient(at: model) { $0.loss() }
      state.update(&model, along: gradients, using: rule)
      listState.update(&tensors, along: gradients.values, using: rule)
      for i in single.indices {
        singleStates[i].update(&single[i], along: gradients.values[i], using: rule)
      }
    }
    for (i, value) in model.parameters.map(\.parameter.value).enumerated() {
      #expect(firstDifference(value, tensors[i]) == nil)
      #expect(firstDifference(value, single[i]) == nil)
      #expect(value.dtype == .float32)
    }
    #expect(state.step == 10 && listState.step == 10 && singleStates.allSatisfy { $0.step == 10 })
  }

  @Test("Tied parameters stay equal", arguments: rules)
  func ties(rule: any ConfigurableOptimizer) {
    struct Tied: Module {
      var first = Parameter(randomTensor([4], .float64, seed: 3))
      var second: Parameter
      init() { second = first }
      mutating func visit(_ visitor: inout some ParameterVisitor) {
        visitor.visit("first", &first)
        visitor.visit("second", &second)
      }
    }
    var model = Tied()
    let start = model.first.value
    var state = OptimizerState()
    for _ in 0..<5 {
      let (_, gradients) = valueAndGradient(at: model) {
        ($0.first.value * $0.second.value.squared()).sum()
      }
      state.update(&model, along: gradients, using: rule)
    }
    #expect(firstDifference(model.first.value, model.second.value) == nil)
    #expect(firstDifference(model.first.value, start) != nil)
  }

  @Test("A copy of weights and state is a snapshot", arguments: rules)
  func rollback(rule: any ConfigurableOptimizer) {
    var w = randomTensor([37], .float32, seed: 4)
    var state = OptimizerState()
    let gradients = (0..<20).map { randomTensor([37], .float32, seed: 100 + $0) }
    for gradient in gradients[..<10] { state.update(&w, along: gradient, using: rule) }
    let snapshot = (w: w, state: state)
    let kept = (w: Array(w.doubles), slots: slots(rule, state))
    for gradient in gradients[10...] { state.update(&w, along: gradient, using: rule) }
    #expect(firstDifference(snapshot.w.doubles, kept.w) == nil)
    #expect(zip(slots(rule, snapshot.state), kept.slots).allSatisfy { $0 == $1 })
    #expect(snapshot.state.step == 10)
    let (end, endSlots) = (w, slots(rule, state))
    (w, state) = snapshot
    for gradient in gradients[10...] { state.update(&w, along: gradient, using: rule) }
    #expect(firstDifference(w, end) == nil)
    #expect(slots(rule, state) == endSlots)
  }

  private func slots(_ rule: any Optimizer, _ state: OptimizerState) -> [[Double]?] {
    rule.slots.map { state.buffer($0)?.doubles }
  }

  @Test("The element type is kept, in weights and buffers", arguments: [DType.float32, .float64])
  func elementTypes(dtype: DType) {
    for rule in Self.rules {
      var w = randomTensor([2, 3], dtype, seed: 5)
      var state = OptimizerState()
      state.update(&w, along: randomTensor([2, 3], dtype, seed: 6), using: rule)
      #expect(w.dtype == dtype && w.shape == [2, 3])
      // NAdam's product is one float32 number.
      for slot in rule.slots where slot != "mu_product" {
        #expect(state.buffer(slot)?.dtype == dtype && state.buffer(slot)?.shape == [2, 3])
      }
    }
  }

  @Test("Buffers go by torch's names and the parameter's position")
  func bufferNames() {
    #expect(SGD().slots == [])
    #expect(SGD(momentum: 0.9).slots == ["momentum_buffer"])
    #expect(Adam().slots == ["exp_avg", "exp_avg_sq"])
    #expect(RMSprop(momentum: 0.1).slots == ["square_avg", "momentum_buffer"])
    #expect(NAdam().slots == ["exp_avg", "exp_avg_sq", "mu_product"])
    #expect(AdamW(amsgrad: true).slots == ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"])
    var state = OptimizerState()
    #expect(state.buffer("exp_avg") == nil)
    var tensors = [Tensor([1.0]), Tensor([2.0, 3.0])]
    let gradients = [Tensor([4.0]), Tensor([8.0, 16.0])]
    state.update(&tensors, along: gradients, using: Adam(beta1: 0.5, beta2: 0.75))
    #expect(state.buffer("exp_avg", at: 0)?.doubles == [2])
    #expect(state.buffer("exp_avg", at: 1)?.doubles == [4, 8])
    #expect(state.buffer("exp_avg_sq", at: 1)?.doubles == [16, 64])
    #expect(state.buffer("max_exp_avg_sq") == nil)
    #expect(state.buffer("exp_avg", at: 2) == nil)
  }

  @Test("Every hyperparameter may vary, and is asked for the step's value")
  func schedules() {
    func varying(_ base: Double, _ slope: Double) -> Schedule {
      Schedule("varying") { base + slope * Double($0) }
    }
    let gradients = (0..<12).map { randomTensor([9], .float64, seed: 200 + $0) }
    check(
      SGD(
        learningRate: varying(0.1, -0.005), momentum: varying(0.5, 0.03),
        weightDecay: varying(0.01, 0.02))
    ) { k in
      SGD(
        learningRate: Schedule(0.1 - 0.005 * k), momentum: Schedule(0.5 + 0.03 * k),
        weightDecay: Schedule(0.01 + 0.02 * k))
    }
    check(
      AdamW(
        learningRate: varying(0.1, -0.005), beta1: varying(0.5, 0.03), beta2: varying(0.9, 0.005),
        epsilon: varying(1e-8, 1e-3), weightDecay: varying(0.01, 0.02))
    ) { k in
      AdamW(
        learningRate: Schedule(0.1 - 0.005 * k), beta1: Schedule(0.5 + 0.03 * k),
        beta2: Schedule(0.9 + 0.005 * k), epsilon: Schedule(1e-8 + 1e-3 * k),
        weightDecay: Schedule(0.01 + 0.02 * k))
    }

    func check<Rule: Optimizer>(_ scheduled: Rule, constant: (Double) -> Rule) {
      var (a, b) = (randomTensor([9], .float64, seed: 8), randomTensor([9], .float64, seed: 8))
      var (stateA, stateB) = (OptimizerState(), OptimizerState())
      for (k, gradient) in gradients.enumerated() {
        stateA.update(&a, along: gradient, using: scheduled)
        stateB.update(&b, along: gradient, using: constant(Double(k)))
        #expect(firstDifference(a, b) == nil, "step \(k)")
      }
    }
  }

  @Test("After the first update, none takes memory for a tensor")
  func allocations() async {
    // In a process of its own, where no other test takes memory.
    await #expect(processExitsWith: .success) {
      for rule in OptimizerStateTests.rules {
        var model = Model()
        var single = randomTensor([1000], .float32, seed: 9)
        let gradient = randomTensor([1000], .float32, seed: 10)
        let (_, gradients) = valueAndGradient(at: model) { $0.loss() }
        var (state, singleState) = (OptimizerState(), OptimizerState())
        state.update(&model, along: gradients, using: rule)
        singleState.update(&single, along: gradient, using: rule)
        let before = dk_allocation_count()
        for _ in 0..<100 {
          state.update(&model, along: gradients, using: rule)
          singleState.update(&single, along: gradient, using: rule)
        }
        #expect(dk_allocation_count() == before, "\(rule.name)")
      }
    }
  }

  @Test("Results do not depend on the number of threads")
  func threads() async {
    await #expect(processExitsWith: .success) {
      let start = randomTensor([100_000], .float32, seed: 11)
      let gradients = (0..<3).map { randomTensor([100_000], .float32, seed: $0) }
      for rule in OptimizerStateTests.rules {
        let ends = [1, 2].map { threads in
          Threads.count = threads
          var (w, state) = (start, OptimizerState())
          for gradient in gradients { state.update(&w, along: gradient, using: rule) }
          return w
        }
        #expect(firstDifference(ends[0], ends[1]) == nil, "\(rule.name)")
      }
    }
  }

  @Test("A gradient of another shape is refused, with both shapes")
  func wrongShape() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var (w, state) = (Tensor([1.0, 2.0]), OptimizerState())
      state.update(&w, along: Tensor([1.0, 2.0, 3.0]), using: SGD())
    }
    #expect(said(result, "update: a float64 gradient of shape [3] for the tensor, float64 [2]"))
  }

  @Test("A gradient of another element type is refused")
  func wrongType() async {
    await #expect(processExitsWith: .failure) {
      var (w, state) = (Tensor([1.0, 2.0]), OptimizerState())
      state.update(&w, along: Tensor([1.0, 2.0], dtype: .float32), using: SGD())
    }
  }

  @Test("A state is not shared by tensors of different shapes, or by different rules")
  func foreignState() async {
    let longer = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var (w, state) = (Tensor([1.0, 2.0]), OptimizerState())
      state.update(&w, along: Tensor([1.0, 2.0]), using: Adam())
      var longer = Tensor([1.0, 2.0, 3.0])
      state.update(&longer, along: Tensor([1.0, 2.0, 3.0]), using: Adam())
    }
    #expect(said(longer, "the tensor is float64 [3], its buffers are float64 [2]"))
    let more = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var (w, state) = (Tensor([1.0, 2.0]), OptimizerState())
      state.update(&w, along: Tensor([1.0, 2.0]), using: Adam())
      var two = [w, w]
      state.update(&two, along: two, using: Adam())
    }
    #expect(said(more, "update: tensor 1 was not there at the first update"))
    await #expect(processExitsWith: .failure) {
      var (two, state) = ([Tensor([1.0]), Tensor([2.0])], OptimizerState())
      state.update(&two, along: two, using: Adam())
      var one = two[0]
      state.update(&one, along: one, using: Adam())
    }
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var (w, state) = (Tensor([1.0, 2.0]), OptimizerState())
      state.update(&w, along: Tensor([1.0, 2.0]), using: Adam())
      state.update(&w, along: Tensor([1.0, 2.0]), using: SGD(momentum: 0.9))
    }
    #expect(said(result, "update: the state keeps [\"exp_avg\", \"exp_avg_sq\"]"))
  }
}
