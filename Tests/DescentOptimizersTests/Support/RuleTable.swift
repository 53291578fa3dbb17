import DescentOptimizers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the tests know of a rule.
///
/// From its row come its trajectories, in every vector form, against the library that it follows
/// (`Fixtures/<name>.json`); that it finds a minimum, and does what all rules do; what its telemetry
/// says; and its lines in `Documentation/optimizers.md`.
struct RuleRow: Sendable, CustomTestStringConvertible {
  /// The rule with no decay, and with a rate with which it finds a parabola's minimum.
  let rule: any ConfigurableOptimizer
  /// Whose trajectories they are.
  let follows: String
  /// How many of them there are, in both precisions together; nil for no less than 8.
  let cases: Int?
  /// How far it strays from them at most, in units in the last place; 0 for no bit.
  let error: Double
  /// Why it strays.
  let reason: String?
  /// Whether every element is treated alike, so that tensors can be of any size.
  let isElementwise: Bool
  /// What it says of its second moment.
  let secondMoment: Moment
  /// What other libraries do otherwise.
  let elsewhere: Agreement

  /// What telemetry finds of a second moment where every gradient is the same.
  enum Moment: Sendable {
    /// There is none.
    case none
    /// It is not of the gradient alone.
    case other
    /// The root of g² / v̂ after so many updates.
    case ratio(@Sendable (_ updates: Double) -> Double)

    /// The bias is corrected, so that v̂ is g².
    static let corrected = Moment.ratio { _ in 1 }
  }

  init(
    _ rule: any ConfigurableOptimizer, follows: String = RuleRow.torch, cases: Int? = nil,
    within error: Double = 0, because reason: String? = nil, isElementwise: Bool = true,
    secondMoment: Moment = .none, torch: String = "–", optax: String = "–", keras: String = "–",
    mlx: String = "–"
  ) {
    self.rule = rule
    self.follows = follows
    self.cases = cases
    self.error = error
    self.reason = reason
    self.isElementwise = isElementwise
    self.secondMoment = secondMoment
    elsewhere = Agreement(rule.name, torch: torch, optax: optax, keras: keras, mlx: mlx)
  }

  static let torch = "torch 2.15.0"

  var name: String { rule.name }
  var testDescription: String { name }
}

extension RuleRow {
  /// Every rule that follows recorded trajectories with all that it does.
  static let all: [RuleRow] = [
    RuleRow(
      SGD(learningRate: 0.1), cases: 18, torch: "the same",
      optax: "the same; no dampening, no decay",
      keras: "lr 0.01; the rate is inside of the momentum; decay decoupled; no dampening",
      mlx: "the first gradient is dampened too"),
    RuleRow(
      Adagrad(learningRate: 1), cases: 14, secondMoment: .ratio { 1 / $0.squareRoot() },
      torch: "the same",
      optax: "starts at 0.1; ε 1e-7, inside the root; no decay of the rate or the weights",
      keras: "lr 0.001; starts at 0.1; ε 1e-7, inside the root; decay decoupled",
      mlx: "ε 1e-8; no decay of the rate or the weights"),
    RuleRow(
      RMSprop(learningRate: falling(0.1), rho: 0.9), cases: 16,
      secondMoment: .ratio { 1 / (1 - pow(0.9, $0)).squareRoot() }, torch: "the same",
      optax:
        "ρ 0.9; ε inside the root (`eps_in_sqrt=False` for outside); the rate is inside of the momentum; no decay",
      keras:
        "lr 0.001; ρ 0.9; ε 1e-7, inside the root; the rate is inside of the momentum; decay decoupled",
      mlx: "the same; not centered, no momentum, no decay"),
    RuleRow(
      Adadelta(learningRate: falling(1)), cases: 12,
      secondMoment: .ratio { 1 / (1 - pow(0.9, $0)).squareRoot() }, torch: "the same",
      optax: "the same", keras: "lr 0.001; ρ 0.95; ε 1e-7; decay decoupled",
      mlx: "the same; no decay"),
    RuleRow(
      Adam(learningRate: falling(0.1)), cases: 10, secondMoment: .corrected, torch: "the same",
      optax: "the same; no decay",
      keras:
        "ε 1e-7, before the correction (`epsilonPlacement: .beforeCorrection`); decay decoupled",
      mlx: "no bias correction unless asked for; then the same; no decay"),
    RuleRow(
      AdamW(learningRate: falling(0.1), weightDecay: 0), cases: 10, secondMoment: .corrected,
      torch: "the same", optax: "λ 1e-4",
      keras: "λ 0.004; ε 1e-7, before the correction (`epsilonPlacement: .beforeCorrection`)",
      mlx: "no bias correction unless asked for; then the same"),
    RuleRow(
      Adamax(learningRate: falling(0.1)), cases: 10, torch: "the same", optax: "the same; no decay",
      keras: "lr 0.001; ε 1e-7, added after the maximum; decay decoupled",
      mlx: "no bias correction; ε added after the maximum; no decay"),
    RuleRow(
      NAdam(learningRate: falling(0.1)), cases: 14, secondMoment: .corrected, torch: "the same",
      optax: "no schedule of the momentum; no decay (`nadamw`: decoupled, 1e-4)",
      keras: "lr 0.001; `momentum_decay` 1; ε 1e-7; decay decoupled"),
    RuleRow(
      RAdam(learningRate: falling(0.1)), cases: 12, secondMoment: .corrected, torch: "the same",
      optax: "ε after the correction; adaptive where ρ is 5 exactly, too; no decay"),
    RuleRow(
      ASGD(learningRate: 0.1, shrinkage: 0), cases: 14, torch: "the same"),
    RuleRow(
      Rprop(learningRate: 0.1, leastStep: 0), cases: 10, torch: "the same", optax: "not checked"),
    RuleRow(
      Lion(learningRate: falling(0.05)), follows: "pytorch_optimizer 4.1.0", optax: "λ 1e-3",
      keras: "lr 0.001; the same", mlx: "the same"),
    RuleRow(
      LAMB(learningRate: falling(0.05)), follows: "pytorch_optimizer 4.1.0", within: 4,
      because: "norms are added up in another order", isElementwise: false,
      secondMoment: .ratio { 1 / (1 - pow(0.999, $0)).squareRoot() },
      optax: "both moments corrected; λ θ added to the step; no clamp",
      keras: "both moments corrected; ε 1e-7; decay decoupled; no clamp"),
    RuleRow(
      LARS(learningRate: falling(0.1), trustCoefficient: 0.5), follows: "pytorch_optimizer 4.1.0",
      within: 5, because: "norms are added up in another order", isElementwise: false,
      optax: "vectors too; the rate is inside of the momentum; no dampening"),
    RuleRow(
      AdaBelief(learningRate: falling(0.1)), follows: "pytorch_optimizer 4.1.0",
      secondMoment: .other, optax: "the same; no decay"),
    RuleRow(
      Adan(learningRate: falling(0.1)), follows: "pytorch_optimizer 4.1.0",
      secondMoment: .corrected,
      optax:
        "the difference is multiplied by 1 − β₂ where the paper's is by what is here β₂; ε 1e-8 inside the root as well; decay decoupled"
    ),
    RuleRow(
      AdEMAMix(learningRate: falling(0.05), beta3: 0.99, warmup: 500),
      follows: "pytorch_optimizer 4.1.0", secondMoment: .corrected,
      optax: "the same; decay decoupled; α and β₃ as functions"),
    RuleRow(
      ADOPT(learningRate: falling(0.1), beta2: 0.99), follows: "pytorch_optimizer 4.1.0",
      secondMoment: .corrected, optax: "the clip counts from 0: (t − 1)^¼; no decay"),
    RuleRow(
      Prodigy(learningRate: falling(1)), follows: "prodigyopt 1.1.2", within: 9,
      because: "sums are added up in another order", isElementwise: false, secondMoment: .other,
      optax: "with `correctsBias`; no limit of the growth"),
    RuleRow(
      ScheduleFreeAdamW(learningRate: 0.1), follows: "schedulefree 1.4.1", secondMoment: .corrected,
      optax:
        "the weights are (max α)ᵖ, without tʳ; a warm-up from 0, which takes a step of 0 first",
      keras: "the weights are all 1; decay decoupled"),
    RuleRow(
      ScheduleFreeSGD(learningRate: 0.2), follows: "schedulefree 1.4.1",
      optax: "the weights are (max α)ᵖ, without tʳ; a warm-up from 0, which takes a step of 0 first"
    ),
    RuleRow(
      StableAdamW(learningRate: falling(0.1), weightDecay: 0), follows: "pytorch_optimizer 4.1.0",
      within: 6, because: "a mean is added up in another order", isElementwise: false,
      secondMoment: .corrected),
    RuleRow(
      Yogi(learningRate: falling(0.1)), follows: "optax 0.2.8", secondMoment: .other,
      optax: "the same; m starts at 1e-6, like v; no decay"),
    RuleRow(
      AdamAtan2(learningRate: falling(0.1)), follows: "adam-atan2-pytorch 0.4.1", within: 2,
      because: "atan2 is correctly rounded but for 1 in 10⁸, torch's within 1 unit",
      secondMoment: .corrected),
  ]

  /// Those that torch has, and those that it has not.
  static let ofTorch = all.filter { $0.follows == torch }
  static let others = all.filter { $0.follows != torch }

  private static func falling(_ rate: Double) -> Schedule {
    Schedule("from \(rate) to 0") { rate * (1 - Double($0) / 2000) }
  }
}
