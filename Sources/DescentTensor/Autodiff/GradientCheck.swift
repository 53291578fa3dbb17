/// How far a gradient is from what central differences say.
public struct GradientCheck: Sendable, CustomStringConvertible {
  /// The greatest error of an element, relative to the greater of 1 and the gradient's size there.
  public let error: Double
  /// Which input and which of its elements it is at, row-major.
  public let worst: (input: Int, element: Int)
  /// What was computed there, and what the differences say.
  public let computed: Double, expected: Double

  /// One line for a person.
  public var description: String {
    "gradient of input \(worst.input), element \(worst.element): \(computed), by differences \(expected), error \(error)"
  }
}

/// Compares a function's gradient with central differences in `float64`.
///
/// The function is made scalar by weighting its result with fixed numbers. At the second order the
/// gradient itself, weighted in the same way, is differentiated and compared.
///
///     let check = checkGradient(at: [x, w]) { ($0[0].matmul($0[1])).tanh() }
///     #expect(check.error < 1e-7)
///
/// - Parameters:
///   - inputs: Where, `float64`; keep away from kinks by more than `step`.
///   - order: 1, or 2 for the gradient's gradient.
///   - step: The distance to either side. An error of its square remains, and rounding over it.
///   - function: Computes a tensor of any shape from the inputs.
/// - Returns: The greatest error and where it is.
/// - Complexity: Two evaluations for each element of the inputs.
public func checkGradient(
  at inputs: [Tensor], order: Int = 1, step: Double = 1e-5, of function: ([Tensor]) -> Tensor
) -> GradientCheck {
  precondition(order == 1 || order == 2, "checkGradient: order \(order) is not 1 or 2")
  precondition(
    inputs.allSatisfy { $0.dtype == .float64 }, "checkGradient: differences need float64 inputs")
  func scalar(_ inputs: [Tensor]) -> Tensor {
    let y = function(inputs)
    return (y * weights(y.shape, 0)).sum()
  }
  func target(_ inputs: [Tensor]) -> Tensor {
    if order == 1 { return scalar(inputs) }
    let gradient = valueAndGradient(at: inputs, of: scalar).gradient
    return gradient.enumerated().map { ($1 * weights($1.shape, $0 + 1)).sum() }
      .reduce(Tensor(0), +)
  }
  let computed = valueAndGradient(at: inputs, of: target).gradient
  var result = GradientCheck(error: 0, worst: (0, 0), computed: 0, expected: 0)
  for (k, input) in inputs.enumerated() {
    let values = input.doubles
    let gradient = computed[k].doubles
    for i in values.indices {
      func moved(_ by: Double) -> Double {
        var shifted = values
        shifted[i] += by
        var inputs = inputs
        inputs[k] = Tensor(shifted, shape: input.shape)
        return target(inputs).scalar
      }
      let expected = (moved(step) - moved(-step)) / (2 * step)
      let difference = gradient[i] - expected
      let error =
        (difference < 0 ? -difference : difference)
        / Swift.max(1, gradient[i] < 0 ? -gradient[i] : gradient[i])
      // Not a number is the worst of errors, and stays.
      if !(error <= result.error) && !result.error.isNaN {
        result = GradientCheck(
          error: error, worst: (k, i), computed: gradient[i], expected: expected)
      }
    }
  }
  return result
}

/// Fixed numbers between 0.5 and 1.5 without a pattern.
private func weights(_ shape: Shape, _ salt: Int) -> Tensor {
  let golden = 0.618_033_988_749_894_9
  let numbers = (0..<shape.count).map { i in
    let x = Double(i + 1 + 17 * salt) * golden
    return 0.5 + (x - x.rounded(.down))
  }
  return Tensor(numbers, shape: shape)
}
