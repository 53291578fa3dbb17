// unit = (word & (2^24 - 1)) * 2^-24 in float32, (word64 & (2^53 - 1)) * 2^-53 in float64
// v = fma(unit, to - from, from), and `from` where that is `to`; all in the type of the buffer.
extension Generator {
  /// Fills with uniforms of [0, 1), as `torch.rand`.
  ///
  /// One word a value in float32, two in float64. The stream of 2017 takes one in either, and
  /// can round up to 1 in float32.
  package mutating func fillUnit<T: RandomScalar>(_ buffer: UnsafeMutableBufferPointer<T>) {
    switch stream {
    case .torch: T.fillUnit(engine, buffer)
    case .torch2017: T.fillUniform2017(engine, buffer.baseAddress, buffer.count, 0, 1)
    }
  }

  /// Fills with uniforms of [from, to), as `uniform_(from, to)`.
  ///
  /// One word a value in float32, two in float64. The stream of 2017 takes one in either, and
  /// can round up to `to` in float32.
  package mutating func fillUniform<T: RandomScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, from: Double, to: Double
  ) {
    precondition(from <= to, "uniform: expected from <= to, found \(from) and \(to)")
    precondition(
      (T(to) - T(from)).isFinite, "uniform: the width from \(from) to \(to) overflows \(T.self)")
    switch stream {
    case .torch: T.fillUniform(engine, buffer, T(from), T(to))
    case .torch2017: T.fillUniform2017(engine, buffer.baseAddress, buffer.count, from, to)
    }
  }
}
