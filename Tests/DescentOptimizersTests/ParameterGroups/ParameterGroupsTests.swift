import DescentOptimizers
import DescentTensor
import Testing

@Suite("Parameter groups")
struct ParameterGroupsTests {
  /// Moves a model and, by plain rules, each of its parameters alone.
  private func expectLikeSingles<Rule: Optimizer>(
    _ groups: ParameterGroups<Rule>, _ rules: [Rule?], steps: Int = 5
  ) {
    var model = TwoLayers()
    var state = OptimizerState()
    var singles = model.values
    var states = singles.map { _ in OptimizerState() }
    for _ in 0..<steps {
      let gradients = model.gradients()
      state.update(&model, along: gradients, using: groups)
      for i in singles.indices {
        if let rule = rules[i] {
          states[i].update(&singles[i], along: gradients.values[i], using: rule)
        }
      }
    }
    #expect(sameBits(model.values, singles))
  }

  private let adam = AdamW(learningRate: 0.01, weightDecay: 0.1)

  @Test("The first group that matches has the parameter, and the rule itself the others")
  func firstMatch() {
    let groups = adam.except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }
      .except(where: { $0.path.hasPrefix("first") }) { $0.learningRate = 0.5 }
    let undecayed = AdamW(learningRate: 0.01, weightDecay: 0)
    expectLikeSingles(
      groups, [AdamW(learningRate: 0.5, weightDecay: 0.1), undecayed, adam, undecayed])
  }

  @Test("A frozen parameter has no update, no decay and no buffers")
  func frozen() {
    let groups = adam.frozen(where: { $0.path == "first.weight" })
      .except(where: { _ in true }) { $0.weightDecay = 0.3 }
    let rest = AdamW(learningRate: 0.01, weightDecay: 0.3)
    expectLikeSingles(groups, [nil, rest, rest, rest])
    var model = TwoLayers()
    var state = OptimizerState()
    state.update(&model, along: model.gradients(), using: groups)
    #expect(state.buffer("exp_avg", at: 0) == nil)
    #expect(state.buffer("exp_avg", at: 1)?.shape == [4])
    #expect(state.buffer("exp_avg", at: 2)?.shape == [4, 2])
    #expect(state.updates(at: 0) == 0 && state.updates(at: 1) == 1)
  }

  @Test("Groups may keep different buffers")
  func differentSlots() {
    let groups = SGD(learningRate: 0.1).except(where: { $0.path.hasPrefix("second") }) {
      $0.momentum = 0.9
    }
    let (plain, heavy) = (SGD(learningRate: 0.1), SGD(learningRate: 0.1, momentum: 0.9))
    expectLikeSingles(groups, [plain, plain, heavy, heavy])
  }

  @Test("A change of the rule at the bottom reaches the groups, but for what they change")
  func baseChanges() {
    var groups = adam.except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }
    groups.learningRate = 0.5
    groups.base.weightDecay = 0.2
    let (a, b) = (
      AdamW(learningRate: 0.5, weightDecay: 0.2), AdamW(learningRate: 0.5, weightDecay: 0)
    )
    expectLikeSingles(groups, [a, b, a, b])
  }

  @Test("Groups that change on the way keep the buffers of parameters that stay")
  func thawing() {
    var model = TwoLayers()
    var state = OptimizerState()
    let frozen = adam.frozen(where: { $0.path == "second.weight" })
    state.update(&model, along: model.gradients(), using: frozen)
    let kept = state.buffer("exp_avg", at: 3)
    var after = ParameterGroups(adam)
    after.learningRate = 0
    var copy = (model, state)
    copy.1.update(&copy.0, along: model.gradients(), using: after)
    #expect(copy.1.updates(at: 3) == 2 && copy.1.updates(at: 2) == 1)
    #expect(copy.1.step == 2)
    // The moment went on from where it was: m = lerp(kept, g, 0.1).
    var single = OptimizerState()
    var w = model.values[3]
    let start = TwoLayers()
    single.update(&w, along: start.gradients().values[3], using: adam)
    #expect(firstDifference(single.buffer("exp_avg")?.doubles ?? [], kept?.doubles ?? []) == nil)
    single.update(&w, along: model.gradients().values[3], using: adam)
    #expect(
      firstDifference(
        single.buffer("exp_avg")?.doubles ?? [], copy.1.buffer("exp_avg", at: 3)?.doubles ?? [])
        == nil)
  }

  @Test("Predicates are asked once for each parameter")
  func askedOnce() {
    let counter = Counter()
    let groups = adam.except(where: { _ in counter.add() }) { $0.weightDecay = 0 }
    var model = TwoLayers()
    var state = OptimizerState()
    for _ in 0..<3 { state.update(&model, along: model.gradients(), using: groups) }
    #expect(counter.count == 4)
  }

  /// Subtracts the sum of all gradients' sums, which it finds in a first pass.
  struct TwoPass: Optimizer {
    var learningRate: Schedule = 0.1
    let slots: [String] = []
    let passes = 2
    let sharedValues: [(name: String, initial: Double)] = [("sum", 0)]
    func begin(pass: Int, step: Int64, shared: inout [Double]) {
      if pass == 0 { shared[0] = 0 }
    }
    func update(_ parameter: borrowing ParameterUpdate) {
      if parameter.pass == 0 {
        parameter[shared: 0] += parameter.gradient.sum().scalar
      } else {
        parameter.weights = parameter.weights - learningRate(0) * parameter[shared: 0]
      }
    }
  }

  @Test("Rules that make several passes work in groups, and count one update")
  func passes() {
    let groups = TwoPass().frozen(where: { $0.path == "first.weight" })
      .except(where: { $0.path == "second.bias" }) { $0.learningRate = 0.5 }
    var model = TwoLayers()
    let start = model.values
    let gradients = model.gradients()
    var state = OptimizerState()
    state.update(&model, along: gradients, using: groups)
    let sum = gradients.values[1...].reduce(0) { $0 + $1.sum().scalar }
    #expect(
      sameBits(
        model.values,
        [
          start[0], start[1] - 0.1 * sum, start[2] - 0.1 * sum, start[3] - 0.5 * sum,
        ]))
    #expect(state.updates(at: 1) == 1 && state.step == 1)
  }

  @Test("Options of a group by their names are checked")
  func options() throws {
    let groups = try ParameterGroups(adam).except(
      where: { $0.shape.rank < 2 }, setting: ["weight_decay": 0])
    expectLikeSingles(
      groups,
      [adam, AdamW(learningRate: 0.01, weightDecay: 0), adam]
        + [AdamW(learningRate: 0.01, weightDecay: 0)])
    #expect(
      throws: OptimizerError.unknownOption(
        optimizer: "AdamW", name: "weight_deacy", nearest: "weight_decay")
    ) {
      try ParameterGroups(adam).except(where: { _ in true }, setting: ["weight_deacy": 0])
    }
  }

  @Test("A parameter that the loss does not depend on is moved by decay, or skipped")
  func unreached() {
    var (moved, skipped) = (TwoLayers(), TwoLayers())
    var (state, skippingState) = (OptimizerState(), OptimizerState())
    // One usual step, then one whose loss leaves the last bias out.
    state.update(&moved, along: moved.gradients(), using: adam)
    skippingState.update(&skipped, along: skipped.gradients(), using: adam, unreached: .skip)
    #expect(sameBits(moved.values, skipped.values))
    let before = moved.secondBias.value
    let gradients = moved.gradients(withLastBias: false)
    #expect(gradients.unreached == [3])
    state.update(&moved, along: gradients, using: adam)
    skippingState.update(&skipped, along: gradients, using: adam, unreached: .skip)
    #expect(firstDifference(moved.secondBias.value, before) != nil)
    #expect(firstDifference(skipped.secondBias.value, before) == nil)
    #expect(sameBits(Array(moved.values[..<3]), Array(skipped.values[..<3])))
    #expect(state.updates(at: 3) == 2 && skippingState.updates(at: 3) == 1)
    var both = gradients
    both += moved.gradients()
    #expect(both.unreached.isEmpty)
    both = gradients
    both += gradients
    #expect(both.unreached == [3])
  }

  @Test("An update that meets a parameter in no group says so")
  func unowned() async {
    await #expect(processExitsWith: .failure) {
      var model = TwoLayers()
      var state = OptimizerState()
      let groups = SGD().only(where: { $0.shape.rank == 2 })
      state.update(&model, along: model.gradients(), using: groups)
    }
  }
}

/// Counts calls.
private final class Counter: @unchecked Sendable {
  private(set) var count = 0
  func add() -> Bool {
    count += 1
    return false
  }
}
