// Why does a line not fit? After "Weak optimizers in PyTorch" (Stack Overflow), which fits a x + b = x
// by three optimizers, to no avail.
import Descent
import Foundation

func text(_ x: Double, _ digits: Int = 4) -> String { String(format: "%.\(digits)g", x) }
let origin = Tensor([0.0, 0])
var generator = Generator(seed: 1)

// 1. The question's own loop never sets its gradients to zero. Here they are returned, and one has to
// write the sum to have it. (Its every step also sees the first of the 1000 points, and no other.)
print("Gradients added up and never zeroed")
let x0 = Tensor.randn([1000], dtype: .float64, using: &generator)[0].scalar
let onePoint = { @Sendable (line: Tensor) in (line[0] * x0 + line[1] - x0).squared() }
var line = origin
var (sum, losses) = (Tensor(zerosLike: line), [Double]())
for _ in 0..<10_000 {
  let (loss, gradient) = valueAndGradient(at: line, of: onePoint)
  sum += gradient
  line -= 1e-4 * sum
  losses.append(loss.scalar)
}
// A sum that never fades is momentum 1: a swing without friction, whose loss has the period π / √(η h).
let (peaks, h) = (losses.localMaxima, 2 * (x0 * x0 + 1))
let period = Double(peaks[peaks.count - 1] - peaks[0]) / Double(peaks.count - 1)
let growth = losses[peaks[peaks.count - 1]] / losses[peaks[0]]
print("  the loss swings in \(text(period)) steps, predicted \(text(.pi / sqrt(1e-4 * h))),")
print("  and its last peak is \(text(growth, 6)) times its first")

// 2. A loop that is right, and fits no better: the rents of flats by their floor space. The Hessian of
// the mean squared error is 2 [mean x², mean x; mean x, 1]; its eigenvalues say what will happen.
let area = Tensor.uniform([200], from: 40, to: 140, dtype: .float64, using: &generator)
let noise = Tensor.randn([200], dtype: .float64, using: &generator)
let rent = 9.5 * area + 180 + 40 * noise

typealias Loss = @Sendable (Tensor) -> Tensor
func fit(_ x: Tensor) -> Loss { { ($0[0] * x + $0[1] - rent).squared().mean() } }

/// Gradient descent at the best fixed rate: η = 2 / (λ₁ + λ₂) shrinks both directions by the factor
/// (κ − 1) / (κ + 1) a step, where κ = λ₁ / λ₂ is the condition number.
func descend(_ name: String, _ loss: @escaping Loss, steps: Int) throws {
  var generator = Generator(seed: 1)
  let spectrum = lanczos(.hessian(at: origin, of: loss), smallest: 1, using: &generator)
  let (λ1, λ2) = (spectrum.largest[0].value, spectrum.smallest[0].value)
  let rate = 2 / (λ1 + λ2)
  let best = try minimize(loss, from: origin, using: NewtonCG()).point
  let end = minimize(loss, from: origin, using: SGD(learningRate: Schedule(rate)), steps: steps)
  let measured = pow((end.point - best).norm().scalar / best.norm().scalar, 1 / Double(steps))
  let predicted = (λ1 / λ2 - 1) / (λ1 / λ2 + 1)
  print("\(name): \(steps) step(s) of gradient descent at rate \(text(rate))")
  print(
    "  condition number \(text(λ1 / λ2)), loss \(text(end.value, 7)) of \(text(loss(best).scalar, 7))"
  )
  print("  the distance shrinks by \(text(measured, 7)) a step, predicted \(text(predicted, 7))")
}
try descend("Floor space as it is", fit(area), steps: 5000)

// Standardized, the columns x and 1 are orthogonal and as long: κ = 1, and one step arrives.
let (mean, deviation) = (area.mean(), area.variance(correction: 0).sqrt())
try descend("Standardized", fit((area - mean) / deviation), steps: 1)

// 3. Methods that see the curvature do not mind.
print("The raw problem again, by methods that see curvature")
func show(_ name: String, _ point: Tensor, evaluations: Int) {
  let gradient = valueAndGradient(at: point, of: fit(area)).gradient.norm().scalar
  let line = "\(text(point[0].scalar, 6)) x + \(text(point[1].scalar, 6))"
  print("  \(name): \(line), gradient \(text(gradient, 2)), \(evaluations) evaluations")
}
let newton = try minimize(fit(area), from: origin, using: NewtonCG())
show("Newton-CG", newton.point, evaluations: newton.evaluations)
let quasi = try minimize(fit(area), from: origin, using: LBFGS(lineSearch: .strongWolfe))
show("L-BFGS", quasi.point, evaluations: quasi.evaluations)
let squares = try leastSquares(from: origin) { $0[0] * area + $0[1] - rent }
show("Levenberg-Marquardt", squares.point, evaluations: squares.evaluations)

extension [Double] {
  /// Where an element is greater than its neighbours.
  var localMaxima: [Int] {
    indices.dropFirst().dropLast().filter { self[$0] > self[$0 - 1] && self[$0] > self[$0 + 1] }
  }
}
