import DescentTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Gaussian noise that fades.
///
///     g ← g + 𝒩(0, σₜ²),   σₜ² = η / (1 + t)^γ
///
/// Tied parameters receive the same noise.
///
/// - SeeAlso: Neelakantan et al., *Adding Gradient Noise Improves Learning for Very Deep Networks*
///   (arXiv:1511.06807), equation 1.
public struct GradientNoise: GradientTransform {
  /// η, the variance at the first step.
  public let variance: Double
  /// γ, how fast it fades.
  public let decay: Double
  /// Where the numbers come from; it goes on with every step.
  public private(set) var generator: Generator

  /// Noise from a generator.
  ///
  /// - Parameters:
  ///   - variance: η, the variance at the first step.
  ///   - decay: γ, how fast it fades.
  ///   - generator: Where the numbers come from; it goes on with every step.
  /// - Precondition: Both η and γ are finite numbers of at least 0.
  public init(variance: Double = 0.01, decay: Double = 0.55, using generator: Generator) {
    precondition(
      variance >= 0 && variance.isFinite && decay >= 0 && decay.isFinite,
      "GradientNoise: the variance and the decay must be finite numbers of at least 0, not \(variance) and \(decay)"
    )
    self.variance = variance
    self.decay = decay
    self.generator = generator
  }

  /// Adds noise to every gradient.
  public mutating func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) -> TransformReport {
    let σ = (variance / pow(1 + Double(step), decay)).squareRoot()
    gradients.makeDense()
    var known: [Parameter.ID: Tensor] = [:]
    for i in gradients.values.indices {
      let (id, gradient) = (gradients.ids[i], gradients.values[i])
      let noise =
        known[id]
        ?? .normal(
          gradient.shape, standardDeviation: σ, dtype: gradient.dtype, using: &generator)
      known[id] = noise
      gradients.values[i] = gradient + noise
    }
    return TransformReport("GradientNoise", hits: gradients.values.count)
  }
}

extension GradientNoise: Resumable {
  /// Where the numbers come from.
  public var memory: Generator {
    get { generator }
    set { generator = newValue }
  }
}
