extension Generator {
  /// Fills with 1 at the given probability and 0 otherwise, as `bernoulli_(p)` with a number p.
  ///
  /// `unit64 < p`: two words a value in either type, at probabilities 0 and 1 too. This is not
  /// the mask that a tensor of the same probabilities gives. The stream of 2017: `u <= p`, one
  /// word.
  package mutating func fillBernoulli<T: RandomScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, probability: Double
  ) {
    fillBernoulli(buffer, probability: probability, yes: 1)
  }

  /// Fills with 1 at each value's own probability and 0 otherwise, as
  /// `torch.bernoulli(probabilities)`.
  ///
  /// float32: `unit32 < p`, one word a value; float64: `unit64 < p`, two words. The stream of
  /// 2017: `u <= p`, one word in either.
  package mutating func fillBernoulli<T: RandomScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, probabilities: UnsafeBufferPointer<T>
  ) {
    precondition(
      buffer.count == probabilities.count,
      "bernoulli: \(buffer.count) values but \(probabilities.count) probabilities")
    for p in probabilities where !(p >= 0 && p <= 1) {
      preconditionFailure("bernoulli: expected probabilities in 0...1, found \(p)")
    }
    switch stream {
    case .torch: T.fillBernoulli(engine, buffer, probabilities)
    case .torch2017: T.fillBernoulli2017(engine, buffer, probabilities)
    }
  }

  /// Fills with the factors by which dropout multiplies: 0 with the given probability, else 1 /
  /// (1 - p).
  ///
  /// The mask is `bernoulli(1 - p)` in the order of the addresses, the factor is rounded to the
  /// type twice: `1 / T(1 - p)`. Two words a value (2017: one), and none at p = 0 and p = 1.
  package mutating func fillDropout<T: RandomScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, probability: Double
  ) {
    precondition(
      probability >= 0 && probability <= 1,
      "dropout: expected a probability in 0...1, found \(probability)")
    if probability == 0 || probability == 1 {
      buffer.update(repeating: probability == 0 ? 1 : 0)
      return
    }
    let keep = 1 - probability
    fillBernoulli(buffer, probability: keep, yes: 1 / T(keep))
  }

  private mutating func fillBernoulli<T: RandomScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, probability: Double, yes: T
  ) {
    precondition(
      probability >= 0 && probability <= 1,
      "bernoulli: expected a probability in 0...1, found \(probability)")
    switch stream {
    case .torch: T.fillBernoulli(engine, buffer, probability, yes)
    case .torch2017: T.fillBernoulli2017(engine, buffer, probability, yes)
    }
  }
}
