import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import Testing

@testable import DescentTraining

@Suite struct TrainingObserverTests {
  private func run(
    _ observers: [any TrainingObserver], epochs: Int = 2, _ model: inout Scale
  ) throws -> (events: [TrainingEvent], result: TrainingResult<Scale>, steps: Int64) {
    var context = Context.evaluation
    var trainer = Trainer<Scale, Int, SGD>(SGD(learningRate: 1), observers: observers) {
      model, batch, _ in model.w.value.sum() * Double(batch + 1)
    }
    let loader = DataLoader(.sequential(3), batchSize: 1) { $0[0] }
    let result = try trainer.fit(&model, on: loader, epochs: epochs, in: &context)
    return (trainer.events, result, trainer.state.step)
  }

  @Test func eventsComeInOrder() throws {
    var model = Scale(10)
    let (events, result, steps) = try run([Recorder()], epochs: 1, &model)
    func report(_ step: Int64, _ loss: Double, _ norm: Double) -> StepReport {
      StepReport(step: step, loss: loss, gradientNorm: norm, learningRate: 1)
    }
    let reports = [report(0, 10, 1), report(1, 18, 2), report(2, 21, 3)]
    let epoch = EpochReport(
      epoch: 1, step: 3, trainingLoss: 49.0 / 3, validationLoss: nil, gradientNorm: 2,
      learningRate: 1, isBest: true)
    var expected: [TrainingEvent] = [.willStart(totalSteps: 3, step: 0)]
    for report in reports { expected += [.didComputeGradients(report), .didStep(report)] }
    expected += [.didEndEpoch(epoch), .didFinish(step: 3, reason: nil)]
    #expect(events == expected)
    #expect(result.epochs == [epoch])
    #expect(steps == 3)
    #expect(model.value == 4)
  }

  @Test func aSkippedUpdateMovesNeitherModelNorState() throws {
    var model = Scale(10)
    let recorder = Recorder { event in
      if case .didComputeGradients(let report) = event, report.gradientNorm == 2 {
        return .skipUpdate
      }
      return .proceed
    }
    let (events, _, steps) = try run([recorder], epochs: 1, &model)
    #expect(model.value == 10 - 1 - 3)
    #expect(steps == 2)
    let moved = events.count { if case .didStep = $0 { true } else { false } }
    #expect(moved == 2)
  }

  /// An observer that refuses the update has dealt with a loss that is not finite.
  @Test func aSkippedUpdateMayHaveAnyLoss() throws {
    var model = Scale(1)
    var context = Context.evaluation
    var trainer = Trainer<Scale, Int, SGD>(
      SGD(learningRate: 1), observers: [Recorder { _ in .skipUpdate }]
    ) { model, _, _ in model.w.value.sum() * .infinity }
    let (report, directive) = try trainer.step(&model, on: 0, in: &context)
    #expect(report.loss == .infinity)
    #expect(directive == .skipUpdate)
    #expect(model.value == 1)
  }

  @Test func stoppingBeforeTheUpdateRefusesIt() throws {
    var model = Scale(10)
    let recorder = Recorder { event in
      if case .didComputeGradients(let report) = event, report.step == 1 {
        return .stop(reason: "enough")
      }
      return .proceed
    }
    let (events, result, steps) = try run([recorder], &model)
    #expect(model.value == 9)
    #expect(steps == 1)
    #expect(result.stopReason == "enough")
    #expect(result.epochs.isEmpty)
    #expect(result.bestEpoch == 0)
    #expect(result.bestModel.value == 10)
    #expect(events.last == .didFinish(step: 1, reason: "enough"))
  }

  @Test func stoppingAfterTheUpdateKeepsIt() throws {
    var model = Scale(10)
    let recorder = Recorder { event in
      if case .didStep(let report) = event, report.step == 3 { return .stop(reason: "late") }
      return .proceed
    }
    let (_, result, steps) = try run([recorder], &model)
    #expect(steps == 4)
    #expect(model.value == 10 - 6 - 1)
    #expect(result.epochs.count == 1)
  }

  @Test func stoppingBeforeTheFirstStepDoesNothing() throws {
    var model = Scale(10)
    let (events, result, _) = try run([Recorder { _ in .stop(reason: "no") }], &model)
    #expect(model.value == 10)
    #expect(events == [.willStart(totalSteps: 6, step: 0), .didFinish(step: 0, reason: "no")])
    #expect(result.stopReason == "no")
  }

  @Test func everyoneIsAskedAndTheStrongestWins() throws {
    let wishes: [Directive] = [.proceed, .skipUpdate, .stop(reason: "a"), .stop(reason: "b")]
    let strength = [0, 1, 2, 2]
    for (i, first) in wishes.enumerated() {
      for (k, second) in wishes.enumerated() {
        let winner = strength[k] > strength[i] ? second : first
        #expect(first.combined(with: second) == winner)
      }
    }
    var model = Scale(10)
    let (events, _, _) = try run(
      [EarlyStopping(patience: 9), EarlyStopping(patience: 1), Recorder()], epochs: 9, &model)
    #expect(events.count { if case .didStep = $0 { true } else { false } } == 27)
  }
}
