import DescentTensor

/// Numbers between two bounds without a pattern, the same at each run.
func numbers(
  _ shape: Shape, from low: Double = -2, to high: Double = 2, salt: Int = 0,
  dtype: DType = .float64
) -> Tensor {
  let golden = 0.618_033_988_749_894_9
  let values = (0..<shape.count).map { i in
    let x = (Double(i + 1) + 31.7 * Double(salt)) * golden
    return low + (high - low) * (x - x.rounded(.down))
  }
  return Tensor(values, shape: shape, dtype: dtype)
}

/// The greatest difference of any element; infinite where shapes or types differ.
func difference(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape, a.dtype == b.dtype else { return .infinity }
  return zip(a.doubles, b.doubles).map { x, y in
    x == y ? 0 : abs(x - y).isNaN ? .infinity : abs(x - y)
  }.max() ?? 0
}
