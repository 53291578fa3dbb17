import DescentTensor

/// A rule that computes the function as often as it needs within one step: it searches along a line,
/// or asks for products with the Hessian.
///
/// ```swift
/// let solver = LBFGS(lineSearch: .strongWolfe)
/// var state = LBFGS.State()
/// var point = Tensor([4.0, -2])
/// try solver.step(&point, state: &state) { (1 - $0).squared().sum() }
/// print(point)  // [1., 1.]  float64 [2]
/// ```
///
/// Like an ``Optimizer``, a solver holds hyperparameters and nothing else; what it remembers is a
/// value of its ``State``.
public protocol Solver: ConfigurableRule {
  /// What the solver remembers from one step to the next.
  associatedtype State: SolverState

  /// Makes one step from a point.
  ///
  /// - Parameters:
  ///   - point: Where; moved. If an error is thrown, it is where the last finite value was.
  ///   - state: What was remembered of the steps before.
  ///   - function: Computes one element.
  /// - Returns: The value before, and what was done.
  /// - Throws: A ``SolverError`` where the search meets a number that is not finite.
  @discardableResult
  func step(
    _ point: inout Tensor, state: inout State, of function: (Tensor) -> Tensor
  ) throws(SolverError) -> SolverStep
}

/// What a ``Solver`` remembers: nothing, to begin with.
public protocol SolverState: Sendable {
  /// No steps so far.
  init()
}

/// What a step of a ``Solver`` did.
public struct SolverStep: Sendable, Hashable {
  /// Why it ended.
  public enum End: String, Sendable, Hashable {
    /// The gradient was within its tolerance: the point is a minimum, as far as it was asked for.
    case gradient
    /// The value or the point did not change by more than the tolerance.
    case change
    /// All iterations were made that a step may make.
    case iterations
    /// The function was computed as often as a step may.
    case evaluations
  }

  /// The function's value before the step.
  public let value: Double
  /// How many times the function and its gradient were computed.
  public let evaluations: Int
  /// How many directions were searched.
  public let iterations: Int
  /// Why the step ended.
  public let end: End
}

/// Why a ``Solver`` could not go on.
public enum SolverError: Error, Hashable, Sendable {
  /// A number was not finite.
  ///
  /// - Parameters:
  ///   - solver: Its name.
  ///   - quantity: What the number is: the value, the gradient.
  ///   - length: How far along the direction it was met, as a multiple of the direction; 0 at the
  ///     point that the search began at.
  ///   - evaluations: How many times the function had been computed in the step.
  case notFinite(solver: String, quantity: String, length: Double, evaluations: Int)
}

extension SolverError: CustomStringConvertible {
  /// What was not finite.
  public var quantity: String {
    switch self {
    case .notFinite(_, let quantity, _, _): quantity
    }
  }

  /// One line for a person.
  public var description: String {
    switch self {
    case .notFinite(let solver, let quantity, let length, let evaluations):
      "\(solver): the \(quantity) is not finite "
        + (length == 0 ? "where the step begins" : "\(length) directions away from the point")
        + ", evaluation \(evaluations) of the step"
    }
  }
}
