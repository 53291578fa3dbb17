import DescentOptimizers
import DescentTensor
import Testing

@Suite("The linter")
struct LintTests {
  private func checks(_ findings: [LintFinding]) -> [String] { findings.map(\.check) }

  @Test("Nothing is found where nothing is wrong")
  func clean() {
    #expect(lint(model: TwoLayers(), optimizer: SGD(), steps: 100).isEmpty)
    let groups = AdamW().except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }
    #expect(lint(model: TwoLayers(), optimizer: groups, steps: 100, accumulating: 4).isEmpty)
  }

  @Test("Norms and biases that decay are named")
  func decay() {
    let findings = lint(model: TwoLayers(), optimizer: AdamW(), steps: 1)
    #expect(checks(findings) == ["decayed-norm"])
    #expect(findings.first?.parameters == ["first.bias", "second.bias"])
    #expect(
      findings.first?.description
        == "warning: first.bias and 1 more norms and biases decay; leave them out with "
        + ".except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 } [decayed-norm]")
  }

  @Test("A parameter that no group owns is an error, and comes first")
  func unowned() {
    let groups = AdamW().only(where: { $0.path.hasPrefix("first") })
    let findings = lint(model: TwoLayers(), optimizer: groups, steps: 1)
    #expect(checks(findings) == ["unowned", "unowned", "decayed-norm"])
    #expect(findings[0].severity == .error)
    #expect(
      findings[0].message == "second.weight [4, 2] is in no group; it would not be trained")
  }

  @Test("A parameter that two groups match, one to be frozen, and a group of nothing")
  func owners() {
    let twice = SGD().except("heads", where: { $0.path.hasPrefix("second") }) { $0.momentum = 0.9 }
      .except(where: { $0.path == "second.bias" }) { $0.learningRate = 1 }
    let findings = lint(model: TwoLayers(), optimizer: twice, steps: 1)
    #expect(findings.map(\.message) == ["second.bias is in heads and in group 2; heads has it"])
    #expect(checks(findings) == ["owned-twice"])
    let thawed = SGD().except("all", where: { _ in true }) { $0.weightDecay = 0 }
      .frozen(where: { $0.path == "first.weight" })
    #expect(
      checks(lint(model: TwoLayers(), optimizer: thawed, steps: 1)) == ["frozen-but-updated"])
    let empty = SGD().frozen("embeddings", where: { $0.path.hasPrefix("embed") })
    #expect(
      lint(model: TwoLayers(), optimizer: empty, steps: 1).map(\.message)
        == ["embeddings matches no parameter"])
  }

  @Test(
    "An epsilon below the element type's reach",
    arguments: [
      (DType.float32, 1e-39, true), (.float32, 1e-8, false), (.float64, 1e-39, false),
      (.float64, 0, true),
    ])
  func epsilon(dtype: DType, epsilon: Double, isFound: Bool) {
    let findings = lint(
      model: TwoLayers(dtype), optimizer: Adam(epsilon: Schedule(epsilon)), steps: 1)
    #expect(checks(findings) == (isFound ? ["epsilon-below-dtype"] : []))
  }

  @Test("A last window of accumulation that is cut short")
  func window() {
    let findings = lint(model: TwoLayers(), optimizer: SGD(), steps: 10, accumulating: 4)
    #expect(
      findings.map(\.message) == [
        "10 batches in windows of 4 leave 2 over; flush() the accumulator at the end, or they are lost"
      ])
    #expect(lint(model: TwoLayers(), optimizer: SGD(), steps: 12, accumulating: 4).isEmpty)
  }

  @Test("A schedule is held against the updates, not the batches")
  func schedule() {
    let rule = SGD(learningRate: .multiStep(from: 0.1, by: 0.5, at: [30]))
    #expect(lint(model: TwoLayers(), optimizer: rule, steps: 100).isEmpty)
    let findings = lint(model: TwoLayers(), optimizer: rule, steps: 100, accumulating: 4)
    #expect(
      findings.map(\.message) == [
        "the learning rate: the cut by 0.5 at step 30 never happens: the run has 25 steps"
      ])
  }

  @Test("What decays although the loss does not depend on it")
  func unreached() {
    let model = TwoLayers()
    let gradients = model.gradients(withLastBias: false)
    let decayed = lint(model: model, optimizer: ParameterGroups(AdamW()), gradients: gradients)
    #expect(decayed.map(\.parameters) == [["second.bias"]])
    let undecayed = ParameterGroups(AdamW(weightDecay: 0))
    #expect(lint(model: model, optimizer: undecayed, gradients: gradients).isEmpty)
    let frozen = AdamW().frozen(where: { $0.path == "second.bias" })
    #expect(lint(model: model, optimizer: frozen, gradients: gradients).isEmpty)
  }

  // MARK: Schedule-Free

  @Test("A Schedule-Free rule at a constant rate after a warm-up is as it should be")
  func scheduleFree() {
    let rule = ScheduleFreeAdamW(warmupSteps: 5)
    #expect(lint(model: TwoLayers(), optimizer: rule, steps: 100).isEmpty)
    let rising = ScheduleFreeSGD(learningRate: Schedule(0.5).warmedUp(over: 5))
    #expect(lint(model: TwoLayers(), optimizer: rising, steps: 100).isEmpty)
  }

  @Test("A rate that falls does again what a Schedule-Free rule does already")
  func scheduleFreeDecay() {
    let falling: [Schedule] = [
      .cosine(from: 0.1, to: 0, over: 100), .multiStep(from: 0.1, by: 0.5, at: [60]),
      .warmupCosine(peak: 0.1, warmup: 10, over: 100),
    ]
    for rate in falling {
      let rule = ScheduleFreeSGD(learningRate: rate)
      let findings = lint(model: TwoLayers(), optimizer: rule, steps: 100)
      #expect(checks(findings).contains("schedule-free-decay"), "\(rate)")
      // The same schedule is right with another rule.
      let other = lint(model: TwoLayers(), optimizer: SGD(learningRate: rate), steps: 100)
      #expect(!checks(other).contains("schedule-free-decay"))
    }
    // In a group of its own, too.
    let groups = ScheduleFreeSGD(warmupSteps: 5).except(where: { $0.shape.rank < 2 }) {
      $0.learningRate = .cosine(from: 0.1, to: 0, over: 100)
    }
    let findings = lint(model: TwoLayers(), optimizer: groups, steps: 100)
    #expect(checks(findings) == ["schedule-free-decay"])
  }

  @Test("No warm-up is worth a look, one as long as the run a warning")
  func scheduleFreeWarmup() {
    let findings = lint(model: TwoLayers(), optimizer: ScheduleFreeAdamW(), steps: 200)
    #expect(checks(findings) == ["schedule-free-without-warmup"])
    #expect(findings[0].severity == .note && findings[0].message.contains("the run, 10, is usual"))
    let long = ScheduleFreeAdamW(warmupSteps: 50)
    #expect(lint(model: TwoLayers(), optimizer: long, steps: 200).isEmpty)
    #expect(
      checks(lint(model: TwoLayers(), optimizer: long, steps: 200, accumulating: 4))
        == ["schedule-free-warmup"])
  }

  @Test("Statistics that follow the weights are not those of the average")
  func scheduleFreeStatistics() {
    struct Normed: Module {
      var layers = TwoLayers()
      var mean = Buffer(Tensor([0.0, 0]))
      mutating func visit(_ visitor: inout some ParameterVisitor) {
        visitor.visit("layers", &layers)
        visitor.visit("mean", &mean)
      }
    }
    let rule = ScheduleFreeSGD(warmupSteps: 5)
    let findings = lint(model: Normed(), optimizer: rule, steps: 100)
    #expect(checks(findings) == ["schedule-free-statistics"])
    #expect(findings.first?.message.hasPrefix("mean follows the weights") == true)
    #expect(lint(model: Normed(), optimizer: SGD(), steps: 100).isEmpty)
  }

  @Test("A model that is evaluated with the weights in training is found, the average is not")
  func trainingWeightsEvaluated() {
    func check(_ rule: some Optimizer, averages: Bool) {
      var (model, state) = (TwoLayers(), OptimizerState())
      let fresh = lint(evaluating: model, trained: model, state: state, optimizer: rule)
      #expect(fresh.isEmpty)
      for _ in 0..<3 { state.update(&model, along: model.gradients(), using: rule) }
      let findings = lint(evaluating: model, trained: model, state: state, optimizer: rule)
      #expect(checks(findings) == (averages ? ["training-weights-evaluated"] : []))
      if averages {
        #expect(findings.first?.parameters == model.parameters.map(\.path))
      }
      let good = state.evaluationModel(of: model, using: rule)
      #expect(lint(evaluating: good, trained: model, state: state, optimizer: rule).isEmpty)
    }
    check(ScheduleFreeAdamW(learningRate: 0.1), averages: true)
    check(ScheduleFreeSGD(learningRate: 0.1), averages: true)
    check(Lookahead(SGD(learningRate: 0.1)), averages: true)
    check(AdamW(), averages: false)
  }
}
