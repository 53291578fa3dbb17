import DescentTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// x to the power of y, as Python's `**`.
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }

/// 1 − βᵗ, by which the mean of t numbers that began at 0 is divided.
func biasCorrection(_ beta: Double, _ t: Double) -> Double { 1 - pow(beta, t) }

/// a + w (b − a), written so that the weight nearer to 1 does not cancel: torch's `lerp`.
func lerp(_ a: Tensor, _ b: Tensor, _ w: Double) -> Tensor {
  w.magnitude < 0.5 ? a + w * (b - a) : b - (b - a) * (1 - w)
}

extension DType {
  /// A number as this type holds it.
  func rounded(_ x: Double) -> Double { self == .float32 ? Double(Float(x)) : x }
}

extension Tensor {
  /// The Euclidean norm, added up in double precision and rounded once to the element type.
  var roundedNorm: Double { dtype.rounded(sumOfSquares.squareRoot()) }
}

/// The natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }

/// e to the power of x.
func exponential(_ x: Double) -> Double { exp(x) }
