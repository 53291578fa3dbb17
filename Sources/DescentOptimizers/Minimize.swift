import DescentTensor

/// Where a minimization ended, and how it got there.
public struct Minimization: Sendable {
  /// The point after the last update.
  public let point: Tensor
  /// The function's value there.
  public let value: Double
  /// The Euclidean norm of the gradient there.
  public let gradientNorm: Double
  /// How many times the function and its gradient were computed.
  public let evaluations: Int
}

/// Minimizes a function of a tensor by the updates of an optimizer.
///
/// ```swift
/// let rosenbrock = { (w: Tensor) in
///   100 * (w[1] - w[0].squared()).squared() + (1 - w[0]).squared()
/// }
/// let result = minimize(
///   rosenbrock, from: Tensor([-1.5, 2.0]), using: Adam(learningRate: 0.01), steps: 10_000)
/// print(result.value < 1e-6, result.evaluations)  // true 10001
/// ```
///
/// - Parameters:
///   - function: Computes one element.
///   - start: The first point; `float32` or `float64`.
///   - optimizer: The rule.
///   - steps: The number of updates.
///   - observe: Is told of every step: its number, the value before it and the point after it; it
///     returns false to stop there.
/// - Returns: The point after the last update, or the average that the rule gives for it, and what the
///   function is there.
/// - Complexity: One value and gradient a step, and one more at the end.
@discardableResult
public func minimize(
  _ function: (Tensor) -> Tensor, from start: Tensor, using optimizer: some Optimizer,
  steps: Int = 1000,
  observe: (_ step: Int, _ value: Double, _ point: Tensor) -> Bool = { _, _, _ in true }
) -> Minimization {
  var point = start.detached
  var state = OptimizerState()
  var evaluations = 0
  for step in 0..<steps {
    let (value, gradient) = valueAndGradient(at: point, of: function)
    evaluations += 1
    state.update(&point, along: gradient, using: optimizer)
    if !observe(step, value.scalar, point) { break }
  }
  point = state.evaluationWeights(of: point, using: optimizer)
  let (value, gradient) = valueAndGradient(at: point, of: function)
  return Minimization(
    point: point, value: value.scalar, gradientNorm: gradient.norm().scalar,
    evaluations: evaluations + 1)
}

/// Minimizes a function of a tensor by the steps of a solver.
///
/// ```swift
/// let rosenbrock = { (w: Tensor) in
///   100 * (w[1] - w[0].squared()).squared() + (1 - w[0]).squared()
/// }
/// let result = try minimize(
///   rosenbrock, from: Tensor([-1.5, 2.0]), using: LBFGS(lineSearch: .strongWolfe))
/// print(result.value < 1e-8)  // true
/// ```
///
/// - Parameters:
///   - function: Computes one element.
///   - start: The first point; `float32` or `float64`.
///   - solver: Such as ``LBFGS`` or ``NewtonCG``.
///   - steps: The greatest number of steps; it ends before when the gradient is within the solver's
///     tolerance or nothing changes any more.
///   - observe: Is told of every step: its number, the value before it and the point after it; it
///     returns false to stop there.
/// - Returns: The point after the last step, and what the function is there.
/// - Throws: A ``SolverError`` where a search meets a number that is not finite.
@discardableResult
public func minimize<S: Solver>(
  _ function: (Tensor) -> Tensor, from start: Tensor, using solver: S, steps: Int = 1000,
  observe: (_ step: Int, _ value: Double, _ point: Tensor) -> Bool = { _, _, _ in true }
) throws(SolverError) -> Minimization {
  var point = start.detached
  var state = S.State()
  var evaluations = 0
  for number in 0..<steps {
    let step = try solver.step(&point, state: &state, of: function)
    evaluations += step.evaluations
    if !observe(number, step.value, point) || step.end == .gradient || step.end == .change {
      break
    }
  }
  let (value, gradient) = valueAndGradient(at: point, of: function)
  return Minimization(
    point: point, value: value.scalar, gradientNorm: gradient.norm().scalar,
    evaluations: evaluations + 1)
}
