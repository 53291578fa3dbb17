import DescentData
import DescentLayers
import DescentTensor
import Testing

@testable import DescentTraining

/// A small training run whose replayed steps are compared with eager ones.
struct ReplayedTrainingCase: Sendable, CustomTestStringConvertible {
  let name: String
  let model: @Sendable (inout Generator) -> Sequential
  /// Makes a batch of so many rows.
  let batch: @Sendable (Int, inout Generator) -> Examples
  let loss: @Sendable (Sequential, Examples, inout Context) -> Tensor

  var testDescription: String { name }

  init(
    _ name: String, _ input: Shape = [6], outputs: Int = 3,
    inputs: (@Sendable (Int, inout Generator) -> Tensor)? = nil,
    loss: @escaping @Sendable (Tensor, Examples) -> Tensor = { meanSquaredError($0, $1.targets) },
    targets: @escaping @Sendable (Int, inout Generator) -> Tensor,
    _ model: @escaping @Sendable (inout Generator) -> [any Layer]
  ) {
    self.name = name
    self.model = { Sequential(model(&$0)) }
    self.loss = { model, batch, context in loss(model(batch.inputs, in: &context), batch) }
    batch = { rows, generator in
      Examples(
        inputs: inputs.map { $0(rows, &generator) }
          ?? .randn(Shape([rows] + input.dimensions), using: &generator),
        targets: targets(rows, &generator))
    }
  }
}

extension ReplayedTrainingCase {
  /// Every layer and loss.
  static let all: [ReplayedTrainingCase] = layers + others + losses

  private static func layer(
    _ name: String, _ between: @escaping @Sendable (inout Generator) -> [any Layer]
  ) -> ReplayedTrainingCase {
    ReplayedTrainingCase(name, targets: { .randn([$0, 3], using: &$1) }) { generator in
      [Linear(from: 6, to: 8, using: &generator)] + between(&generator)
        + [Linear(from: 8, to: 3, using: &generator)]
    }
  }

  private static func activation(_ layer: any Layer) -> ReplayedTrainingCase {
    ReplayedTrainingCase.layer(String(describing: type(of: layer))) { _ in [layer] }
  }

  private static let layers: [ReplayedTrainingCase] = [
    layer("two linear layers") { _ in [] },
    activation(ReLU()), activation(Tanh()), activation(Sigmoid()), activation(LeakyReLU()),
    activation(ELU()), activation(GELU()), activation(SiLU()), activation(Softplus()),
    activation(Softmax()), activation(LogSoftmax()), activation(Dropout(0.3)),
    activation(BatchNorm(8)), activation(LayerNorm([8])), activation(RMSNorm([8])),
    activation(GroupNorm(groups: 2, channels: 8)),
    layer("residual") { generator in
      [
        Residual {
          Linear(from: 8, to: 8, using: &generator)
          BatchNorm(8)
          ReLU()
        }
      ]
    },
    layer("branches") { generator in
      [
        Branches(joining: .sum) {
          Linear(from: 8, to: 8, using: &generator)
          Tanh()
        }
      ]
    },
    activation(GELU(isTanh: true)),
    layer("dropout twice") { _ in [Dropout(0.2), Tanh(), Dropout(0.5)] },
    layer("one layer twice") { generator in
      let tied = Linear(from: 8, to: 8, using: &generator)
      return [tied, Tanh(), tied]
    },
  ]

  /// Layers whose inputs are not rows of numbers.
  private static let others: [ReplayedTrainingCase] = [
    ReplayedTrainingCase(
      "embedding", inputs: { .randint([$0, 4], to: 5, using: &$1) }, targets: numbers
    ) { generator in
      [
        Embedding(5, width: 3, paddingIndex: 0, using: &generator), Sum(axis: 1),
        Linear(from: 3, to: 3, using: &generator),
      ]
    },
    ReplayedTrainingCase("attention", [5, 8], targets: numbers) { generator in
      [
        MultiheadAttention(8, heads: 2, dropout: 0.2, isBatchFirst: true, using: &generator),
        Sum(axis: 1), Linear(from: 8, to: 3, using: &generator),
      ]
    },
  ]

  /// The sum over an axis.
  private struct Sum: Layer {
    let axis: Int
    func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor { x.sum(axis: axis) }
    mutating func visit(_ visitor: inout some ParameterVisitor) {}
  }

  private static func loss(
    _ name: String, targets: @escaping @Sendable (Int, inout Generator) -> Tensor,
    _ loss: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> ReplayedTrainingCase {
    ReplayedTrainingCase(name, loss: { loss($0, $1.targets) }, targets: targets) {
      [Linear(from: 6, to: 3, using: &$0)]
    }
  }

  private static let losses: [ReplayedTrainingCase] = [
    loss("mean absolute error", targets: numbers) { meanAbsoluteError($0, $1) },
    loss("weighted cross-entropy", targets: classes) {
      crossEntropy($0, $1, ignoredClass: 1, labelSmoothing: 0.1)
    },
    loss("hinge loss", targets: numbers) { hingeLoss($0, $1.sign()) },
    loss("divergence", targets: { .rand([$0, 3], using: &$1) }) {
      klDivergence($0.logSoftmax(), $1)
    },
    loss("Huber loss", targets: numbers) { huberLoss($0, $1) },
    loss("cross-entropy", targets: classes) { crossEntropy($0, $1) },
    loss("negative log-likelihood", targets: classes) {
      negativeLogLikelihood($0.logSoftmax(), $1)
    },
    loss("binary cross-entropy", targets: { .rand([$0, 3], using: &$1) }) {
      binaryCrossEntropy(logits: $0, $1)
    },
  ]

  private static let numbers: @Sendable (Int, inout Generator) -> Tensor = {
    .randn([$0, 3], using: &$1)
  }

  private static let classes: @Sendable (Int, inout Generator) -> Tensor = {
    .randint([$0], to: 3, using: &$1)
  }
}
