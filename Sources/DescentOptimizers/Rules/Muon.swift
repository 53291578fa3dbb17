import DescentTensor

/// Momentum whose matrix is made orthogonal before it is used: every direction moves alike.
///
///     Bₜ = μ Bₜ₋₁ + (1 − μ) gₜ
///     U  = Bₜ                                 or, Nesterov,   (1 − μ) gₜ + μ Bₜ
///     X₀ = U / max(‖U‖F, ε),   Aₖ = Xₖ Xₖᵀ,   Xₖ₊₁ = a Xₖ + (b Aₖ + c Aₖ²) Xₖ
///     θₜ = (1 − α λ) θₜ₋₁ − α s X₅
///
/// The iteration drives the singular values of U towards 1, to somewhere between about 0.7 and 1.2,
/// with (a, b, c) = (3.4445, −4.775, 2.0315). It is computed in bfloat16, on the transpose if there
/// are more rows than columns. ``RateAdjustment`` says what s is.
///
/// It is for the matrices inside of a network; vectors, and often the first and the last layer, take
/// another rule: ``MuonWithAdamW``.
///
/// - Note: As torch computes it, B is a mean of gradients; the formula in torch's documentation, and
///   the original, have Bₜ = μ Bₜ₋₁ + gₜ. The iteration forgets the scale, so that the steps are alike.
/// - Note: bfloat16 is emulated: ‖U‖F, X₀, Aₖ, b Aₖ + c Aₖ² and Xₖ₊₁ are each computed in `float32` and
///   rounded once, as torch does on processors without bfloat16 arithmetic. MLX and burn keep the
///   parameter's type.
/// - SeeAlso: Jordan et al., *Muon: An optimizer for hidden layers in neural networks* (2024); Liu et
///   al., *Muon is Scalable for LLM Training* (arXiv:2502.16982). Behaviour: torch.optim.Muon, 2.15.
public struct Muon: ConfigurableOptimizer {
  /// The rule's name.
  public static let name = "Muon"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<Muon>] = [
    .number("lr", "learningRate", \.learningRate, .nonNegative),
    .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
    .number("momentum", "momentum", \.momentum, .nonNegative),
    .flag("nesterov", "nesterov", \.nesterov),
    OptimizerOption(
      name: "ns_coefficients", swiftName: "coefficients", expected: "three finite numbers",
      report: .always,
      read: { .numbers([$0.coefficients.a, $0.coefficients.b, $0.coefficients.c]) },
      write: { rule, value in
        guard case .numbers(let numbers) = value, numbers.count == 3 else { return false }
        rule.coefficients = (numbers[0], numbers[1], numbers[2])
        return true
      },
      accepts: {
        $0.coefficients.a.isFinite && $0.coefficients.b.isFinite && $0.coefficients.c.isFinite
      }),
    .number("eps", "epsilon", \.epsilon, .nonNegative),
    .count("ns_steps", "iterations", \.iterations),
    OptimizerOption(
      name: "adjust_lr_fn", swiftName: "rateAdjustment",
      expected: RateAdjustment.allCases.map(\.rawValue).joined(separator: ", ") + " or none",
      report: .always,
      read: { .text($0.rateAdjustment.rawValue) },
      write: { rule, value in
        switch value {
        case .none: rule.rateAdjustment = .original
        case .text(let text):
          guard let adjustment = RateAdjustment(rawValue: text) else { return false }
          rule.rateAdjustment = adjustment
        case .number, .numbers, .bool: return false
        }
        return true
      },
      accepts: { _ in true }),
  ]

  /// What the learning rate of a matrix of m rows and n columns is multiplied by.
  public enum RateAdjustment: String, Sendable, Hashable, CaseIterable {
    /// √max(1, m/n), as in the original; torch's default.
    case original
    /// 0.2 √max(m, n), which makes updates as long as AdamW's, so that its rates can be used.
    case matchRMSAdamW = "match_rms_adamw"
    /// √(m/n).
    case spectralUnclamped = "spectral_unclamped"

    func factor(rows: Int, columns: Int) -> Double {
      let (m, n) = (Double(rows), Double(columns))
      return switch self {
      case .original: max(1, m / n).squareRoot()
      case .matchRMSAdamW: 0.2 * max(m, n).squareRoot()
      case .spectralUnclamped: (m / n).squareRoot()
      }
    }
  }

  /// α.
  public var learningRate: Schedule
  /// λ, which shrinks the weights directly.
  public var weightDecay: Schedule
  /// μ, how much of the mean gradient is kept.
  public var momentum: Schedule
  /// Whether the gradient is looked up ahead of the momentum step.
  public var nesterov: Bool
  /// a, b and c of the Newton–Schulz iteration.
  public var coefficients: (a: Double, b: Double, c: Double)
  /// ε, the least norm that U is divided by.
  public var epsilon: Double
  /// How many times the iteration is made.
  public var iterations: Int
  /// What the rate is multiplied by.
  public var rateAdjustment: RateAdjustment

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - weightDecay: λ, which shrinks the weights directly.
  ///   - momentum: μ, how much of the mean gradient is kept.
  ///   - nesterov: Whether the gradient is looked up ahead of the momentum step.
  ///   - coefficients: a, b and c of the Newton–Schulz iteration.
  ///   - epsilon: ε, the least norm that U is divided by.
  ///   - iterations: How many times the iteration is made.
  ///   - rateAdjustment: What the rate is multiplied by.
  /// - Precondition: The rate, λ, μ and ε are at least 0, and there is an iteration.
  public init(
    learningRate: Schedule = 1e-3, weightDecay: Schedule = 0.1, momentum: Schedule = 0.95,
    nesterov: Bool = true,
    coefficients: (a: Double, b: Double, c: Double) = (3.4445, -4.775, 2.0315),
    epsilon: Double = 1e-7, iterations: Int = 5, rateAdjustment: RateAdjustment = .original
  ) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.nesterov = nesterov
    self.coefficients = coefficients
    self.epsilon = epsilon
    self.iterations = iterations
    self.rateAdjustment = rateAdjustment
    requireValid()
  }

  /// The mean gradient B.
  public var slots: [String] { ["momentum_buffer"] }

  /// Only a matrix can be made orthogonal.
  public func objection(to shape: Shape) -> String? {
    shape.rank == 2
      ? nil
      : "Muon moves matrices, expected 2 axes, got shape \(shape); MuonWithAdamW takes the rest"
  }

  /// Changes one matrix and its buffer.
  ///
  /// - Precondition: The parameter has two axes.
  public func update(_ parameter: borrowing ParameterUpdate) {
    update(parameter, slot: 0)
  }

  func update(_ parameter: borrowing ParameterUpdate, slot: Int) {
    let (shape, step) = (parameter.shape, parameter.step)
    precondition(shape.rank == 2, objection(to: shape) ?? "")
    if shape.count == 0 { return }
    let (α, λ, μ) = (learningRate(step), weightDecay(step), momentum(step))
    let b = parameter[slot: slot].lerp(to: parameter.gradient, by: 1 - μ)
    parameter[slot: slot] = b
    let u = nesterov ? parameter.gradient.lerp(to: b, by: μ) : b
    let x = orthogonalized(u).converted(to: parameter.dtype)
    let s = rateAdjustment.factor(rows: shape[0], columns: shape[1])
    parameter.weights = parameter.weights * (1 - α * λ) - x * (α * s)
  }

  /// The matrix with its singular values driven to 1, by the Newton–Schulz iteration in bfloat16.
  func orthogonalized(_ u: Tensor) -> Tensor {
    let isTall = u.shape[0] > u.shape[1]
    let (a, b, c) = coefficients
    var x = u.roundedToBFloat16
    if isTall { x = x.transposed() }
    let norm = x.norm().roundedToBFloat16.scalar
    x = (x / max(norm, epsilon)).roundedToBFloat16
    for _ in 0..<iterations {
      let gram = x.matmul(x.transposed()).roundedToBFloat16
      let update = (gram * b + gram.matmul(gram) * c).roundedToBFloat16
      x = (x * a + update.matmul(x)).roundedToBFloat16
    }
    return isTall ? x.transposed() : x
  }
}

extension Tensor {
  /// The elements rounded to bfloat16, ties to even, in a `float32` tensor.
  var roundedToBFloat16: Tensor {
    var y = converted(to: .float32).detached
    y.withUnsafeMutableElements(as: Float.self) { y in
      for i in y.indices where !y[i].isNaN {
        let bits = y[i].bitPattern
        y[i] = Float(bitPattern: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) & 0xFFFF_0000)
      }
    }
    return y
  }
}
