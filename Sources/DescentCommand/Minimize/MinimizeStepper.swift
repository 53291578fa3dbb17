import DescentOptimizers
import DescentTensor

/// Steps of an optimizer or of a solver, with what it remembers.
protocol MinimizeStepper {
  /// Moves the point; gives the value before, and how often the function was computed.
  mutating func step(_ point: inout Tensor) throws(SolverError) -> (value: Double, evaluations: Int)

  /// What the rule answers with where its steps are at a point: the average that it keeps; else nil.
  func average(at point: Tensor) -> Tensor?
}

extension MinimizeStepper {
  func average(at point: Tensor) -> Tensor? { nil }
}

enum MinimizeSteppers {
  /// Steps of a rule of either kind.
  static func of(
    _ rule: any ConfigurableRule, _ objective: MinimizeObjective
  ) -> any MinimizeStepper {
    func solving(_ solver: some Solver) -> any MinimizeStepper {
      SolverStepper(solver: solver, objective: objective)
    }
    func updating(_ optimizer: some Optimizer) -> any MinimizeStepper {
      UpdateStepper(optimizer: optimizer, objective: objective)
    }
    if let solver = rule as? any Solver { return solving(solver) }
    guard let optimizer = rule as? any Optimizer else {
      preconditionFailure("minimize: \(rule.name) is neither an optimizer nor a solver")
    }
    return updating(optimizer)
  }
}

private struct UpdateStepper<Rule: Optimizer>: MinimizeStepper {
  let optimizer: Rule
  let objective: MinimizeObjective
  var state = OptimizerState()

  mutating func step(_ point: inout Tensor) -> (value: Double, evaluations: Int) {
    let (value, gradient) = valueAndGradient(at: point) { objective($0) }
    state.update(&point, along: gradient, using: optimizer)
    return (value.scalar, 1)
  }

  func average(at point: Tensor) -> Tensor? {
    let average = state.evaluationWeights(of: point, using: optimizer)
    return average == point ? nil : average
  }
}

private struct SolverStepper<Method: Solver>: MinimizeStepper {
  let solver: Method
  let objective: MinimizeObjective
  var state = Method.State()

  mutating func step(
    _ point: inout Tensor
  ) throws(SolverError) -> (value: Double, evaluations: Int) {
    let step = try solver.step(&point, state: &state) { [objective] in objective($0) }
    return (step.value, step.evaluations)
  }
}
