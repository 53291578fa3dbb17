// exponential = (-1 / rate) log1p(-unit64),  geometric = ceil(log(unit64) / log1p(-p)), in float64
extension Generator {
  /// Fills with exponentials, as `exponential_(rate)`.
  ///
  /// Two words a value in either type. Not specified for the stream of 2017.
  package mutating func fillExponential<T: RandomScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, rate: Double = 1
  ) {
    requireTorch("exponential")
    precondition(rate > 0, "exponential: expected a rate above 0, found \(rate)")
    T.fillExponential(engine, buffer, rate)
  }

  /// Fills with the number of trials to the first success, as `geometric_(probability)`.
  ///
  /// Two words a value in either type. Not specified for the stream of 2017.
  package mutating func fillGeometric<T: RandomScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, probability: Double
  ) {
    requireTorch("geometric")
    precondition(
      probability > 0 && probability < 1,
      "geometric: expected a probability between 0 and 1, found \(probability)")
    T.fillGeometric(engine, buffer, probability)
  }
}
