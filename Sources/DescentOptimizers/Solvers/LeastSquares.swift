import DescentTensor

/// Where a least-squares fit ended, and how it got there.
public struct LeastSquaresFit: Sendable {
  /// Why it ended.
  public enum End: String, Sendable, Hashable {
    /// The gradient Jᵀr was within its tolerance.
    case gradient
    /// No step that can be told from none makes the sum smaller.
    case change
    /// All steps were made.
    case steps
  }

  /// The last point.
  public let point: Tensor
  /// r there.
  public let residuals: Tensor
  /// ½ ‖r‖² there.
  public let value: Double
  /// ‖Jᵀr‖ there.
  public let gradientNorm: Double
  /// How many steps were tried.
  public let steps: Int
  /// How many times the residuals were computed, products with J counted too.
  public let evaluations: Int
  /// Why it ended.
  public let end: End
}

/// The least sum of squares of residuals, by Levenberg's and Marquardt's method.
///
///     f(θ) = ½ ‖r(θ)‖²,   ∇f = Jᵀr,   ∇²f ≈ JᵀJ
///     (JᵀJ + λ I) p = −Jᵀr
///     ϱ = (f(θ) − f(θ + p)) / (½ pᵀ (λ p − Jᵀr))
///
/// p is taken if f falls, or if its fall drowns in rounding and the gradient becomes shorter. λ then shrinks by max(⅓, 1 − (2ϱ − 1)³), towards the method of Gauss and
/// Newton; otherwise it grows by 2, 4, 8 …, towards short steps down the gradient. J is never formed:
/// the equation is solved by conjugate gradients with the products JᵀJ v.
///
///     let fit = try leastSquares(from: Tensor([0.0, 0])) { w in w[0] * x + w[1] - y }
///
/// - Parameters:
///   - start: The first point; `float64` for a fit to the last digit.
///   - steps: The greatest number of steps to try.
///   - damping: The first λ, as a multiple of the greatest of (JᵀJ) along Jᵀr.
///   - toleranceGradient: ‖Jᵀr‖∞ of a point that is good enough.
///   - residuals: Computes r: a tensor of any shape, the same at every call.
/// - Returns: The last point, and what the residuals are there.
/// - Throws: A ``SolverError`` where the residuals or their derivatives are not finite at the start. A
///   trial where they are not is one that is too long.
/// - SeeAlso: Levenberg (1944); Marquardt (1963); Nielsen, *Damping parameter in Marquardt's method*
///   (IMM-REP-1999-05), for λ; Madsen, Nielsen & Tingleff, *Methods for Non-Linear Least Squares
///   Problems*, Algorithm 3.16.
public func leastSquares(
  from start: Tensor, steps: Int = 200, damping: Double = 1e-3, toleranceGradient: Double = 0,
  _ residuals: (Tensor) -> Tensor
) throws(SolverError) -> LeastSquaresFit {
  let half = { (θ: Tensor) in residuals(θ).squared().sum() * 0.5 }
  var counted = CountedFunction("leastSquares")
  var θ = start.detached
  var (value, g) = try counted(at: θ, length: 0, half)
  var (λ, growth) = (-1.0, 2.0)
  var (number, end) = (0, LeastSquaresFit.End.steps)
  while true {
    if g.greatestMagnitude <= toleranceGradient {
      end = .gradient
      break
    }
    if number >= steps { break }
    if λ < 0 {
      let curvature = g.dot(gaussNewtonProduct(at: θ, along: g, of: residuals)) / g.dot(g)
      counted.countProduct()
      λ = damping * (curvature.isFinite ? curvature : 1)
    }
    number += 1
    let p = conjugateGradients(
      against: g, tolerance: 1e-14 * g.norm().scalar, maxProducts: 3 * θ.count + 10
    ) { v in
      counted.countProduct()
      return gaussNewtonProduct(at: θ, along: v, of: residuals) + v * λ
    }
    let next = θ + p
    if next == θ {
      end = .change
      break
    }
    // Half of what the model promises, never negative.
    let promise = 0.5 * p.dot(p * λ - g)
    var trial: (value: Double, gradient: Tensor)?
    do throws(SolverError) {
      trial = try counted(at: next, length: 1, half)
    } catch {
      trial = nil
    }
    // What the value may rise by without anyone knowing.
    let rounding = 64 * (θ.dtype == .float32 ? Double(Float.ulpOfOne) : .ulpOfOne) * value
    if let trial,
      trial.value < value - rounding
        || trial.value <= value + rounding && trial.gradient.norm().scalar < g.norm().scalar
    {
      // Of a fall that drowns in rounding the ratio says nothing.
      let ϱ = trial.value < value - rounding ? (value - trial.value) / promise : 1
      let cube = (2 * ϱ - 1) * (2 * ϱ - 1) * (2 * ϱ - 1)
      λ *= max(1.0 / 3, 1 - cube)
      growth = 2
      (θ, value, g) = (next, trial.value, trial.gradient)
    } else {
      λ = max(λ, .leastNormalMagnitude) * growth
      growth *= 2
      // So short a step would round to none.
      if !λ.isFinite {
        end = .change
        break
      }
    }
  }
  return LeastSquaresFit(
    point: θ, residuals: residuals(θ).detached, value: value, gradientNorm: g.norm().scalar,
    steps: number, evaluations: counted.evaluations, end: end)
}

/// The product JᵀJ v of the Jacobian of residuals: the Gauss–Newton part of the Hessian of ½ ‖r‖².
///
/// - Parameters:
///   - point: Where.
///   - vector: v, of the point's shape.
///   - residuals: A function from a tensor to a tensor.
/// - Returns: JᵀJ v, which has the point's shape.
/// - SeeAlso: Schraudolph, *Fast Curvature Matrix-Vector Products for Second-Order Gradient Descent*
///   (Neural Computation 14, 2002).
public func gaussNewtonProduct(
  at point: Tensor, along vector: Tensor, of residuals: (Tensor) -> Tensor
) -> Tensor {
  let along = derivative(at: point, along: vector, of: residuals).derivative.detached
  return valueAndGradient(at: point) { (residuals($0) * along).sum() }.gradient
}
