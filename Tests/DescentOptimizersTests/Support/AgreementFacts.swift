/// What other libraries do otherwise than a rule here, as their sources say; "–" where they do not
/// have it.
struct Agreement {
  let rule: String
  let torch: String
  let optax: String
  let keras: String
  let mlx: String

  init(
    _ rule: String, torch: String = "–", optax: String = "–", keras: String = "–", mlx: String = "–"
  ) {
    (self.rule, self.torch, self.optax, self.keras, self.mlx) = (rule, torch, optax, keras, mlx)
  }

  static let libraries = ["torch 2.15.0", "optax 0.2.8", "Keras 3.15.1", "mlx 0.32.4"]

  var cells: [String] { [torch, optax, keras, mlx] }

  static let all: [Agreement] = [
    Agreement(
      "SGD", torch: "the same",
      optax: "the same; no dampening, no decay",
      keras: "lr 0.01; the rate is inside of the momentum; decay decoupled; no dampening",
      mlx: "the first gradient is dampened too"),
    Agreement(
      "Adagrad", torch: "the same",
      optax: "starts at 0.1; ε 1e-7, inside the root; no decay of the rate or the weights",
      keras: "lr 0.001; starts at 0.1; ε 1e-7, inside the root; decay decoupled",
      mlx: "ε 1e-8; no decay of the rate or the weights"),
    Agreement(
      "RMSprop", torch: "the same",
      optax:
        "ρ 0.9; ε inside the root (`eps_in_sqrt=False` for outside); the rate is inside of the momentum; no decay",
      keras:
        "lr 0.001; ρ 0.9; ε 1e-7, inside the root; the rate is inside of the momentum; decay decoupled",
      mlx: "the same; not centered, no momentum, no decay"),
    Agreement(
      "Adadelta", torch: "the same", optax: "the same",
      keras: "lr 0.001; ρ 0.95; ε 1e-7; decay decoupled", mlx: "the same; no decay"),
    Agreement(
      "Adam", torch: "the same", optax: "the same; no decay",
      keras:
        "ε 1e-7, before the correction (`epsilonPlacement: .beforeCorrection`); decay decoupled",
      mlx: "no bias correction unless asked for; then the same; no decay"),
    Agreement(
      "AdamW", torch: "the same", optax: "λ 1e-4",
      keras: "λ 0.004; ε 1e-7, before the correction (`epsilonPlacement: .beforeCorrection`)",
      mlx: "no bias correction unless asked for; then the same"),
    Agreement(
      "Adamax", torch: "the same", optax: "the same; no decay",
      keras: "lr 0.001; ε 1e-7, added after the maximum; decay decoupled",
      mlx: "no bias correction; ε added after the maximum; no decay"),
    Agreement(
      "NAdam", torch: "the same",
      optax: "no schedule of the momentum; no decay (`nadamw`: decoupled, 1e-4)",
      keras: "lr 0.001; `momentum_decay` 1; ε 1e-7; decay decoupled"),
    Agreement(
      "RAdam", torch: "the same",
      optax: "ε after the correction; adaptive where ρ is 5 exactly, too; no decay"),
    Agreement("ASGD", torch: "the same"),
    Agreement("Rprop", torch: "the same", optax: "not checked"),
    Agreement(
      "SparseAdam", torch: "the same", optax: "–", keras: "–", mlx: "–"),
    Agreement(
      "Adafactor", torch: "the same",
      optax:
        "factored from 128 on; ε₁ 1e-30, added to g²; no cap of the rate at 1/√t; decay is not multiplied by the rate",
      keras: "lr 0.001; ε₁ 1e-30, added to g²; decay decoupled",
      mlx: "ε₁ 1e-30, added to g²; λ is multiplied by the whole step α"),
    Agreement(
      "LBFGS", torch: "the same, but for what is not finite: an error, not a crash",
      optax: "10 pairs; a zoom line search"),
    Agreement(
      "Muon", torch: "the same (the products in bfloat16)",
      optax:
        "the mean is bias-corrected; decay none; not rounded to bfloat16 unless the parameters are",
      keras: "the momentum is a sum; 0.2 √max(m, n); takes the other parameters by Adam; λ 0.004",
      mlx: "decay added to the gradient, 0.01; not rounded to bfloat16"),
    Agreement(
      "Lion", optax: "λ 1e-3", keras: "lr 0.001; the same",
      mlx: "the same"),
    Agreement(
      "LAMB",
      optax: "both moments corrected; λ θ added to the step; no clamp",
      keras: "both moments corrected; ε 1e-7; decay decoupled; no clamp"),
    Agreement(
      "LARS", optax: "vectors too; the rate is inside of the momentum; no dampening"),
    Agreement("AdaBelief", optax: "the same; no decay"),
    Agreement(
      "Adan",
      optax:
        "the difference is multiplied by 1 − β₂ where the paper's is by what is here β₂; ε 1e-8 inside the root as well; decay decoupled"
    ),
    Agreement("AdEMAMix", optax: "the same; decay decoupled; α and β₃ as functions"),
    Agreement("ADOPT", optax: "the clip counts from 0: (t − 1)^¼; no decay"),
    Agreement(
      "Prodigy", optax: "with `correctsBias`; no limit of the growth"),
    Agreement(
      "ScheduleFreeAdamW",
      optax:
        "the weights are (max α)ᵖ, without tʳ; a warm-up from 0, which takes a step of 0 first",
      keras: "the weights are all 1; decay decoupled"),
    Agreement(
      "ScheduleFreeSGD",
      optax: "the weights are (max α)ᵖ, without tʳ; a warm-up from 0, which takes a step of 0 first"
    ),
    Agreement("StableAdamW"),
    Agreement("Yogi", optax: "the same; m starts at 1e-6, like v; no decay"),
    Agreement("AdamAtan2"),
    Agreement("Lookahead", optax: "no defaults; not checked further"),
    Agreement("SAM", optax: "not checked"),
  ]
}
