import CDescentKernels
import DescentOptimizers
import DescentTensor
import Testing

@Suite("Many small tensors")
struct SmallTensorsTests {
  /// Of all sorts, so that what is updated at once is cut in several ways: one of them large, some of
  /// another element type, some empty.
  static let forms: [(count: Int, dtype: DType)] = (0..<200).map {
    ($0 == 100 ? 40_000 : $0 % 71, $0 / 30 % 3 == 1 ? .float64 : .float32)
  }

  static func tensors(_ seed: UInt64) -> [Tensor] {
    forms.enumerated().map { randomTensor([$1.count], $1.dtype, seed: seed + 1000 * UInt64($0)) }
  }

  @Test(
    "They move as each of them does alone, by every rule",
    arguments: OptimizerCatalog.names.filter { $0 != "Muon" })
  func asAlone(name: String) throws {
    let rule = try OptimizerCatalog.rule(named: name).init()
    // With them a rule moves the whole model, not each tensor by itself.
    guard rule.sharedValues.isEmpty else { return }
    try check(rule)
  }

  private func check<Rule: Optimizer>(_ rule: Rule) throws {
    let start = Self.tensors(1)
    let gradients = (2..<5).map { Self.tensors($0) }
    var together = start
    var state = OptimizerState()
    for gradient in gradients { state.update(&together, along: gradient, using: rule) }
    for i in start.indices {
      var alone = start[i]
      var own = OptimizerState()
      for gradient in gradients { own.update(&alone, along: gradient[i], using: rule) }
      #expect(together[i].hasSameBits(as: alone), "tensor \(i)")
      for slot in rule.slots {
        let (a, b) = try (#require(state.buffer(slot, at: i)), #require(own.buffer(slot)))
        #expect(a.hasSameBits(as: b), "\(slot) of tensor \(i)")
      }
      #expect(state.updates(at: i) == 3)
    }
    #expect(state.step == 3)
  }

  @Test("Groups among them keep their own options, and frozen ones stay")
  func groups() {
    let groups = AdamW(learningRate: 0.1)
      .frozen(where: { $0.shape[0] % 10 == 3 })
      .except(where: { $0.shape[0] % 10 == 7 }) { $0.learningRate = 0.3 }
      .except(where: { $0.shape[0] % 10 == 8 }) { $0.amsgrad = true }
    let start = Self.tensors(1)
    let gradients = (2..<5).map { Self.tensors($0) }
    var together = start
    var state = OptimizerState()
    for gradient in gradients { state.update(&together, along: gradient, using: groups) }
    for i in start.indices {
      let info = ParameterInfo(path: "", shape: start[i].shape, dtype: start[i].dtype)
      var alone = start[i]
      if let rule = groups.rule(for: info) {
        var own = OptimizerState()
        for gradient in gradients { own.update(&alone, along: gradient[i], using: rule) }
      }
      #expect(together[i].hasSameBits(as: alone), "tensor \(i)")
    }
  }

  @Test("One and two threads give the same bits")
  func threads() async {
    await #expect(processExitsWith: .success) {
      let ends = [1, 2].map { threads in
        Threads.count = threads
        var (tensors, state) = (SmallTensorsTests.tensors(1), OptimizerState())
        for seed in 2..<5 {
          state.update(&tensors, along: SmallTensorsTests.tensors(UInt64(seed)), using: Adam())
        }
        return tensors
      }
      #expect(zip(ends[0], ends[1]).allSatisfy { $0.hasSameBits(as: $1) })
    }
  }

  @Test("A copy of the tensors stays, and one of their state")
  func snapshots() {
    var (tensors, state) = (Self.tensors(1), OptimizerState())
    state.update(&tensors, along: Self.tensors(2), using: Adam())
    let (kept, keptState) = (tensors, state)
    let copies = kept.map { $0.doubles }
    let m = keptState.buffer("exp_avg", at: 20)?.doubles
    state.update(&tensors, along: Self.tensors(3), using: Adam())
    #expect(kept.map { $0.doubles } == copies)
    #expect(keptState.buffer("exp_avg", at: 20)?.doubles == m)
    #expect(tensors[20].doubles != copies[20])
    #expect(state.buffer("exp_avg", at: 20)?.doubles != m)
  }

  /// A model of several hundred parameters.
  struct Model: Module {
    var weights: [Parameter]
    mutating func visit(_ visitor: inout some ParameterVisitor) {
      for i in weights.indices { visitor.visit("\(i)", &weights[i]) }
    }
  }

  @Test("A model of them moves as a list of them, where parameters are left out too")
  func model() {
    var model = Model(weights: Self.tensors(1).map { Parameter($0.converted(to: .float32)) })
    var (state, single) = (OptimizerState(), OptimizerState())
    var copy = model.weights[7].value
    for step in 0..<4 {
      let (_, gradients) = valueAndGradient(at: model) { model in
        // Every third is left out at some steps.
        model.weights.enumerated().reduce(Tensor(0, dtype: .float32)) { sum, entry in
          step == 2 && entry.offset % 3 == 1 ? sum : sum + entry.element.value.squared().sum()
        }
      }
      state.update(&model, along: gradients, using: AdamW(), unreached: .skip)
      if step != 2 { single.update(&copy, along: gradients.values[7], using: AdamW()) }
    }
    #expect(state.updates(at: 7) == 3 && state.updates(at: 6) == 4)
    #expect(model.weights[7].value.hasSameBits(as: copy))
  }

  @Test("What does not fit is refused by its number")
  func refusals() async {
    let shape = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var (tensors, state) = (SmallTensorsTests.tensors(1), OptimizerState())
      let gradients = SmallTensorsTests.tensors(2)
      state.update(&tensors, along: gradients, using: AdamW())
      var wrong = gradients
      wrong[77] = wrong[78]
      state.update(&tensors, along: wrong, using: AdamW())
    }
    #expect(said(shape, "update: a float32 gradient of shape [7] for tensor 77, float32 [6]"))
    let model = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var (tensors, state) = (SmallTensorsTests.tensors(1), OptimizerState())
      state.update(&tensors, along: tensors, using: AdamW())
      tensors[77] = tensors[78]
      state.update(&tensors, along: SmallTensorsTests.tensors(2), using: AdamW())
    }
    #expect(said(model, "tensor 77 is float32 [7], its buffers are float32 [6]"))
  }
}
