/// What other libraries do otherwise than a rule here, as their sources say; "–" where they do not
/// have it.
struct Agreement: Sendable {
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

  /// Every rule, and what is no rule of the table.
  static let all =
    RuleRow.all.map(\.elsewhere) + [
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
        "Lookahead", optax: "no defaults; not checked further"),
      Agreement(
        "SAM", optax: "not checked"),
    ]
}
