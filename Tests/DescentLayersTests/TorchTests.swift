import DescentLayers
import DescentTensor
import Testing

/// Every layer and loss against torch, forward and backward: 1e-12 in float64, 1e-5 in float32.
@Suite struct TorchTests {
  static let activations: [(String, any Layer)] = [
    ("relu", ReLU()), ("leakyReLU", LeakyReLU()), ("leakyReLU 0.2", LeakyReLU(slope: 0.2)),
    ("elu", ELU()), ("elu 1.5", ELU(alpha: 1.5)), ("gelu", GELU()),
    ("gelu tanh", GELU(isTanh: true)), ("silu", SiLU()), ("softplus", Softplus()),
    ("softplus 2 5", Softplus(beta: 2, threshold: 5)), ("softmax", Softmax()),
    ("softmax 0", Softmax(axis: 0)), ("logSoftmax", LogSoftmax()), ("sigmoid", Sigmoid()),
    ("tanh", Tanh()),
  ]

  @Test func activationsAreTorchs() throws {
    for (name, layer) in Self.activations { try expectTorch(name) { layer($0[input: "x"]) } }
    try expectTorch("erf") { $0[input: "x"].erf() }
  }

  typealias Loss = @Sendable (Inputs, Reduction) -> Tensor

  static let losses: [(String, Loss)] = [
    ("mse", { meanSquaredError($0[input: "x"], $0[input: "y"], reduction: $1) }),
    ("l1", { meanAbsoluteError($0[input: "x"], $0[input: "y"], reduction: $1) }),
    ("huber", { huberLoss($0[input: "x"], $0[input: "y"], reduction: $1) }),
    ("huber 0.5", { huberLoss($0[input: "x"], $0[input: "y"], delta: 0.5, reduction: $1) }),
    ("smoothL1", { smoothAbsoluteError($0[input: "x"], $0[input: "y"], reduction: $1) }),
    (
      "smoothL1 0.25",
      { smoothAbsoluteError($0[input: "x"], $0[input: "y"], beta: 0.25, reduction: $1) }
    ),
    (
      "smoothL1 0",
      { smoothAbsoluteError($0[input: "x"], $0[input: "y"], beta: 0, reduction: $1) }
    ),
    ("bce", { binaryCrossEntropy(logits: $0[input: "x"], $0[input: "y"], reduction: $1) }),
    (
      "bce weights",
      {
        binaryCrossEntropy(
          logits: $0[input: "x"], $0[input: "y"], weight: $0["weight"],
          positiveWeight: $0["positive"], reduction: $1)
      }
    ),
    ("crossEntropy", entropy()), ("crossEntropy weights", entropy()),
    ("crossEntropy ignored", entropy()), ("crossEntropy ignored weights", entropy()),
    ("crossEntropy ignored 1", entropy(ignored: 1)),
    ("crossEntropy smoothing", entropy(smoothing: 0.1)),
    ("crossEntropy smoothing weights ignored", entropy(smoothing: 0.2)),
    ("crossEntropy probabilities", entropy()),
    ("crossEntropy probabilities smoothing weights", entropy(smoothing: 0.1)),
    ("crossEntropy images", entropy()),
    ("nll", likelihood), ("nll weights", likelihood), ("nll ignored weights", likelihood),
    ("kl", { divergence($0, $1, false) }), ("kl logarithms", { divergence($0, $1, true) }),
    ("hinge", { hingeLoss($0[input: "x"], $0[input: "y"], reduction: $1) }),
    (
      "hingeEmbedding",
      { hingeEmbeddingLoss($0[input: "x"], $0[input: "y"], margin: 0.75, reduction: $1) }
    ),
    ("multiMargin", { multiMarginLoss($0[input: "x"], $0[input: "y"], reduction: $1) }),
    (
      "multiMargin squared weights",
      {
        multiMarginLoss(
          $0[input: "x"], $0[input: "y"], margin: 0.5, isSquared: true, weights: $0["weight"],
          reduction: $1)
      }
    ),
  ]

  private static func entropy(smoothing: Double = 0, ignored: Int = -100) -> Loss {
    {
      crossEntropy(
        $0[input: "x"], $0[input: "y"], weights: $0["weight"], ignoredClass: ignored,
        labelSmoothing: smoothing, reduction: $1)
    }
  }

  private static let likelihood: Loss = {
    negativeLogLikelihood($0[input: "x"], $0[input: "y"], weights: $0["weight"], reduction: $1)
  }

  private static func divergence(
    _ inputs: Inputs, _ reduction: Reduction, _ areLogarithms: Bool
  ) -> Tensor {
    let reduction: DivergenceReduction =
      reduction == .mean ? .mean : reduction == .sum ? .sum : .none
    return klDivergence(
      inputs[input: "x"], inputs[input: "y"], areLogarithms: areLogarithms, reduction: reduction)
  }

  @Test func lossesAreTorchs() throws {
    for (name, loss) in Self.losses {
      for reduction in Reduction.allCases {
        try expectTorch("\(name) \(reduction)") { loss($0, reduction) }
      }
    }
    try expectTorch("crossEntropy row") { crossEntropy($0[input: "x"], $0[input: "y"]) }
    try expectTorch("kl batchMean") {
      klDivergence($0[input: "x"], $0[input: "y"], reduction: .batchMean)
    }
  }

  @Test func normalizationsAreTorchs() throws {
    func layerNorm(_ name: String, _ shape: Shape, epsilon: Double = 1e-5) throws {
      try expectTorch(name) { inputs in
        var layer = LayerNorm(shape, epsilon: epsilon)
        layer.weight = inputs["weight"].map { Parameter($0) }
        layer.bias = inputs["bias"].map { Parameter($0) }
        return layer(inputs[input: "x"])
      }
    }
    try layerNorm("layerNorm", [5])
    try layerNorm("layerNorm 2 axes", [3, 4], epsilon: 0.1)
    try layerNorm("layerNorm plain", [5])
    try layerNorm("layerNorm no bias", [5])
    try layerNorm("layerNorm wide", [40])
    try expectTorch("rmsNorm") { inputs in
      var layer = RMSNorm(5, epsilon: 1e-3)
      layer.weight = inputs["weight"].map { Parameter($0) }
      return layer(inputs[input: "x"])
    }
    try expectTorch("rmsNorm plain") {
      RMSNorm([2, 5], epsilon: 0.5, isAffine: false)($0[input: "x"])
    }
    func groupNorm(_ name: String, _ groups: Int, _ channels: Int, _ epsilon: Double = 1e-5) throws
    {
      try expectTorch(name) { inputs in
        var layer = GroupNorm(groups: groups, channels: channels, epsilon: epsilon)
        layer.weight = inputs["weight"].map { Parameter($0) }
        layer.bias = inputs["bias"].map { Parameter($0) }
        return layer(inputs[input: "x"])
      }
    }
    try groupNorm("groupNorm", 2, 4)
    try groupNorm("groupNorm flat", 3, 6, 0.01)
    try groupNorm("groupNorm one", 1, 4)
    try groupNorm("groupNorm instances", 4, 4)
  }

  @Test func batchNormIsTorchs() throws {
    func layer(_ inputs: Inputs, epsilon: Double = 1e-5) -> BatchNorm {
      var layer = BatchNorm(inputs[input: "x"].shape[1], epsilon: epsilon)
      layer.weight = inputs["weight"].map { Parameter($0) }
      layer.bias = inputs["bias"].map { Parameter($0) }
      let dtype = inputs[input: "x"].dtype
      layer.running?.mean = Buffer(inputs["mean"] ?? .zeros([layer.channels], dtype: dtype))
      layer.running?.variance = Buffer(inputs["variance"] ?? .ones([layer.channels], dtype: dtype))
      return layer
    }
    for name in ["1d", "1d long", "2d"] {
      try expectTorch("batchNorm \(name)") { inputs in
        var context = Context.training(using: Generator(seed: 0))
        return layer(inputs)(inputs[input: "x"], in: &context)
      }
      try expectTorch("batchNorm \(name) evaluation") { layer($0)($0[input: "x"]) }
    }
    try expectTorch("batchNorm plain") { inputs in
      var context = Context.training(using: Generator(seed: 0))
      return layer(inputs, epsilon: 0.1)(inputs[input: "x"], in: &context)
    }
  }
}
