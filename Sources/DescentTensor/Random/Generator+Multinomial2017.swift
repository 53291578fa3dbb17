import CDescentKernels

// c = running sums of the weights / their total, in float64. For every sample: the last of c set to
// 1, u, and the first index with c >= u. Without replacement the drawn mass d then leaves:
// c = (c - d) / (1 - d) from that index on, and c / (1 - d) before it.
extension Generator {
  /// Draws indices by weight as torch of 2017 did: one word a sample.
  mutating func multinomial2017<T: RandomScalar>(
    _ row: UnsafeBufferPointer<T>, samples: Int, replacement: Bool
  ) -> [Int] {
    var sums: [Double] = []
    var sum = 0.0
    for weight in row {
      sum += Double(weight)
      sums.append(sum)
    }
    for i in sums.indices { sums[i] /= sum }
    let engine = engine
    return (0..<samples).map { _ in
      sums[sums.count - 1] = 1
      let index = firstIndex(of: sums, atLeast: dk_random_2017_unit(engine))
      if !replacement {
        let drawn = sums[index] - (index == 0 ? 0 : sums[index - 1])
        for i in sums.indices {
          sums[i] = (i < index ? sums[i] : sums[i] - drawn) / (1 - drawn)
        }
      }
      return index
    }
  }
}
