import DescentOptimizers
import DescentTensor
import Testing

@Suite("Saving the state of an optimizer")
struct SavedStateTests {
  /// Named parameters in some order; the loss is Σ over them of Σ sin-like polynomials.
  struct Named: Module {
    var entries: [(name: String, parameter: Parameter)]

    init(_ shapes: [(String, Shape)], _ dtype: DType = .float32) {
      entries = shapes.enumerated().map { i, entry in
        (entry.0, Parameter(randomTensor(entry.1, dtype, seed: UInt64(i + 1))))
      }
    }

    mutating func visit(_ visitor: inout some ParameterVisitor) {
      for i in entries.indices { visitor.visit(entries[i].name, &entries[i].parameter) }
    }

    func loss() -> Tensor {
      var total = Tensor(0, dtype: entries[0].parameter.value.dtype)
      for (_, parameter) in entries {
        total = total + (parameter.value.squared() + parameter.value).squared().mean()
      }
      return total
    }

    func values(_ names: [String]) -> [Tensor] {
      names.compactMap { name in entries.first { $0.name == name }?.parameter.value }
    }
  }

  private func trained(
    _ model: inout Named, _ rule: some Optimizer, steps: Int = 3
  ) -> OptimizerState {
    var state = OptimizerState()
    step(&model, &state, rule, steps)
    return state
  }

  private func step(
    _ model: inout Named, _ state: inout OptimizerState, _ rule: some Optimizer, _ steps: Int = 2
  ) {
    for _ in 0..<steps {
      let gradients = valueAndGradient(at: model) { $0.loss() }.gradient
      state.update(&model, along: gradients, using: rule)
    }
  }

  private let adam = AdamW(learningRate: 0.05)
  private let shapes: [(String, Shape)] = [("a", [2, 3]), ("b", [3, 2]), ("c", [2, 3])]

  private func differences(
    _ saved: NamedBuffers, for model: Named, _ migration: OptimizerState.Migration = .none
  ) -> [OptimizerStateError.Difference] {
    do {
      _ = try OptimizerState(restoring: saved, for: model, using: adam, migration: migration)
      return []
    } catch {
      return error.differences
    }
  }

  // MARK: Resuming

  @Test(
    "Every rule goes on from a saved state with the same bits",
    arguments: OptimizerCatalog.names, [DType.float32, .float64])
  func resume(rule: String, dtype: DType) throws {
    let rule = try OptimizerSpecification(rule).makeOptimizer()
    func check(_ rule: some Optimizer) throws {
      try verifyResume(of: rule, at: Named(shapes, dtype)) { $0.loss() }
    }
    try check(rule)
  }

  @Test("Groups with frozen parameters, and buffers of their own, go on")
  func resumeGroups() throws {
    let groups = SGD(learningRate: 0.1, momentum: 0.9).frozen(where: { $0.path == "b" })
      .except(where: { $0.path == "c" }) { $0.momentum = 0 }
    try verifyResume(of: groups, at: Named(shapes)) { $0.loss() }
    var model = Named(shapes)
    let saved = trained(&model, groups).namedBuffers(of: model)
    #expect(saved.tensors.keys.sorted() == ["a.momentum_buffer"])
  }

  @Test("What saving loses is found")
  func resumeDiffers() throws {
    #expect(throws: ResumeError(name: "a", step: 3)) {
      try verifyResume(of: adam, at: Named(shapes)) {
        $0.loss()
      } through: { saved in
        var lossy = saved
        lossy.tensors["a.exp_avg"] = Tensor(zerosLike: saved.tensors["a.exp_avg"] ?? Tensor(0))
        return lossy
      }
    }
    #expect(throws: ResumeError(name: "optimizer.step", step: 3)) {
      try verifyResume(of: adam, at: Named(shapes)) {
        $0.loss()
      } through: { saved in
        var lossy = saved
        lossy.metadata["optimizer.step"] = "7"
        return lossy
      }
    }
  }

  @Test("Numbers of the whole model are saved to the bit")
  func shared() throws {
    struct Counting: Optimizer {
      var learningRate: Schedule = 0.1
      let slots: [String] = []
      let sharedValues: [(name: String, initial: Double)] = [("product", 1)]
      func begin(pass: Int, step: Int64, shared: inout [Double]) { shared[0] *= 0.7 }
      func update(_ parameter: borrowing ParameterUpdate) {
        parameter.weights = parameter.weights - parameter.gradient * parameter[shared: 0]
      }
    }
    try verifyResume(of: Counting(), at: Named(shapes)) { $0.loss() }
    var model = Named(shapes)
    let saved = trained(&model, Counting()).namedBuffers(of: model)
    #expect(saved.metadata["optimizer.shared.product"] == "\(0.7 * 0.7 * 0.7)")
  }

  // MARK: Other models

  @Test("Parameters that are visited in another order get their own buffers")
  func reordered() throws {
    var model = Named(shapes)
    var state = trained(&model, adam)
    // a and c have the same shape: by position, their moments would change places silently.
    var turned = model
    turned.entries.reverse()
    var other = try OptimizerState(
      restoring: state.namedBuffers(of: model), for: turned, using: adam)
    step(&model, &state, adam)
    step(&turned, &other, adam)
    #expect(sameBits(model.values(["a", "b", "c"]), turned.values(["a", "b", "c"])))
  }

  @Test("A buffer of the wrong shape or type is refused when it is loaded")
  func shape() {
    var model = Named(shapes)
    var saved = trained(&model, adam).namedBuffers(of: model)
    saved.tensors["b.exp_avg"] = Tensor.zeros([2, 3])
    saved.tensors["c.exp_avg_sq"] = Tensor.zeros([2, 3], dtype: .float64)
    saved.tensors["a.exp_avg"] = nil
    #expect(
      differences(saved, for: model) == [
        .missingBuffer(name: "a.exp_avg"),
        .buffer(name: "b.exp_avg", saved: "float32 [2, 3]", needed: "float32 [3, 2]"),
        .buffer(name: "c.exp_avg_sq", saved: "float64 [2, 3]", needed: "float32 [2, 3]"),
      ])
    #expect(differences(saved, for: model) == differences(saved, for: model, .byName))
  }

  @Test("A model that changed is an error that lists the differences, in one line")
  func changedModel() {
    var model = Named(shapes)
    let saved = trained(&model, adam).namedBuffers(of: model)
    let other = Named([("a", [2, 3]), ("b", [4, 2]), ("d", [5])])
    let found = differences(saved, for: other)
    #expect(
      found == [
        .parameter(path: "b", saved: "float32 [3, 2]", needed: "float32 [4, 2]"),
        .newParameter(path: "d"), .lostParameter(path: "c"),
      ])
    do {
      _ = try OptimizerState(restoring: saved, for: other, using: adam)
    } catch {
      #expect(
        error.description
          == "the optimizer's state does not fit: b was float32 [3, 2] and is float32 [4, 2]; "
          + "d was not saved; c was saved but is not in the model")
    }
    // Another shape is refused even where parameters may come and go.
    #expect(differences(saved, for: other, .byName) == [found[0]])
  }

  @Test("When asked, new parameters start afresh and removed ones are dropped")
  func migration() throws {
    var model = Named(shapes)
    var state = trained(&model, adam)
    let saved = state.namedBuffers(of: model)
    var other = Named([("d", [5]), ("c", [2, 3]), ("a", [2, 3])])
    for i in 1...2 {
      other.entries[i].parameter.value = model.values([other.entries[i].name])[0]
    }
    var restored = try OptimizerState(
      restoring: saved, for: other, using: adam, migration: .byName)
    #expect(restored.step == 3)
    #expect((0..<3).map { restored.updates(at: $0) } == [0, 3, 3])
    var fresh = OptimizerState()
    var alone = Named([("d", [5])])
    step(&alone, &fresh, adam)
    step(&other, &restored, adam)
    step(&model, &state, adam)
    #expect(sameBits(other.values(["a", "c"]), model.values(["a", "c"])))
    #expect(sameBits(other.values(["d"]), alone.values(["d"])))
    #expect(restored.namedBuffers(of: other).tensors["b.exp_avg"] == nil)
  }

  @Test("A parameter that was frozen starts afresh, and one that is frozen now needs no buffers")
  func frozen() throws {
    var model = Named(shapes)
    let frozen = adam.frozen(where: { $0.path == "b" })
    let saved = trained(&model, frozen).namedBuffers(of: model)
    let thawed = try OptimizerState(restoring: saved, for: model, using: adam)
    #expect((0..<3).map { thawed.updates(at: $0) } == [3, 0, 3])
    #expect(thawed.buffer("exp_avg", at: 1)?.doubles == [Double](repeating: 0, count: 6))
    var other = Named(shapes)
    let all = trained(&other, adam).namedBuffers(of: other)
    #expect(
      throws: OptimizerStateError.self,
      performing: { try OptimizerState(restoring: all, for: other, using: frozen) })
    let migrated = try OptimizerState(
      restoring: all, for: other, using: frozen, migration: .byName)
    #expect(migrated.buffer("exp_avg", at: 1) == nil)
    #expect(migrated.buffer("exp_avg", at: 2) != nil)
  }

  @Test("Another rule, another version and damaged metadata are told apart")
  func metadata() {
    var model = Named(shapes)
    let saved = trained(&model, adam).namedBuffers(of: model)
    func differences(_ change: (inout NamedBuffers) -> Void)
      -> [OptimizerStateError.Difference]
    {
      var changed = saved
      change(&changed)
      return self.differences(changed, for: model)
    }
    #expect(differences { _ in }.isEmpty)
    #expect(
      differences { $0.metadata["optimizer.rule"] = "Lion" }
        == [.rule(saved: "Lion", needed: "AdamW")])
    #expect(
      differences { $0.metadata["optimizer.version"] = "2" } == [.version(saved: 2, needed: 1)])
    for damage in [nil, "-1", "three", "1e3"] as [String?] {
      #expect(
        differences { $0.metadata["optimizer.step"] = damage } == [
          .metadata(
            key: "optimizer.step", found: damage, expected: "a whole number of at least 0")
        ])
    }
    for damage in ["", "float32", "float32 [2, 3]", "float32 [2, 3] -1"] {
      #expect(differences { $0.metadata["optimizer.parameter.a"] = damage }.count >= 1)
    }
    #expect(
      differences { $0.tensors["e.exp_avg"] = Tensor(1) } == [.unknownBuffer(name: "e.exp_avg")])
    let nothing = NamedBuffers(tensors: [:], metadata: [:])
    #expect(self.differences(nothing, for: model).count == 2)
  }

  @Test("A state without updates is saved and restored too")
  func empty() throws {
    let model = Named(shapes)
    let saved = OptimizerState().namedBuffers(of: model)
    var restored = try OptimizerState(restoring: saved, for: model, using: adam)
    var (a, b) = (model, model)
    var fresh = OptimizerState()
    step(&a, &restored, adam)
    step(&b, &fresh, adam)
    #expect(sameBits(a.values(["a", "b", "c"]), b.values(["a", "b", "c"])))
  }

  // MARK: Long runs

  /// Moves every weight by minus the parity of its update count, and remembers that count's low bits.
  struct Parity: Optimizer {
    var learningRate: Schedule = 1
    let slots: [String] = []
    func update(_ parameter: borrowing ParameterUpdate) {
      parameter.weights = parameter.weights * 0 + Double(parameter.updates % 1000)
    }
  }

  @Test(
    "Steps go on past 2²⁴, 2³¹ and 2⁵³",
    arguments: [1 << 24, 1 << 31, 1 << 32, 1 << 53].map { $0 + 1 } as [Int64])
  func longRuns(step start: Int64) throws {
    var model = Named(shapes)
    var saved = trained(&model, Parity()).namedBuffers(of: model)
    saved.metadata["optimizer.step"] = "\(start)"
    for (name, shape) in shapes {
      saved.metadata["optimizer.parameter.\(name)"] = "float32 \(shape) \(start)"
    }
    var state = try OptimizerState(restoring: saved, for: model, using: Parity())
    for extra in 0..<3 as Range<Int64> {
      step(&model, &state, Parity(), 1)
      #expect(state.step == start + extra + 1 && state.updates(at: 2) == start + extra + 1)
      let expected = Double((start + extra) % 1000)
      #expect(model.entries[0].parameter.value.doubles.allSatisfy { $0 == expected })
    }
    let again = state.namedBuffers(of: model)
    #expect(again.metadata["optimizer.step"] == "\(start + 3)")
  }

  @Test("Adam after 2²⁴ and 2³¹ steps moves as its equations say", arguments: [1 << 24, 1 << 31])
  func adamLate(step start: Int64) throws {
    var model = Named([("a", [4])], .float64)
    let rule = Adam(learningRate: Schedule("1 / t") { 1 / Double($0 + 1) })
    var saved = trained(&model, rule, steps: 1).namedBuffers(of: model)
    saved.metadata["optimizer.step"] = "\(start)"
    saved.metadata["optimizer.parameter.a"] = "float64 [4] \(start)"
    var state = try OptimizerState(restoring: saved, for: model, using: rule)
    let before = model.entries[0].parameter.value
    let m = saved.tensors["a.exp_avg"]?.doubles ?? []
    let v = saved.tensors["a.exp_avg_sq"]?.doubles ?? []
    let gradients = valueAndGradient(at: model) { $0.loss() }.gradient
    state.update(&model, along: gradients, using: rule)
    let g = gradients.values[0].doubles
    for i in 0..<4 {
      // Both bias corrections are 1 by now.
      let m1 = m[i] + 0.1 * (g[i] - m[i])
      let v1 = 0.999 * v[i] + (1 - 0.999) * g[i] * g[i]
      let moved = m1 / (v1.squareRoot() + 1e-8) / Double(start + 1)
      let expected = before.doubles[i] - moved
      #expect(abs(model.entries[0].parameter.value.doubles[i] - expected) <= expected.ulp)
    }
  }
}
