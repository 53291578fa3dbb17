import CDescentKernels
import DescentTensor

/// Resilient propagation: each element has a step of its own, and of the gradient only the sign counts.
///
///     kₜ = gₜ gₜ₋₁
///     sₜ = clamp(η₊ sₜ₋₁)   where kₜ > 0,   clamp(η₋ sₜ₋₁)   where kₜ < 0,   else   sₜ₋₁
///     gₜ ← 0   where kₜ < 0
///     θₜ = θₜ₋₁ − sgn(gₜ) sₜ
///
/// The steps start at s₀ = α, and the rate has no effect afterwards. It is a rule for gradients of the
/// whole data: those of a batch change their signs by chance.
///
/// - Note: Where the sign changes the element stands still and the step is not taken back: the form
///   without backtracking, as in torch.
/// - SeeAlso: Riedmiller & Braun, *A Direct Adaptive Method for Faster Backpropagation Learning* (ICNN
///   1993); Igel & Hüsken, *Improving the Rprop Learning Algorithm* (NC 2000), iRprop⁻. Order of
///   operations: torch.optim.Rprop, 2.15.
public struct Rprop: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "Rprop"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<Rprop>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.pair("etas", ("etaMinus", \.etaMinus), ("etaPlus", \.etaPlus), .finite)
    + OptimizerOption.pair(
      "step_sizes", ("leastStep", \.leastStep), ("greatestStep", \.greatestStep), .nonNegative)
    + [.flag("maximize", "maximize", \.maximize)]
    + OptimizerOption.torchImplementationChoices

  /// α, the first step of every element.
  public var learningRate: Schedule
  /// η₋, by which a step shrinks where the gradient's sign changes.
  public var etaMinus: Schedule
  /// η₊, by which a step grows where it does not.
  public var etaPlus: Schedule
  /// The least step.
  public var leastStep: Schedule
  /// The greatest step.
  public var greatestStep: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with torch's defaults, which are the paper's but for the first step.
  public init() { self.init(learningRate: 1e-2) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α, the first step of every element.
  ///   - etaMinus: η₋, by which a step shrinks where the gradient's sign changes.
  ///   - etaPlus: η₊, by which a step grows where it does not.
  ///   - leastStep: The least step.
  ///   - greatestStep: The greatest step.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: 0 < η₋ < 1 < η₊; the rate and the steps are at least 0, and the greatest step is
  ///   not below the least.
  public init(
    learningRate: Schedule = 1e-2, etaMinus: Schedule = 0.5, etaPlus: Schedule = 1.2,
    leastStep: Schedule = 1e-6, greatestStep: Schedule = 50, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.etaMinus = etaMinus
    self.etaPlus = etaPlus
    self.leastStep = leastStep
    self.greatestStep = greatestStep
    self.maximize = maximize
    requireValid()
  }

  /// A step shrinks by one factor and grows by the other, between two bounds.
  public var conflict: (option: String, expected: String)? {
    if let η = etaMinus.constant, !(0 < η && η < 1) { return Self.wrongFactors }
    if let η = etaPlus.constant, !(1 < η) { return Self.wrongFactors }
    if let least = leastStep.constant, let greatest = greatestStep.constant, least > greatest {
      return ("step_sizes", "two numbers, the first not above the second")
    }
    return nil
  }

  private static let wrongFactors = (
    option: "etas", expected: "two numbers, the first between 0 and 1, the second above 1"
  )

  /// The gradient before and the steps, by torch's names.
  public var slots: [String] { ["prev", "step_size"] }

  /// No gradient, and steps of α.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    slot == "step_size"
      ? Tensor(repeating: learningRate(0), shape: parameter.shape, dtype: parameter.dtype)
      : Tensor(zerosLike: parameter)
  }

  /// Changes one parameter and its steps.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let c = dk_rprop(
      sign: maximize ? -1 : 1, etaMinus: etaMinus(step), etaPlus: etaPlus(step),
      least: leastStep(step), greatest: greatestStep(step))
    parameter.sweep(c, dk_rprop_f32, dk_rprop_f64)
  }
}
