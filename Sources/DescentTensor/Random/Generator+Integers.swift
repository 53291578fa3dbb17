import CDescentKernels

extension Generator {
  /// The width of a range from which integers take two words.
  private var integerLimit: UInt64 {
    switch stream {
    case .torch: 1 << 28
    case .torch2017: 1 << 32
    }
  }

  /// Fills with integers from `low` up to but not including `high`, as `random_(low, high)`.
  ///
  /// low + word % (high - low): one word a value, two when the range has 2^28 numbers or more
  /// (2017: 2^32).
  package mutating func fillIntegers(
    _ buffer: UnsafeMutableBufferPointer<Int64>, low: Int64, high: Int64
  ) {
    precondition(low < high, "integers: expected low < high, found \(low) and \(high)")
    let range = UInt64(bitPattern: high) &- UInt64(bitPattern: low)
    dk_random_integers(engine, buffer.baseAddress, buffer.count, low, range, integerLimit)
  }

  /// Fills with integers of the whole range from 0 to 2^63 - 1, as `random_()` of an int64
  /// tensor.
  ///
  /// Two words a value. Not specified for the stream of 2017.
  package mutating func fillIntegers(_ buffer: UnsafeMutableBufferPointer<Int64>) {
    requireTorch("integers without bounds")
    dk_random_integers(engine, buffer.baseAddress, buffer.count, 0, 1 << 63, 0)
  }

  /// Draws integers of a range, as `torch.randint(low, high, (count,))`.
  ///
  /// One word a value, two when the range has 2^28 numbers or more (2017: 2^32).
  ///
  /// - Parameters:
  ///   - range: Its least and greatest values may be drawn, its upper bound not.
  ///   - count: How many.
  /// - Returns: The integers, in the order in which they were drawn.
  public mutating func integers(in range: Range<Int>, count: Int) -> [Int] {
    precondition(!range.isEmpty, "integers: expected a range that is not empty, found \(range)")
    precondition(count >= 0, "integers: expected a count of at least 0, found \(count)")
    var values = [Int64](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
      fillIntegers($0, low: Int64(range.lowerBound), high: Int64(range.upperBound))
    }
    return values.map { Int($0) }
  }

  /// Draws a seed for another generator: `word64 % 2^63`, two words.
  ///
  /// Torch's loaders and samplers take theirs so.
  mutating func seedDraw() -> Int {
    requireTorch("seed draw")
    return Int(next() & (UInt64(1) << 63 - 1))
  }
}
