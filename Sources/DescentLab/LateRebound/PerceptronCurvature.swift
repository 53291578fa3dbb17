import DescentCurvature
import DescentLayers
import DescentOptimizers
import DescentTensor

/// How near to the edge of stability a run of the perceptron is, by products with its Hessian.
struct PerceptronCurvature: Sendable {
  let problem: PerceptronProblem
  let optimizer: Adam

  /// λ₁(H) at a model, with its error bar.
  func curvature(at model: Linear) -> RitzValue {
    var generator = Generator(seed: 1)
    return lanczos(.hessian(at: model, of: problem.loss), tolerance: 1e-10, using: &generator)
      .largest[0]
  }

  /// η λ₁(P⁻¹H) at a snapshot, with its error bar.
  func sharpness(
    at snapshot: PerceptronSnapshot, tolerance: Double = 1e-8
  ) -> (value: Double, errorBar: Double) {
    var generator = Generator(seed: 1)
    guard let p = adamPreconditioner(of: snapshot.state, for: optimizer) else {
      return (.nan, .nan)
    }
    let h = SymmetricOperator.hessian(at: snapshot.model, of: problem.loss).preconditioned(by: p)
    let top = lanczos(h, tolerance: tolerance, using: &generator).largest[0]
    let η = optimizer.learningRate(snapshot.state.step - 1)
    return (η * top.value, η * top.errorBar)
  }

  /// The number of updates after which η λ₁ first is at least `threshold`, by bisection over the
  /// snapshots and then over the updates between two, which are made again; nil if it never is.
  ///
  /// η λ₁ rises all the way to the threshold, which is what bisection needs.
  func crossing(of threshold: Double, in snapshots: [Int: PerceptronSnapshot]) -> Int? {
    let steps = snapshots.keys.sorted()
    func isBeyond(_ snapshot: PerceptronSnapshot) -> Bool {
      sharpness(at: snapshot).value >= threshold
    }
    let first = firstIndex(steps.count) { k in snapshots[steps[k]].map(isBeyond) ?? false }
    guard let first, first > 0, var now = snapshots[steps[first - 1]] else { return nil }
    var between: [PerceptronSnapshot] = []
    for _ in steps[first - 1]..<steps[first] {
      _ = now.advance(on: problem, by: optimizer)
      between.append(now)
    }
    return firstIndex(between.count) { isBeyond(between[$0]) }.map { steps[first - 1] + $0 + 1 }
  }
}

/// The first index from which on a condition holds; nil if it does not at the last.
private func firstIndex(_ count: Int, _ holds: (Int) -> Bool) -> Int? {
  guard count > 0 else { return nil }
  var (low, high) = (0, count)
  while low < high {
    let middle = (low + high) / 2
    if holds(middle) { high = middle } else { low = middle + 1 }
  }
  return low < count ? low : nil
}
