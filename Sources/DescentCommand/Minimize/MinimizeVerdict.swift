import DescentCurvature
import DescentLab
import DescentOptimizers
import DescentTensor

/// What there is to learn from a run, in a sentence or two.
enum MinimizeVerdict {
  static func sentence(on run: MinimizeRun) -> String {
    course(of: run) + (stability(of: run) ?? "")
  }

  private static func course(of run: MinimizeRun) -> String {
    let count = run.losses.count
    let norm = NumberText.short(run.gradientNorm, digits: 3)
    if let step = run.nonFiniteStep {
      let best = run.losses.filter(\.isFinite).min()
      return "Diverged: the \(run.nonFiniteName) was no longer finite at step \(step)"
        + (best.map { "; the least value before was \(NumberText.short($0))." } ?? ".")
        + " A smaller learning rate is the first thing to try."
    }
    let place = place(of: run)
    guard count > 0 else { return "No steps; the gradient norm is \(norm)\(place)." }
    let steps = "\(count) step\(count == 1 ? "" : "s")"
    if run.isInterrupted {
      return "Interrupted after \(steps); the gradient norm is \(norm)\(place)."
    }
    let scale = max(1, run.value.magnitude)
    if run.gradientNorm <= 1e-6 * scale, let since = settled(run) {
      return "Settled: the gradient norm is \(norm), and since step \(since) the value has not "
        + "changed by more than 1e-8\(place)."
    }
    if run.value > run.losses[0] {
      return "Went up: from \(NumberText.short(run.losses[0])) to "
        + "\(NumberText.short(run.value)) in \(steps); the gradient norm is \(norm)\(place)."
    }
    let window = Array(run.losses.suffix(max(2, count / 10))) + [run.value]
    let rises = zip(window, window.dropFirst()).count { $0 < $1 }
    if count >= 20, rises * 5 > window.count {
      return
        "Not settled: the value rose in \(rises) of the last \(window.count - 1) steps, and the "
        + "gradient norm is \(norm)\(place). A smaller or decaying rate would let it settle."
    }
    let fall = (window[0] - run.value) / max(window[0].magnitude, .leastNormalMagnitude)
    return "Still going down: the last \(window.count - 1) steps took off "
      + "\(NumberText.short(100 * fall, digits: 2)) % and the gradient norm is \(norm)\(place)."
  }

  /// The first step from which on the value stayed within 1e-8 of the last one.
  private static func settled(_ run: MinimizeRun) -> Int? {
    let tolerance = 1e-8 * max(1, run.value.magnitude)
    let moving = run.losses.lastIndex { !(($0 - run.value).magnitude <= tolerance) }
    let since = (moving ?? -1) + 2
    return since <= run.losses.count ? since : nil
  }

  /// How far the last point is from what is known of the function.
  private static func place(of run: MinimizeRun) -> String {
    guard let known = run.request.objective.known else { return "" }
    func distance(_ other: [Double]) -> Double {
      zip(run.point, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    func nearest(_ points: [[Double]]) -> (point: [Double], distance: Double)? {
      points.map { ($0, distance($0)) }.min { $0.1 < $1.1 }
    }
    if let minimum = nearest(known.minima) {
      return "; \(NumberText.short(minimum.distance, digits: 3)) from the minimum "
        + "\(NumberText.point(minimum.point))"
    }
    if let least = known.leastValue {
      return "; \(NumberText.short(run.value - least, digits: 3)) above the least value there is"
    }
    if let saddle = nearest(known.saddles) {
      return "; \(NumberText.short(saddle.distance, digits: 3)) from the saddle "
        + "\(NumberText.point(saddle.point)), and there is no least value"
    }
    return ""
  }

  /// What the curvature says of the rate, for the rule of which it says all:
  /// on a quadratic, α λ₁ < 2 (1 + μ).
  private static func stability(of run: MinimizeRun) -> String? {
    guard let rule = run.request.optimizer as? SGD, !rule.nesterov, !rule.maximize,
      rule.dampening == 0, let momentum = rule.momentum.constant, run.point.count <= 64,
      run.nonFiniteStep == nil, run.value.isFinite
    else { return nil }
    let objective = run.request.objective
    let point = Tensor(run.point, shape: Shape(objective.shape), dtype: .float64)
    let hessian = SymmetricOperator.hessian(at: point) { objective($0) }
    var generator = Generator(seed: 1)
    guard let curvature = lanczos(hessian, using: &generator).largest.first?.value,
      curvature.isFinite, curvature > 0
    else { return nil }
    let limit = NumberText.short(StabilityThreshold.heavyBall(momentum: momentum) / curvature)
    return
      " The greatest curvature there is \(NumberText.short(curvature)): with lr above \(limit), "
      + "SGD bounces away along it."
  }
}
