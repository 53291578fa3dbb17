import DescentTensor

/// Newton's method with conjugate gradients: the Hessian is never formed, only multiplied by vectors.
///
///     solve Hₖ pₖ ≈ −gₖ by conjugate gradients until ‖Hₖ pₖ + gₖ‖ ≤ min(η, √‖gₖ‖) ‖gₖ‖
///     θₖ₊₁ = θₖ + t pₖ,   t = 1, ½, ¼ … until f(θₖ₊₁) ≤ f(θₖ) + c₁ t gₖᵀpₖ
///
/// Where a direction d of the inner iteration has dᵀ H d ≤ 0, the sum so far is taken, or −g if it was
/// the first: pₖ is a direction of descent also where H is not positive definite. Near a minimum at
/// which H is, convergence is superlinear: a handful of steps reach the last digit.
///
/// A step is one such iteration. A trial at which the function is not finite is one that is too long.
///
/// - Note: Here η is 10⁻⁴ and not the ½ of the book, with which an ill-conditioned problem of few variables
///   is solved by steepest descent: its first direction already halves the residual.
/// - Note: At the end the fall of the value drowns in its rounding; a full step that makes the gradient
///   shorter is then taken if the value did not rise by more than that, and is the last
///   (``SolverStep/End/change``) if it does not halve the gradient.
/// - SeeAlso: Nocedal & Wright, *Numerical Optimization*, 2nd edition, Algorithm 7.1; Pearlmutter,
///   *Fast Exact Multiplication by the Hessian* (1994).
public struct NewtonCG: Solver {
  /// The solver's name.
  public static let name = "NewtonCG"

  /// Every option.
  public static let options: [OptimizerOption<NewtonCG>] = [
    .number("lr", "learningRate", \.learningRate, .nonNegative),
    .countOrNone("max_cg_iter", "maxProducts", \.maxProducts),
    .number("cg_tolerance", "innerTolerance", \.innerTolerance, .belowOne),
    .number("tolerance_grad", "toleranceGradient", \.toleranceGradient, .nonNegative),
    .number("c1", "sufficientDecrease", \.sufficientDecrease, .belowOne),
  ]

  /// The first t that is tried: 1, the whole of Newton's step.
  public var learningRate: Schedule
  /// The greatest number of products with H in a step; twice the number of variables if nil.
  public var maxProducts: Int?
  /// η.
  public var innerTolerance: Double
  /// ‖g‖∞ of a point that is good enough.
  public var toleranceGradient: Double
  /// c₁.
  public var sufficientDecrease: Double

  /// A solver with the usual numbers.
  public init() { self.init(learningRate: 1) }

  /// A solver with the usual numbers but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: The first t that is tried: 1, the whole of Newton's step.
  ///   - maxProducts: The greatest number of products with H in a step; twice the number of variables
  ///     if nil.
  ///   - innerTolerance: η.
  ///   - toleranceGradient: ‖g‖∞ of a point that is good enough.
  ///   - sufficientDecrease: c₁.
  /// - Precondition: The rate and the tolerance are at least 0, η and c₁ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1, maxProducts: Int? = nil, innerTolerance: Double = 1e-4,
    toleranceGradient: Double = 0, sufficientDecrease: Double = 1e-4
  ) {
    self.learningRate = learningRate
    self.maxProducts = maxProducts
    self.innerTolerance = innerTolerance
    self.toleranceGradient = toleranceGradient
    self.sufficientDecrease = sufficientDecrease
    requireValid()
  }

  /// The number of steps; Newton's method remembers nothing.
  public struct State: SolverState {
    /// How many steps were made.
    public fileprivate(set) var step: Int64 = 0

    /// No steps so far.
    public init() {}
  }

  /// Makes one step of Newton's method.
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
    var counted = CountedFunction(NewtonCG.name)
    let θ = point.detached
    let (value, g) = try counted(at: θ, length: 0, function)
    let rate = learningRate(state.step)
    state.step += 1
    func ended(_ end: SolverStep.End, _ evaluations: Int) -> SolverStep {
      SolverStep(value: value, evaluations: evaluations, iterations: 1, end: end)
    }
    if g.greatestMagnitude <= toleranceGradient { return ended(.gradient, counted.evaluations) }
    let p = direction(at: θ, g, &counted, function)
    let slope = g.dot(p)
    let length = g.norm().scalar
    // What the value may rise by without anyone knowing.
    let rounding = 64 * (θ.dtype == .float32 ? Double(Float.ulpOfOne) : .ulpOfOne) * abs(value)
    var t = rate
    var lastError: SolverError?
    while true {
      let next = θ + p * t
      if t == 0 || next == θ {
        // No trial was finite: that is not a minimum.
        if let lastError { throw lastError }
        return ended(.change, counted.evaluations)
      }
      do throws(SolverError) {
        let trial = try counted(at: next, length: t, function)
        lastError = nil
        let isLower = trial.value <= value + sufficientDecrease * t * slope
        let isFlatter =
          trial.value <= value + rounding && trial.gradient.norm().scalar < length
        if trial.value < value && isLower || isFlatter {
          point = next
          // Where the fall drowns in rounding and the gradient hardly shortens, it would go on like
          // this for ever.
          let isLast = -slope <= rounding && trial.gradient.norm().scalar > length / 2
          return ended(isLast ? .change : .iterations, counted.evaluations)
        }
      } catch {
        lastError = error
      }
      t /= 2
    }
  }

  /// p with H p ≈ −g, a direction of descent.
  private func direction(
    at θ: Tensor, _ g: Tensor, _ counted: inout CountedFunction, _ function: (Tensor) -> Tensor
  ) -> Tensor {
    let length = g.norm().scalar
    let tolerance = min(innerTolerance, length.squareRoot()) * length
    return conjugateGradients(
      against: g, tolerance: tolerance, maxProducts: maxProducts ?? 2 * θ.count
    ) { d in
      counted.countProduct()
      return hessianVectorProduct(at: θ, along: d, of: function).product
    }
  }
}

/// x with A x ≈ −g by conjugate gradients, cut off where A is not positive along a direction.
///
///     x₀ = 0,   r₀ = g,   d₀ = −g
///     α = rᵀr / dᵀAd,   x ← x + α d,   r ← r + α A d,   β = r′ᵀr′ / rᵀr,   d ← −r′ + β d
///
/// - SeeAlso: Steihaug (1983); Nocedal & Wright, *Numerical Optimization*, 2nd edition, Algorithms 5.2
///   and 7.1.
func conjugateGradients(
  against g: Tensor, tolerance: Double, maxProducts: Int, _ product: (Tensor) -> Tensor
) -> Tensor {
  var x = Tensor(zerosLike: g)
  var (r, d) = (g, -g)
  var rr = r.dot(r)
  for k in 0..<maxProducts {
    let ad = product(d)
    let curvature = d.dot(ad)
    // False for what is not a number, too.
    guard curvature > 0, curvature.isFinite else { return k == 0 ? d : x }
    let α = rr / curvature
    x = x + d * α
    r = r + ad * α
    let next = r.dot(r)
    if next.squareRoot() <= tolerance { break }
    d = d * (next / rr) - r
    rr = next
  }
  return x
}
