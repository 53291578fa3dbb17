import DescentLayers
import DescentOptimizers
import DescentTensor
import Testing

/// A step that moves each parameter when its gradient is known, against gradients of all and an update.
@Suite("A step that gives up gradients one by one")
struct StepOneByOneTests {
  /// Two uses of one weight, a table whose rows are looked up, a gradient penalty, and a parameter that
  /// the loss does not reach.
  struct Model: Module {
    var table = Embedding(weight: randomTensor([6, 4], .float64, seed: 1), hasSparseGradient: true)
    var first = Parameter(randomTensor([4, 4], .float64, seed: 2))
    var second = Parameter(randomTensor([4, 2], .float64, seed: 3))
    var tied: Parameter
    var unreached = Parameter(randomTensor([3], .float64, seed: 4))

    init() { tied = first }

    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("table", &table)
      visitor.visit("first", &first)
      visitor.visit("second", &second)
      visitor.visit("tied", &tied)
      visitor.visit("unreached", &unreached)
    }

    func loss(_ rows: Tensor) -> Tensor {
      let h = table(rows).matmul(first.value).tanh()
      let y = h.matmul(tied.value).tanh().matmul(second.value)
      let slope = gradient(at: second.value) { ($0 * $0 * $0).sum() }
      return y.squared().sum() + 0.1 * slope.squared().sum()
    }
  }

  @Test(
    "The same bits as gradients of all and an update",
    arguments: [
      OptimizerSpecification("sgd", ["lr": 0.1, "momentum": 0.9, "weight_decay": 0.1]),
      OptimizerSpecification("adamw", ["lr": 0.1]),
      OptimizerSpecification("adafactor", ["lr": 0.1]),
      OptimizerSpecification("lamb", ["lr": 0.1]),
      OptimizerSpecification("schedulefreeadamw", ["lr": 0.1, "warmup_steps": 2]),
    ], [OptimizerState.UnreachedParameters.update, .skip])
  func bits(of rule: OptimizerSpecification, unreached: OptimizerState.UnreachedParameters) throws {
    try check(rule.makeOptimizer(), unreached)
  }

  @Test("Rows of a table stay rows for a rule that takes them")
  func rows() { check(SparseAdam(learningRate: 0.1), .update) }

  private func check<Rule: Optimizer>(
    _ rule: Rule, _ unreached: OptimizerState.UnreachedParameters
  ) {
    var (model, state) = (Model(), OptimizerState())
    var (expected, expectedState) = (Model(), OptimizerState())
    for step in 0..<4 {
      let rows = Tensor([Int64(step), 5, Int64(step)])
      let (value, gradients) = valueAndGradient(at: expected) { $0.loss(rows) }
      expectedState.update(&expected, along: gradients, using: rule, unreached: unreached)
      let loss = state.step(&model, using: rule, unreached: unreached) { $0.loss(rows) }
      #expect(loss == value)
    }
    for ((path, found), (_, wanted)) in zip(model.parameters, expected.parameters) {
      #expect(found.value.hasSameBits(as: wanted.value), "\(path)")
    }
    #expect(state.step == 4)
    #expect(
      state.namedBuffers(of: model).metadata == expectedState.namedBuffers(of: expected).metadata)
    #expect(
      state.namedBuffers(of: model).tensors == expectedState.namedBuffers(of: expected).tensors)
    #expect(state.updates(at: 4) == (unreached == .skip ? 0 : 4))
  }

  @Test("No more than two layers' gradients are alive at once, and no weight is copied")
  func memory() {
    var generator = Generator(seed: 1)
    let size = 128 * 128 * 4
    func layers() -> Sequential {
      Sequential {
        for _ in 0..<16 { Linear(from: 128, to: 128, hasBias: false, using: &generator) }
      }
    }
    let x = Tensor.randn([2, 128], using: &generator)
    func peak(_ step: (inout Sequential, inout OptimizerState) -> Void) -> Int {
      var (model, state) = (layers(), OptimizerState())
      // The buffers are made at the first step.
      step(&model, &state)
      let before = TensorMemory.liveBytes
      TensorMemory.resetPeak()
      step(&model, &state)
      return TensorMemory.peakBytes - before
    }
    let all = peak { model, state in
      let (_, gradients) = valueAndGradient(at: model) { $0(x).squared().sum() }
      state.update(&model, along: gradients, using: Adam())
    }
    let oneByOne = peak { model, state in
      state.step(&model, using: Adam()) { $0(x).squared().sum() }
    }
    #expect(all >= 16 * size)
    #expect(oneByOne < 3 * size)
  }

  @Test("A loss that throws leaves the model and the state as they were")
  func throwing() {
    struct Refusal: Error {}
    var (model, state) = (Model(), OptimizerState())
    state.step(&model, using: Adam()) { $0.loss(Tensor([Int64(1)])) }
    let (before, stateBefore) = (model, state)
    #expect(throws: Refusal.self) {
      try state.step(&model, using: Adam()) { model throws in
        _ = model.loss(Tensor([Int64(1)]))
        throw Refusal()
      }
    }
    #expect(state.step == 1)
    #expect(model.parameters.map(\.parameter.value) == before.parameters.map(\.parameter.value))
    #expect(
      state.namedBuffers(of: model).tensors == stateBefore.namedBuffers(of: before).tensors)
  }

  @Test("A rule that needs all gradients at once is refused")
  func passes() async {
    await #expect(processExitsWith: .failure) {
      var (model, state) = (Model(), OptimizerState())
      state.step(&model, using: Prodigy()) { $0.loss(Tensor([Int64(1)])) }
    }
  }
}
