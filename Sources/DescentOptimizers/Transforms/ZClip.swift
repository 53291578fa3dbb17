import DescentTensor

/// Clipping of gradients whose norm stands out of the recent ones.
///
///     zₜ = (‖gₜ‖ − μₜ₋₁) / (σₜ₋₁ + ε)
///     cₜ = μₜ₋₁ + (z²ₘₐₓ / zₜ) σₜ₋₁   where   zₜ > zₘₐₓ,   else ‖gₜ‖
///     μₜ = α μₜ₋₁ + (1 − α) cₜ,   σₜ² = α σₜ₋₁² + (1 − α)(cₜ − μₜ)²
///
/// and gₜ is scaled to the norm cₜ. The first norms are only looked at; μ and σ² start as their mean
/// and variance.
///
/// - SeeAlso: Kumar, Owen, Chowdhury & Güra, *ZClip: Adaptive Spike Mitigation for LLM Pre-Training*
///   (arXiv:2504.02507), Algorithm 1.
public struct ZClip: GradientTransform {
  /// α, how much of the statistics is kept.
  public let decay: Double
  /// The greatest z that passes.
  public let threshold: Double
  /// How many norms are only looked at.
  public let warmUp: Int
  /// ε.
  public let epsilon: Double
  /// What happens to gradients that are not finite; they leave no trace in the statistics.
  public let notFinite: NotFinitePolicy
  /// μ, the mean norm; nil while norms are only looked at.
  public private(set) var mean: Double?
  /// σ², the variance of norms.
  public private(set) var variance = 0.0
  private var firstNorms: [Double] = []

  /// Clipping as in the paper.
  ///
  /// - Parameters:
  ///   - decay: α, how much of the statistics is kept.
  ///   - threshold: The greatest z that passes.
  ///   - warmUp: How many norms are only looked at.
  ///   - epsilon: ε.
  ///   - notFinite: What happens to gradients that are not finite; they leave no trace in the
  ///     statistics.
  /// - Precondition: The share α is at least 0 and below 1, the threshold above 0, the warm-up at least 1.
  public init(
    decay: Double = 0.97, threshold: Double = 2.5, warmUp: Int = 25, epsilon: Double = 1e-6,
    notFinite: NotFinitePolicy = .fail
  ) {
    precondition(
      decay >= 0 && decay < 1, "ZClip: the decay must be at least 0 and below 1, not \(decay)")
    precondition(
      threshold > 0 && threshold.isFinite,
      "ZClip: the threshold must be a finite number above 0, not \(threshold)")
    precondition(warmUp >= 1, "ZClip: the warm-up must be at least 1, not \(warmUp)")
    self.decay = decay
    self.threshold = threshold
    self.warmUp = warmUp
    self.epsilon = epsilon
    self.notFinite = notFinite
  }

  /// Multiplies all gradients by one number, if their norm stands out.
  public mutating func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) throws(GradientError) -> TransformReport {
    if let refusal = try gradients.refusal(notFinite, by: "ZClip", of: model, step: step) {
      return refusal
    }
    let (scale, root) = gradients.scaledNorm
    let norm = scale * root
    var report = TransformReport("ZClip", norm: norm, factor: 1)
    guard let μ = mean else {
      look(at: norm)
      return report
    }
    let σ = variance.squareRoot()
    let z = (norm - μ) / (σ + epsilon)
    var kept = norm
    if z > threshold {
      kept = μ + threshold * threshold / z * σ
      let factor = kept / scale / root
      gradients.scale(by: factor)
      report.factor = factor
      report.hits = 1
      report.parameterHits = gradients.values.map { _ in 1 }
    }
    let new = decay * μ + (1 - decay) * kept
    variance = decay * variance + (1 - decay) * (kept - new) * (kept - new)
    mean = new
    return report
  }

  private mutating func look(at norm: Double) {
    firstNorms.append(norm)
    guard firstNorms.count == warmUp else { return }
    let μ = firstNorms.reduce(0, +) / Double(warmUp)
    variance = firstNorms.reduce(0) { $0 + ($1 - μ) * ($1 - μ) } / Double(warmUp)
    mean = μ
    firstNorms = []
  }
}

extension ZClip: Resumable {
  /// The statistics of norms.
  public struct Memory: Codable, Sendable {
    let mean: Double?
    let variance: Double
    let firstNorms: [Double]
  }

  /// The statistics of norms.
  public var memory: Memory {
    get { Memory(mean: mean, variance: variance, firstNorms: firstNorms) }
    set {
      (mean, variance, firstNorms) = (newValue.mean, newValue.variance, newValue.firstNorms)
    }
  }
}
