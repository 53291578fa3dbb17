import DescentTensor

/// Limited-memory BFGS: Newton's direction from the last few changes of the gradient.
///
///     sₖ = θₖ₊₁ − θₖ,   yₖ = gₖ₊₁ − gₖ,   ρₖ = 1 / sₖᵀyₖ
///     Hₖ₊₁ = (I − ρ s yᵀ) Hₖ (I − ρ y sᵀ) + ρ s sᵀ,   H⁰ = (sᵀy / yᵀy) I
///     dₖ = −Hₖ gₖ   (by two loops over the pairs, without H),   θₖ₊₁ = θₖ + t dₖ
///
/// A step makes up to `maxIterations` such iterations; the next one goes on from there. It ends
/// before when ‖g‖∞ ≤ `toleranceGradient`, or when ‖t d‖∞, the change of the value, or −gᵀd is within
/// `toleranceChange`. The first direction is −g, and its t is α min(1, 1/‖g‖₁); t = α after that, or
/// what the line search finds. A pair with sᵀy ≤ 1e-10 is not kept.
///
/// The function must be the same at every call: no dropout, no other batch.
///
/// - Note: Without a line search the last iteration's point is not evaluated, as in torch, so that
///   the point may be one where the function is not finite; the next step then says so.
/// - Note: Where the search meets a value or a gradient that is not finite, torch goes on with it, or
///   stops with an index that is out of range; here ``SolverError`` is thrown, the point is the last
///   one with a finite value, and the memory is intact.
/// - Note: The scalars of the recursion (ρ, sᵀy, t) are kept in double precision; torch rounds them to
///   the parameters' type.
/// - SeeAlso: Liu & Nocedal, *On the limited memory BFGS method for large scale optimization*
///   (Mathematical Programming 45, 1989); Nocedal & Wright, *Numerical Optimization*, 2nd edition,
///   Algorithms 7.4 and 7.5. Order of operations and defaults: torch.optim.LBFGS, 2.15.
public struct LBFGS: Solver {
  /// The solver's name.
  public static let name = "LBFGS"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<LBFGS>] = [
    .number("lr", "learningRate", \.learningRate, .nonNegative),
    .count("max_iter", "maxIterations", \.maxIterations),
    .countOrNone("max_eval", "maxEvaluations", \.maxEvaluations),
    .number("tolerance_grad", "toleranceGradient", \.toleranceGradient, .nonNegative),
    .number("tolerance_change", "toleranceChange", \.toleranceChange, .nonNegative),
    .count("history_size", "historySize", \.historySize),
    .choiceOrNone("line_search_fn", "lineSearch", \.lineSearch),
    .flag("maximize", "maximize", \.maximize),
  ]

  /// How the length of a step along the direction is found.
  public enum LineSearch: String, Sendable, Hashable, CaseIterable {
    /// By the strong Wolfe conditions: the value falls enough, and the slope flattens enough.
    case strongWolfe = "strong_wolfe"
  }

  /// α, the length of a step, or the first that a line search tries.
  public var learningRate: Schedule
  /// The greatest number of directions in a step.
  public var maxIterations: Int
  /// About the greatest number of evaluations in a step; ⌊1.25 `maxIterations`⌋ if nil.
  public var maxEvaluations: Int?
  /// ‖g‖∞ of a point that is good enough.
  public var toleranceGradient: Double
  /// A change that is too small to go on for.
  public var toleranceChange: Double
  /// How many pairs (s, y) are kept.
  public var historySize: Int
  /// How the length is found; nil takes α as it is.
  public var lineSearch: LineSearch?
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A solver with torch's defaults.
  public init() { self.init(learningRate: 1) }

  /// A solver with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α, the length of a step, or the first that a line search tries.
  ///   - maxIterations: The greatest number of directions in a step.
  ///   - maxEvaluations: About the greatest number of evaluations in a step; ⌊1.25 `maxIterations`⌋ if
  ///     nil.
  ///   - toleranceGradient: ‖g‖∞ of a point that is good enough.
  ///   - toleranceChange: A change that is too small to go on for.
  ///   - historySize: How many pairs (s, y) are kept.
  ///   - lineSearch: How the length is found; nil takes α as it is.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate and the tolerances are at least 0, the numbers at least 1.
  public init(
    learningRate: Schedule = 1, maxIterations: Int = 20, maxEvaluations: Int? = nil,
    toleranceGradient: Double = 1e-7, toleranceChange: Double = 1e-9, historySize: Int = 100,
    lineSearch: LineSearch? = nil, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.maxIterations = maxIterations
    self.maxEvaluations = maxEvaluations
    self.toleranceGradient = toleranceGradient
    self.toleranceChange = toleranceChange
    self.historySize = historySize
    self.lineSearch = lineSearch
    self.maximize = maximize
    requireValid()
  }

  /// The pairs (s, y), and the last direction with its gradient and length.
  public struct State: SolverState {
    /// How many steps were made.
    public private(set) var step: Int64 = 0
    /// How many directions were searched, in all steps.
    public private(set) var iterations = 0
    var pairs: [Pair] = []
    var scale = 1.0
    var last: (direction: Tensor, length: Double, gradient: Tensor)?

    /// No steps so far.
    public init() {}

    mutating func countStep() { step += 1 }
    mutating func countIteration() { iterations += 1 }
  }

  struct Pair: Sendable {
    let s: Tensor
    let y: Tensor
    let ρ: Double
  }

  /// Makes up to ``maxIterations`` iterations from a point.
  ///
  /// - Parameters:
  ///   - point: Where; moved. If an error is thrown, it is where the last finite value was.
  ///   - state: What was remembered of the steps before.
  ///   - function: Computes one element; the same at every call.
  /// - Returns: The value before, and what was done.
  /// - Throws: A ``SolverError`` where the search meets a number that is not finite.
  @discardableResult
  public func step(
    _ point: inout Tensor, state: inout State, of function: (Tensor) -> Tensor
  ) throws(SolverError) -> SolverStep {
    var counted = CountedFunction(LBFGS.name, maximize: maximize)
    let α = learningRate(state.step)
    var θ = point.detached
    if let last = state.last {
      precondition(
        last.direction.shape == θ.shape && last.direction.dtype == θ.dtype,
        "LBFGS: the state was made for \(last.direction.dtype) \(last.direction.shape), the point is \(θ.dtype) \(θ.shape)"
      )
    }
    var (value, gradient) = try counted(at: θ, length: 0, function)
    let first = counted.sign * value
    let limit = maxEvaluations ?? maxIterations * 5 / 4
    state.countStep()
    var iterations = 0
    func ended(_ end: SolverStep.End, _ evaluations: Int) -> SolverStep {
      SolverStep(value: first, evaluations: evaluations, iterations: iterations, end: end)
    }
    if gradient.greatestMagnitude <= toleranceGradient { return ended(.gradient, 1) }
    while true {
      iterations += 1
      state.countIteration()
      let direction = self.direction(&state, gradient)
      let slope = gradient.dot(direction)
      let isFirst = state.iterations == 1
      var length = isFirst ? min(1, 1 / gradient.abs().sum().scalar) * α : α
      state.last = (direction, length, gradient)
      if slope > -toleranceChange { return ended(.change, counted.evaluations) }
      let before = value
      if lineSearch == .strongWolfe {
        let search = WolfeSearch(maxEvaluations: limit - counted.evaluations)
        let found = try search.run(
          from: θ, value, gradient, along: direction, slope, first: length, &counted, function)
        (length, value, gradient) = (found.length, found.value, found.gradient)
        θ = θ + direction * length
        state.last?.length = length
        point = θ
      } else {
        θ = θ + direction * length
        if iterations < maxIterations {
          (value, gradient) = try counted(at: θ, length: length, function)
        }
        point = θ
      }
      if iterations >= maxIterations { return ended(.iterations, counted.evaluations) }
      if counted.evaluations >= limit { return ended(.evaluations, counted.evaluations) }
      if gradient.greatestMagnitude <= toleranceGradient {
        return ended(.gradient, counted.evaluations)
      }
      if (direction * length).greatestMagnitude <= toleranceChange
        || abs(value - before) < toleranceChange
      {
        return ended(.change, counted.evaluations)
      }
    }
  }

  /// −H g by Algorithm 7.4, after the last step's pair has joined the others.
  private func direction(_ state: inout State, _ g: Tensor) -> Tensor {
    guard let last = state.last else { return -g }
    let y = g - last.gradient
    let s = last.direction * last.length
    let sy = y.dot(s)
    if sy > 1e-10 {
      if state.pairs.count >= historySize { state.pairs.removeFirst() }
      state.pairs.append(Pair(s: s, y: y, ρ: 1 / sy))
      state.scale = sy / y.dot(y)
    }
    var r = -g
    var α = [Double](repeating: 0, count: state.pairs.count)
    for (i, pair) in state.pairs.enumerated().reversed() {
      α[i] = pair.ρ * pair.s.dot(r)
      r = r - pair.y * α[i]
    }
    r = r * state.scale
    for (i, pair) in state.pairs.enumerated() {
      r = r + pair.s * (α[i] - pair.ρ * pair.y.dot(r))
    }
    return r
  }
}
