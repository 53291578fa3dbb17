import DescentOptimizers
import DescentTensor
import Testing

/// Runs that stop and go on, over matrices, vectors and a number, with the options that change what
/// is remembered.
@Suite("Resuming a run")
struct ResumeTests {
  /// Parameters of every rank; the loss is a sum over them.
  struct Mixed: Module {
    var matrix: Parameter
    var vector: Parameter
    var number: Parameter
    var cube: Parameter

    init(_ dtype: DType) {
      matrix = Parameter(randomTensor([2, 3], dtype, seed: 1))
      vector = Parameter(randomTensor([4], dtype, seed: 2))
      number = Parameter(randomTensor([], dtype, seed: 3))
      cube = Parameter(randomTensor([2, 2, 2], dtype, seed: 4))
    }

    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("matrix", &matrix)
      visitor.visit("vector", &vector)
      visitor.visit("number", &number)
      visitor.visit("cube", &cube)
    }

    func loss() -> Tensor {
      parameters.map { ($0.parameter.value.squared() + $0.parameter.value).squared().mean() }
        .reduce(Tensor(0, dtype: matrix.value.dtype)) { $0 + $1 }
    }
  }

  /// Every rule but Muon, which moves matrices only, and every option that adds a buffer or takes one
  /// away, or counts the steps.
  static let rules: [any Optimizer] =
    OptimizerCatalog.rules.filter { $0 != Muon.self }.map { $0.init() } + [
      Adam(amsgrad: true), SGD(momentum: 0.9), SGD(momentum: 0.9, nesterov: true),
      SGD(momentum: 0.9, momentumForm: .averaged), RMSprop(momentum: 0.9, centered: true),
      RMSprop(centered: true), LARS(momentum: 0), AdEMAMix(warmup: 3), ASGD(averagingStart: 1),
      ScheduleFreeAdamW(warmupSteps: 3, r: 1), Prodigy(correctsBias: true, safeguardsWarmup: true),
      MuonWithAdamW(adamW: AdamW(amsgrad: true)),
      Lookahead(SGD(momentum: 0.9), every: 3), Lookahead(Adam(), every: 3, momentum: .reset),
      Lookahead(SGD(momentum: 0.9), every: 3, momentum: .pullBack),
      AdamW(
        learningRate: .cosine(from: 0.1, to: 0, over: 6),
        beta1: .linear(from: 0.9, to: 0.8, over: 3)),
      AdamW().frozen(where: { $0.path == "vector" }).except(where: { $0.shape.rank == 3 }) {
        $0.amsgrad = true
      },
    ]

  @Test("Every rule goes on with the same bits, whatever it keeps", arguments: rules.indices)
  func everyRule(index: Int) throws {
    for dtype in [DType.float32, .float64] {
      func check(_ rule: some Optimizer) throws {
        try verifyResume(of: rule, at: Mixed(dtype)) { $0.loss() }
      }
      try check(Self.rules[index])
    }
  }

  @Test("Muon goes on with the same bits", arguments: [DType.float32, .float64])
  func muon(dtype: DType) throws {
    struct Matrix: Module {
      var w: Parameter
      mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("w", &w) }
    }
    let start = Matrix(w: Parameter(randomTensor([4, 3], dtype, seed: 1)))
    try verifyResume(of: Muon(learningRate: 0.1), at: start) { $0.w.value.squared().sum() }
  }

  @Test("Buffers that a parameter does not need are saved as nothing, and restored as such")
  func emptyBuffers() throws {
    try checkEmpty(
      Adafactor(),
      [
        "cube.variance", "matrix.variance", "number.col_var", "number.row_var", "vector.col_var",
        "vector.row_var",
      ])
    try checkEmpty(
      MuonWithAdamW(),
      [
        "cube.momentum_buffer", "matrix.exp_avg", "matrix.exp_avg_sq", "number.momentum_buffer",
        "vector.momentum_buffer",
      ])
  }

  private func checkEmpty(_ rule: some Optimizer, _ empty: [String]) throws {
    var (model, state) = (Mixed(.float64), OptimizerState())
    for _ in 0..<2 {
      let gradients = valueAndGradient(at: model) { $0.loss() }.gradient
      state.update(&model, along: gradients, using: rule)
    }
    let saved = state.namedBuffers(of: model)
    #expect(saved.tensors.filter { $0.value.shape == [0] }.keys.sorted() == empty)
    #expect(saved.tensors.values.allSatisfy { $0.dtype == .float64 })
    let again = try OptimizerState(restoring: saved, for: model, using: rule)
      .namedBuffers(of: model)
    #expect(again.metadata == saved.metadata)
    #expect(again.tensors.keys.sorted() == saved.tensors.keys.sorted())
    for (name, tensor) in saved.tensors {
      guard let other = again.tensors[name] else { continue }
      #expect(firstDifference(other, tensor) == nil, "\(name)")
    }
    // Nothing is not anything: one element in its place is a difference, and so is none at all.
    var wrong = saved
    wrong.tensors[empty[0]] = Tensor([0.0])
    wrong.tensors[empty[1]] = nil
    #expect(
      differences(wrong, model, rule) == [
        .buffer(name: empty[0], saved: "float64 [1]", needed: "float64 [0]"),
        .missingBuffer(name: empty[1]),
      ])
  }

  private func differences(
    _ saved: NamedBuffers, _ model: Mixed, _ rule: some Optimizer
  ) -> Set<OptimizerStateError.Difference> {
    do {
      _ = try OptimizerState(restoring: saved, for: model, using: rule)
      return []
    } catch {
      return Set(error.differences)
    }
  }

  // MARK: Schedules

  @Test(
    "A rate is that of its step, whether its schedule is made before the state is loaded or after")
  func schedule() throws {
    // ×0.8 twice is 0.64; torch goes on with 0.064 where the scheduler is made after loading.
    func rule() -> SGD { SGD(learningRate: .exponential(from: 1, by: 0.8)) }
    let early = rule()
    var (model, state) = (Mixed(.float64), OptimizerState())
    func gradients() -> Gradients { valueAndGradient(at: model) { $0.vector.value.sum() }.gradient }
    for _ in 0..<2 { state.update(&model, along: gradients(), using: early) }
    let saved = state.namedBuffers(of: model)
    let before = model.vector.value
    for late in [early, rule()] {
      var restored = try OptimizerState(restoring: saved, for: model, using: late)
      var copy = model
      restored.update(&copy, along: gradients(), using: late)
      for (a, b) in zip(before.doubles, copy.vector.value.doubles) {
        #expect(abs(a - b - 0.64) < 1e-15)
      }
    }
  }

  @Test("A schedule of parts may be asked for any step first")
  func sequence() {
    // torch's SequentialLR that begins at step 5 gives 0.1 where the second part is at 0.9 of 0.9.
    let schedule = Schedule(0.1).then(.exponential(from: 1, by: 0.9), at: 3)
    #expect(abs(schedule(5) - 0.81) < 1e-15)
    #expect(schedule(0) == 0.1 && schedule(2) == 0.1 && schedule(3) == 1)
  }
}
