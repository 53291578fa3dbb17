// With replacement, two samples or more: c = running sums of the weights / their total, the last
// set to 1; for every sample unit64, and the first index with c >= unit64.
// Otherwise: q = exponentials for all weights of all rows; the samples are the indices of the
// largest weight / q, in descending order
// (S. Efraimidis, P. Spirakis, "Weighted random sampling with a reservoir", 2006.)
extension Generator {
  /// Draws indices by weight, as `torch.multinomial` of a float64 tensor.
  ///
  /// Without replacement, and for a single sample with it too, two words for every *weight*;
  /// else two words for every sample.
  /// - Parameters:
  ///   - weights: Not negative, and not all zero; they need not add up to 1.
  ///   - samples: How many indices to draw.
  ///   - replacement: Whether an index can be drawn again.
  /// - Returns: The indices, in the order in which they were drawn.
  public mutating func multinomial(_ weights: [Double], samples: Int, replacement: Bool = false)
    -> [Int]
  {
    weights.withUnsafeBufferPointer {
      multinomial(rows: $0, columns: weights.count, samples: samples, replacement: replacement)
    }
  }

  /// Draws indices by weight, as `torch.multinomial` of a float32 tensor.
  ///
  /// The sums and quotients are rounded to float32, so the indices can differ from those of the
  /// same weights in float64.
  ///
  /// - Parameters:
  ///   - weights: Not negative, and not all zero; they need not add up to 1.
  ///   - samples: How many indices to draw.
  ///   - replacement: Whether an index can be drawn again.
  /// - Returns: The indices, in the order in which they were drawn.
  public mutating func multinomial(_ weights: [Float], samples: Int, replacement: Bool = false)
    -> [Int]
  {
    weights.withUnsafeBufferPointer {
      multinomial(rows: $0, columns: weights.count, samples: samples, replacement: replacement)
    }
  }

  /// Draws `samples` indices for every row of weights, row after row.
  package mutating func multinomial<T: RandomScalar>(
    rows weights: UnsafeBufferPointer<T>, columns: Int, samples: Int, replacement: Bool
  ) -> [Int] {
    precondition(samples > 0, "multinomial: expected at least 1 sample, found \(samples)")
    precondition(
      columns > 0 && weights.count.isMultiple(of: columns),
      "multinomial: \(weights.count) weights are not rows of \(columns)")
    precondition(
      replacement || samples <= columns,
      "multinomial: \(samples) samples without replacement of \(columns) weights")
    let rows = stride(from: 0, to: weights.count, by: columns).map {
      UnsafeBufferPointer(rebasing: weights[$0..<$0 + columns])
    }
    for row in rows { Self.checkWeights(row) }
    switch stream {
    case .torch2017:
      return rows.flatMap { multinomial2017($0, samples: samples, replacement: replacement) }
    case .torch where replacement && samples > 1:
      return rows.flatMap { withReplacement($0, samples: samples) }
    case .torch:
      var waits = [T](repeating: 0, count: weights.count)
      waits.withUnsafeMutableBufferPointer { fillExponential($0) }
      return rows.enumerated().flatMap { index, row in
        Self.largest(samples, of: row, over: waits[index * columns..<(index + 1) * columns])
      }
    }
  }

  private static func checkWeights<T: RandomScalar>(_ row: UnsafeBufferPointer<T>) {
    for weight in row where !(weight >= 0 && weight.isFinite) {
      preconditionFailure("multinomial: expected finite weights of at least 0, found \(weight)")
    }
    precondition(row.contains { $0 > 0 }, "multinomial: expected a weight above 0, all are 0")
  }

  private mutating func withReplacement<T: RandomScalar>(
    _ row: UnsafeBufferPointer<T>, samples: Int
  ) -> [Int] {
    var sums: [T] = []
    var sum: T = 0
    for weight in row {
      sum += weight
      sums.append(sum)
    }
    for i in sums.indices { sums[i] /= sum }
    sums[sums.count - 1] = 1
    var units = [Double](repeating: 0, count: samples)
    units.withUnsafeMutableBufferPointer { fillUnit($0) }
    return units.map { unit in firstIndex(of: sums, atLeast: unit) }
  }

  /// The indices of the largest quotients, in descending order; of equal ones, the first comes
  /// first.
  ///
  /// Torch leaves the order of equal ones open.
  private static func largest<T: RandomScalar>(
    _ count: Int, of row: UnsafeBufferPointer<T>, over waits: ArraySlice<T>
  ) -> [Int] {
    let scores = zip(row, waits).map { $0 == 0 ? 0 : $0 / $1 }
    let order =
      count == 1
      ? [scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }]
      : scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
    return Array(order.prefix(count))
  }
}

/// The first index whose sum is not less than a number, by halving; sums may stand still.
func firstIndex<T: RandomScalar>(of sums: [T], atLeast unit: Double) -> Int {
  var low = 0
  var high = sums.count
  while low < high {
    let middle = low + (high - low) / 2
    if Double(sums[middle]) < unit { low = middle + 1 } else { high = middle }
  }
  return low
}
