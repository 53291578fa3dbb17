@testable import DescentTensor

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

/// How many representable numbers of a type lie between two values; 0 for two not-a-numbers.
func ulps(_ a: Double, _ b: Double, _ dtype: DType) -> Double {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .infinity }
  if a == b { return 0 }
  if !a.isFinite || !b.isFinite { return .infinity }
  let size = max(abs(a), abs(b))
  let unit = dtype == .float32 ? Double(Float(size).ulp) : size.ulp
  return abs(a - b) / unit
}

/// The greatest distance of any element in ulps; infinite where shapes or types differ.
func ulps(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape, a.dtype == b.dtype else { return .infinity }
  return zip(a.doubles, b.doubles).map { ulps($0, $1, a.dtype) }.max() ?? 0
}

/// The greatest difference of any element; infinite where shapes or types differ.
func difference(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape, a.dtype == b.dtype else { return .infinity }
  return zip(a.doubles, b.doubles).map { x, y in
    x == y || (x.isNaN && y.isNaN) ? 0 : abs(x - y).isNaN ? .infinity : abs(x - y)
  }.max() ?? 0
}

/// The gradients of a function, weighted to be one number, by the fused pullbacks and by those in
/// tensor operations.
func bothPullbacks(
  of function: ([Tensor]) -> Tensor, at inputs: [Tensor]
) -> (fused: [Tensor?], recorded: [Tensor?]) {
  let tape = Tape.open()
  defer { tape.pointee.close() }
  let leaves = inputs.map { tape.pointee.watch($0) }
  let result = function(leaves)
  let y = (result * numbers(result.shape, salt: 5, dtype: result.dtype)).sum()
  var fused = [Tensor?](repeating: nil, count: inputs.count)
  var recorded = fused
  y.pullBack(tape, "test", differentiable: false) { fused[$0] = $1 }
  y.pullBack(tape, "test", differentiable: true) { recorded[$0] = $1 }
  return (fused, recorded)
}
