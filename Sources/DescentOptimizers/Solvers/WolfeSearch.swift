import DescentTensor

/// A step length at which the strong Wolfe conditions hold, by cubic interpolation.
///
///     f(θ + t d) ≤ f(θ) + c₁ t gᵀd,   |∇f(θ + t d)ᵀd| ≤ −c₂ gᵀd
///
/// The length grows by interpolation between 0.01 of the last growth and tenfold, until it brackets
/// such a point; then the bracket is narrowed, with trials kept a tenth of it away from its ends
/// where two in a row would lie too near.
///
/// - SeeAlso: Nocedal & Wright, *Numerical Optimization*, 2nd edition, Algorithms 3.5 and 3.6 and
///   equation 3.59. Order of operations: torch.optim.LBFGS, 2.15, after Schmidt's minFunc.
struct WolfeSearch {
  /// c₁.
  var decrease = 1e-4
  /// c₂.
  var curvature = 0.9
  /// A bracket that is too small to be narrowed.
  var toleranceChange = 1e-9
  var maxEvaluations: Int

  /// A trial.
  struct Place {
    var length: Double
    var value: Double
    var gradient: Tensor
    var slope: Double
  }

  func run(
    from θ: Tensor, _ value: Double, _ gradient: Tensor, along d: Tensor, _ slope: Double,
    first: Double, _ counted: inout CountedFunction, _ function: (Tensor) -> Tensor
  ) throws(SolverError) -> Place {
    func evaluated(
      _ t: Double, _ counted: inout CountedFunction
    ) throws(SolverError) -> Place {
      let (value, gradient) = try counted(at: θ + d * t, length: t, function)
      return Place(length: t, value: value, gradient: gradient, slope: gradient.dot(d))
    }
    func isTooHigh(_ place: Place) -> Bool {
      place.value > value + decrease * place.length * slope
    }
    func isFlat(_ place: Place) -> Bool { abs(place.slope) <= -curvature * slope }

    let start = Place(length: 0, value: value, gradient: gradient, slope: slope)
    var last = start
    var new = try evaluated(first, &counted)
    var trials = 0
    var bracket: [Place] = []
    while trials < maxEvaluations {
      if isTooHigh(new) || (trials > 1 && new.value >= last.value) {
        bracket = [last, new]
        break
      }
      if isFlat(new) { return new }
      if new.slope >= 0 {
        bracket = [last, new]
        break
      }
      let t = WolfeSearch.minimum(
        last, new,
        within: new.length + 0.01 * (new.length - last.length), new.length * 10)
      last = new
      new = try evaluated(t, &counted)
      trials += 1
    }
    // None was found with all evaluations: what is lower of the two is the answer.
    if bracket.isEmpty { bracket = [start, new] }
    // The first of two that are equally low, as in torch.
    func lower() -> Int { bracket[0].value <= bracket[1].value ? 0 : 1 }
    var low = lower()
    let extent = d.greatestMagnitude
    var wasNear = false
    while trials < maxEvaluations {
      let (a, b) = (bracket[0], bracket[1])
      let (left, right) = (min(a.length, b.length), max(a.length, b.length))
      if (right - left) * extent < toleranceChange { break }
      var t = WolfeSearch.minimum(a, b, within: left, right)
      let margin = 0.1 * (right - left)
      if min(right - t, t - left) < margin {
        if wasNear || t >= right || t <= left {
          t = right - t < t - left ? right - margin : left + margin
          wasNear = false
        } else {
          wasNear = true
        }
      } else {
        wasNear = false
      }
      let new = try evaluated(t, &counted)
      trials += 1
      if isTooHigh(new) || new.value >= bracket[low].value {
        bracket[1 - low] = new
        low = lower()
      } else {
        if isFlat(new) { return new }
        if new.slope * (bracket[1 - low].length - bracket[low].length) >= 0 {
          bracket[1 - low] = bracket[low]
        }
        bracket[low] = new
      }
    }
    return bracket[low]
  }

  /// The minimum of the cubic through two values and slopes, kept within bounds; their middle if it
  /// has none, or where its formula is 0/0, with which torch goes on.
  static func minimum(_ a: Place, _ b: Place, within lower: Double, _ upper: Double) -> Double {
    let (x1, x2) = a.length <= b.length ? (a, b) : (b, a)
    let d1 = x1.slope + x2.slope - 3 * (x1.value - x2.value) / (x1.length - x2.length)
    let square = d1 * d1 - x1.slope * x2.slope
    guard square >= 0 else { return (lower + upper) / 2 }
    let d2 = square.squareRoot()
    let t =
      x2.length - (x2.length - x1.length)
      * ((x2.slope + d2 - d1) / (x2.slope - x1.slope + 2 * d2))
    return t.isNaN ? (lower + upper) / 2 : min(max(t, lower), upper)
  }
}
