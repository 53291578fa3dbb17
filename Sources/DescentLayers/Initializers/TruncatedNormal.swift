import DescentTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Tensor {
  /// Normal numbers, drawn again until they lie between two bounds.
  ///
  /// Where more than 3 of 10 normals lie between the bounds, normals are drawn and those outside drawn
  /// again; elsewhere uniforms, each accepted with a probability in proportion to the normal density.
  /// The draws are torch's 2.15 for the same generator, and so are the numbers, but that a uniform
  /// whose acceptance is decided by the last bit of a logarithm may fall the other way.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - mean: The mean before the bounds.
  ///   - standardDeviation: The standard deviation before the bounds.
  ///   - low: The lower bound: a number, not a multiple of the deviation.
  ///   - high: The upper bound.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The numbers.
  /// - Precondition: the deviation is greater than 0, and the bounds are in order.
  /// - SeeAlso: torch.nn.init.trunc_normal_.
  public static func truncatedNormal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, from low: Double = -2,
    to high: Double = 2, dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    precondition(
      standardDeviation > 0 && low < high,
      "truncatedNormal: a deviation of \(standardDeviation) from \(low) to \(high)")
    let draw = TruncatedDraw(
      shape: shape, mean: mean, standardDeviation: standardDeviation, low: low, high: high,
      dtype: dtype)
    return draw.share > 0.3
      ? draw.normals(using: &generator) : draw.uniforms(using: &generator)
  }
}

/// One filling of a tensor.
private struct TruncatedDraw {
  let shape: Shape
  let mean: Double
  let standardDeviation: Double
  let low: Double
  let high: Double
  let dtype: DType

  /// How many of all normals lie between the bounds.
  var share: Double { normalShare(below: high) - normalShare(below: low) }

  private func normalShare(below x: Double) -> Double {
    (1 + erf((x - mean) / standardDeviation / 2.0.squareRoot())) / 2
  }

  func normals(using generator: inout Generator) -> Tensor {
    func draw() -> Tensor {
      .normal(
        shape, mean: mean, standardDeviation: standardDeviation, dtype: dtype, using: &generator)
    }
    var result = draw()
    while true {
      // The bounds in the element type.
      let outside = (result .< low).or(result .> high)
      guard outside.converted(to: dtype).sum().scalar > 0 else { return result }
      result = outside.select(draw(), result)
    }
  }

  func uniforms(using generator: inout Generator) -> Tensor {
    let mode = max(low, min(mean, high))
    let ratio = (mode - mean) / standardDeviation
    let peak = -0.5 * (ratio * ratio)
    func draw() -> Tensor {
      .uniform(shape, from: low, to: high, dtype: dtype, using: &generator)
    }
    func isRefused(_ x: Tensor) -> Tensor {
      let density = ((x - mean) / standardDeviation).squared() * -0.5 - peak
      return Tensor.rand(shape, dtype: dtype, using: &generator).log() .> density
    }
    var result = draw()
    var pending = isRefused(result)
    while pending.converted(to: dtype).sum().scalar > 0 {
      let candidates = draw()
      result = pending.select(candidates, result)
      pending = pending.and(isRefused(candidates))
    }
    return result
  }
}
