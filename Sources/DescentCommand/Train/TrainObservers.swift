import DescentTraining

/// Shows how far a run is.
struct TrainProgress: TrainingObserver {
  private var progress: Progress?
  private let console: Console
  private var done = 0
  private var epoch = ""

  init(_ console: Console) { self.console = console }

  mutating func observe(_ event: TrainingEvent) -> Directive {
    switch event {
    case .willStart(let totalSteps, let step):
      progress = Progress(of: totalSteps ?? 0, unit: "steps", console: console)
      done = Int(step)
    case .didStep:
      done += 1
      progress?.advance(to: done, note: epoch)
    case .didEndEpoch(let report):
      let loss = NumberText.short(report.loss, digits: 3)
      epoch = "epoch \(report.epoch), validation loss \(loss)"
    case .didFinish: progress?.finish()
    case .didComputeGradients: break
    }
    return .proceed
  }
}

/// Ends a run after the step in which Ctrl-C was pressed.
struct TrainInterruption: TrainingObserver {
  static let reason = "interrupted"
  let console: Console

  mutating func observe(_ event: TrainingEvent) -> Directive {
    if case .didStep = event, console.isInterrupted() { return .stop(reason: Self.reason) }
    return .proceed
  }
}
