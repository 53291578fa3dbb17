import CDescentKernels
import DescentTensor

/// A function whose value and gradient a solver asks for, counted and checked.
struct CountedFunction: ~Copyable {
  let solver: String
  /// -1 to go up instead of down.
  var sign = 1.0
  private(set) var evaluations = 0

  init(_ solver: String, maximize: Bool = false) {
    self.solver = solver
    if maximize { sign = -1 }
  }

  /// Counts a product with the Hessian as one evaluation.
  mutating func countProduct() { evaluations += 1 }

  /// The value and the gradient.
  ///
  /// - Throws: ``SolverError`` if one is not finite.
  mutating func callAsFunction(
    at point: Tensor, length: Double, _ function: (Tensor) -> Tensor
  ) throws(SolverError) -> (value: Double, gradient: Tensor) {
    let (value, gradient) = valueAndGradient(at: point, of: function)
    evaluations += 1
    guard value.scalar.isFinite, gradient.isAllFinite else {
      throw .notFinite(
        solver: solver, quantity: value.scalar.isFinite ? "gradient" : "value", length: length,
        evaluations: evaluations)
    }
    return (sign * value.scalar, sign == 1 ? gradient : -gradient)
  }
}

extension Tensor {
  /// xᵀ y, added up in double precision.
  func dot(_ y: Tensor) -> Double {
    withUnsafeMemory { x in
      y.withUnsafeMemory { y in
        dtype == .float32 ? dk_dot_f32(x, y, count) : dk_dot_f64(x, y, count)
      }
    }
  }

  /// ‖x‖∞.
  var greatestMagnitude: Double { abs().max().scalar }
}
