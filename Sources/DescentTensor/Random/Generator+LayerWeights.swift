// K. He et al., "Delving Deep into Rectifiers", ICCV 2015, with the slope sqrt(5) that torch gives:
//   gain = sqrt(2 / (1 + sqrt(5)^2)),  weight bound = sqrt(3) * (gain / sqrt(fanIn))
//   bias bound = 1 / sqrt(fanIn)
// Written as torch writes it: both are 1 / sqrt(fanIn) on paper, and not always in float64.

/// The bound of the uniforms that a weight starts with, as `kaiming_uniform_(weight,
/// a=sqrt(5))`.
///
/// - Parameter fanIn: The numbers that one output sees: the weight's second dimension times the
///   area of the kernel.
/// - Returns: The bound.
package func kaimingUniformBound(fanIn: Int) -> Double {
  precondition(fanIn > 0, "initial weights: expected a fan-in above 0, found \(fanIn)")
  let slope = 5.0.squareRoot()
  let gain = (2 / (1 + slope * slope)).squareRoot()
  return 3.0.squareRoot() * (gain / Double(fanIn).squareRoot())
}

/// The bound of the uniforms that a bias starts with: 1 / sqrt(fanIn).
package func biasBound(fanIn: Int) -> Double {
  precondition(fanIn > 0, "initial weights: expected a fan-in above 0, found \(fanIn)")
  return 1 / Double(fanIn).squareRoot()
}

extension Generator {
  /// Fills the weight of a linear or convolutional layer, and then its bias, with torch's
  /// initial values.
  ///
  /// Layers draw in the order in which they are made; one without a bias passes nil and draws
  /// less.
  /// - Parameters:
  ///   - weight: The weight, row by row.
  ///   - bias: The bias.
  ///   - fanIn: The weight's second dimension times the area of the kernel. For a convolution
  ///     with groups that is (inputs / groups) * area, for a transposed one
  ///     (outputs / groups) * area.
  ///   - groups: The groups of a convolution. Torch of 2017 counted all inputs: there the bound is
  ///     1 / sqrt(fanIn * groups) for both.
  package mutating func fillLayer<T: RandomScalar>(
    weight: UnsafeMutableBufferPointer<T>, bias: UnsafeMutableBufferPointer<T>?, fanIn: Int,
    groups: Int = 1
  ) {
    let weightBound: Double
    let biasBound: Double
    switch stream {
    case .torch:
      weightBound = kaimingUniformBound(fanIn: fanIn)
      biasBound = DescentTensor.biasBound(fanIn: fanIn)
    case .torch2017:
      weightBound = DescentTensor.biasBound(fanIn: fanIn * groups)
      biasBound = weightBound
    }
    fillUniform(weight, from: -weightBound, to: weightBound)
    if let bias { fillUniform(bias, from: -biasBound, to: biasBound) }
  }
}
