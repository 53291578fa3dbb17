import DescentOptimizers
import DescentTensor
import Foundation

extension TorchReference {
  /// How far this library's rule strays from one case: the parameters after every step that is kept,
  /// those to evaluate after the last, and the buffers.
  ///
  /// The unit is that in the last place of the greatest number that a weight has been so far: one that
  /// crosses 0 carries the roundings of where it came from. A buffer's is that of its tensor's
  /// greatest element.
  ///
  /// With `tiled`, each tensor's elements are repeated to that number.
  func greatestError(
    _ this: Case, tiled: Int? = nil, using optimizer: (any Optimizer)? = nil
  ) throws -> Double {
    let optimizer =
      try optimizer ?? OptimizerSpecification(rule, this.options).makeOptimizer()
    return this.dtype == "float32"
      ? try greatestError(this, problem.float32, tiled, optimizer, Float.self)
      : try greatestError(this, problem.float64, tiled, optimizer, Double.self)
  }

  private func greatestError<T: BitwiseComparable>(
    _ this: Case, _ numbers: Problem.Numbers, _ tiled: Int?, _ optimizer: any Optimizer,
    _ type: T.Type
  ) throws -> Double {
    func expected(_ digits: String) throws -> [Tensor] {
      try zip(tensors(digits, of: T.self), problem.shapes).map { elements, shape in
        guard let tiled else { return Tensor(elements, shape: Shape(shape)) }
        let (n, rounds) = (elements.count, (tiled + elements.count - 1) / elements.count)
        return Tensor(elements, shape: [1, n]).broadcast(to: [rounds, n])
          .reshaped(to: [rounds * n])[0..<tiled]
      }
    }
    var worst = 0.0
    func compare(_ found: [Tensor], _ digits: String, sizes: [Tensor]?) throws {
      let wanted = try expected(digits)
      if found.count != wanted.count { worst = .infinity }
      for (i, (a, b)) in zip(found, wanted).enumerated() {
        let sizes = sizes.map { $0[i] } ?? Tensor(onesLike: b) * b.abs().max().scalar
        worst = max(worst, error(a, b, sizes, T.self))
      }
    }
    var state = OptimizerState()
    var parameters = try expected(numbers.start)
    var sizes = parameters.map { $0.abs() }
    let steps = this.after.keys.compactMap { Int($0) }.max() ?? 0
    for step in 0..<steps {
      // A case of more steps goes round the gradients again, each time with a sixteenth of them.
      let (round, place) = step.quotientAndRemainder(dividingBy: numbers.gradients.count)
      let gradients = try expected(numbers.gradients[place]).map { $0 * exp2(-4 * Double(round)) }
      state.update(&parameters, along: gradients, using: optimizer)
      sizes = zip(sizes, parameters).map { .maximum($0, $1.abs()) }
      if let digits = this.after["\(step + 1)"] { try compare(parameters, digits, sizes: sizes) }
    }
    if let digits = this.after["evaluation"] {
      let found = parameters.enumerated().map {
        state.evaluationWeights(of: $1, at: $0, using: optimizer)
      }
      try compare(found, digits, sizes: sizes)
    }
    for (slot, digits) in this.slots {
      try compare(
        parameters.indices.compactMap { state.buffer(slot, at: $0) }, digits, sizes: nil)
    }
    return worst
  }
}

/// The greatest difference of two elements, in units in the last place of the second or of `sizes`.
private func error<T: BitwiseComparable>(
  _ a: Tensor, _ b: Tensor, _ sizes: Tensor, _ type: T.Type
) -> Double {
  let (a, b) = (a.elements(as: T.self), b.elements(as: T.self))
  if a.count != b.count { return .infinity }
  return zip(zip(a, b), sizes.elements(as: T.self)).map { pair, size in
    let (x, y) = pair
    if x.bits == y.bits || (x.isNaN && y.isNaN) { return 0 }
    let difference = abs(Double(x) - Double(y)) / Double(max(y.magnitude, size.magnitude).ulp)
    // Two zeros of different signs are different.
    return difference.isNaN ? .infinity : max(difference, 0x1p-20)
  }.max() ?? .infinity
}
