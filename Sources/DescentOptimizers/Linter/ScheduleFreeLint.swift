import DescentTensor

/// A rule whose average of the weights takes the place of a falling rate.
protocol ScheduleFreeRule: Optimizer {
  /// The number of updates over which the rate grows.
  var warmupSteps: Int { get }
}

extension ScheduleFreeAdamW: ScheduleFreeRule {}
extension ScheduleFreeSGD: ScheduleFreeRule {}

/// What does not go together with a Schedule-Free rule.
func scheduleFree(
  _ groups: ParameterGroups<some Optimizer>, _ model: some Module, updates: Int
) -> [LintFinding] {
  let rules = groups.rules.compactMap { $0 as? any ScheduleFreeRule }
  guard let rule = rules.first else { return [] }
  let name = rule.stateName
  var findings: [LintFinding] = []
  // Where the highest of all rates is left again. A thousand places show any fall that lasts.
  let last = Int64(max(1, updates) - 1)
  let falling = rules.first { rule in
    guard rule.learningRate.constant == nil else { return false }
    let rates = stride(from: 0, through: last, by: max(1, Int(last) / 1000)).map(
      rule.learningRate.callAsFunction)
    return rule.learningRate(last) < 0.99 * (rates.max() ?? 0)
  }
  if let falling {
    findings.append(
      LintFinding(
        "schedule-free-decay", .warning,
        "\(name) averages the weights in place of a falling rate, but its rate falls (\(falling.learningRate)); "
          + "leave it as it is, and warm up with warmupSteps"))
  }
  if rules.allSatisfy({ $0.warmupSteps == 0 && $0.learningRate.constant != nil }) {
    findings.append(
      LintFinding(
        "schedule-free-without-warmup", .note,
        "\(name) begins at its full rate, and its first steps stay in the average; "
          + "warmupSteps of about a twentieth of the run, \(max(1, updates / 20)), is usual"))
  } else if let long = rules.map(\.warmupSteps).max(), long >= updates {
    findings.append(
      LintFinding(
        "schedule-free-warmup", .warning,
        "\(name) warms up over \(long) updates, and the run has \(updates): it never reaches its rate"
      ))
  }
  if let buffer = model.buffers.first {
    findings.append(
      LintFinding(
        "schedule-free-statistics", .note,
        "\(buffer.path) follows the weights in training, and \(name)'s average has others: before it is "
          + "evaluated or saved, let it see some training batches"))
  }
  return findings
}

/// What is probably not meant about the model that is evaluated or saved.
///
///     print(lint(evaluating: shown, trained: model, state: state, optimizer: optimizer))
///
/// Schedule-Free rules and ``Lookahead`` train other weights than those that are good. Elsewhere a mode
/// is switched for that, and forgotten; here ``OptimizerState/evaluationModel(of:using:)`` gives the
/// good ones.
///
/// - Parameters:
///   - candidate: The model that is evaluated or saved.
///   - model: The model in training.
///   - state: What the rule remembers.
///   - optimizer: The rule.
/// - Returns: A warning where the candidate holds weights as they are trained although the rule gives
///   others.
public func lint<Model: Module>(
  evaluating candidate: Model, trained model: Model, state: OptimizerState,
  optimizer: some Optimizer
) -> [LintFinding] {
  let good = state.evaluationModel(of: model, using: optimizer)
  let lists = (candidate.parameters, model.parameters, good.parameters)
  precondition(
    lists.0.count == lists.1.count,
    "lint: \(lists.0.count) parameters are evaluated, \(lists.1.count) are trained")
  let paths = lists.0.indices.filter { i in
    let weights = lists.0[i].parameter.value
    return weights.hasSameBits(as: lists.1[i].parameter.value)
      && !weights.hasSameBits(as: lists.2[i].parameter.value)
  }.map { lists.0[$0].path }
  guard let first = paths.first else { return [] }
  let others = paths.count == 1 ? "\(first) is" : "\(first) and \(paths.count - 1) more are"
  return [
    LintFinding(
      "training-weights-evaluated", .warning,
      "\(others) evaluated as in training, where \(optimizer.stateName) keeps better weights apart; "
        + "ask state.evaluationModel(of:using:)",
      parameters: paths)
  ]
}
