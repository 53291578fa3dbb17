// Blocks:  u1 = 1 - x[j], u2 = x[j+8] for j = 0...7 of every 16 units x
//          r = sqrt(-2 log u1),  t = 2 pi u2
//          x[j] = fma(r cos t, deviation, mean),  x[j+8] = fma(r sin t, deviation, mean)
// Pairs:   u1, u2 = float64 units,  r = sqrt(-2 log1p(-u2)),  t = 2 pi u1
//          r cos t is given, r sin t waits in the generator;  v = fma(value, deviation, mean)
extension Generator {
  /// The number of values from which torch draws normals by blocks.
  package static let normalBlock = 16

  /// Fills with normals, as `normal_(mean, standardDeviation)` and `torch.randn`.
  ///
  /// A contiguous buffer of 16 or more takes one word a value in float32 and two in float64;
  /// when its size is no multiple of 16, sixteen values' more, and the last 16 values are drawn
  /// twice. All others take four words for every two values, and the second value of a pair can
  /// come from an earlier call, in whichever type. The stream of 2017 takes two words for every
  /// two values.
  /// - Parameters:
  ///   - buffer: The memory of the tensor, in the order of its addresses.
  ///   - mean: The mean.
  ///   - standardDeviation: The standard deviation, not negative.
  ///   - contiguous: Whether the tensor lies in memory row by row without gaps. Torch fills
  ///     others by pairs, whatever their size: transposed and strided views, and tensors made
  ///     like such ones.
  package mutating func fillNormal<T: RandomScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, mean: Double = 0, standardDeviation: Double = 1,
    contiguous: Bool = true
  ) {
    precondition(
      standardDeviation >= 0,
      "normal: expected a standard deviation of at least 0, found \(standardDeviation)")
    switch stream {
    case .torch where contiguous && buffer.count >= Self.normalBlock:
      T.fillNormal(engine, buffer, T(mean), T(standardDeviation))
    case .torch:
      T.fillNormalPairs(engine, buffer.baseAddress, buffer.count, mean, standardDeviation)
    case .torch2017:
      T.fillNormal2017(engine, buffer.baseAddress, buffer.count, mean, standardDeviation)
    }
  }

  /// Fills with exponentials of normals, as `log_normal_(mean, standardDeviation)`.
  ///
  /// By pairs at any size: four words for every two values. Not specified for the stream of
  /// 2017.
  package mutating func fillLogNormal<T: RandomScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, mean: Double = 1, standardDeviation: Double = 2
  ) {
    requireTorch("logNormal")
    precondition(
      standardDeviation > 0,
      "logNormal: expected a standard deviation above 0, found \(standardDeviation)")
    T.fillLogNormal(engine, buffer.baseAddress, buffer.count, mean, standardDeviation)
  }
}
