import DescentLab
import DescentLayers
import DescentTensor

/// What follows each hidden layer.
enum TrainActivation: String, CaseIterable {
  case relu, tanh, sigmoid

  var layer: any Layer {
    switch self {
    case .relu: ReLU()
    case .tanh: Tanh()
    case .sigmoid: Sigmoid()
    }
  }
}

extension TrainConfiguration {
  /// Weights, gradients and two moments of so many take 1.6 GB.
  private static let parameterLimit = 100_000_000

  /// A network with torch's initial weights, and torch's names for them.
  ///
  /// - Parameters:
  ///   - shape: Of one input.
  ///   - outputs: How many numbers it gives.
  ///   - generator: Where the weights are drawn.
  /// - Returns: The layers, one after another.
  /// - Throws: ``CommandError``, 64, if it would be greater than a run can hold.
  func makeModel(
    inputs shape: Shape, outputs: Int, using generator: inout Generator
  ) throws(CommandError) -> Sequential {
    var layers: [any Layer] = []
    var inputs = shape.count
    switch model {
    case .mlp: if shape.rank > 1 { layers.append(Flatten()) }
    case .cnn:
      guard shape[1] >= 4, shape[2] >= 4 else {
        throw .usage(
          "--model cnn: expected images of at least 4 × 4, got \(shape[1]) × \(shape[2])")
      }
      inputs = 32 * (shape[1] / 4) * (shape[2] / 4)
    }
    try requireRoom(inputs: inputs, outputs: outputs)
    if model == .cnn { layers = convolutions(channels: shape[0], using: &generator) }
    layers += perceptron(inputs: inputs, outputs: outputs, using: &generator)
    return Sequential(layers)
  }

  private func requireRoom(inputs: Int, outputs: Int) throws(CommandError) {
    let widths = [inputs] + hidden + [outputs]
    let count = zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    guard count <= Self.parameterLimit else {
      throw .usage(
        "--hidden: expected at most \(Self.parameterLimit) parameters, got \(count) with "
          + "\(inputs) inputs")
    }
  }

  /// A convolution to 16 channels, a residual block and pooling, and the same with 32.
  private func convolutions(channels: Int, using generator: inout Generator) -> [any Layer] {
    [
      Conv2d(from: channels, to: 16, kernel: 3, padding: 1, using: &generator), ReLU(),
      ResidualBlock(16, using: &generator), MaxPool2d(2),
      Conv2d(from: 16, to: 32, kernel: 3, padding: 1, using: &generator), ReLU(),
      ResidualBlock(32, using: &generator), MaxPool2d(2), Flatten(),
    ]
  }

  /// The hidden layers and the last.
  ///
  /// A probability of 0 makes no dropout layers, so that their names are 0, 2, 4, ….
  private func perceptron(
    inputs: Int, outputs: Int, using generator: inout Generator
  ) -> [any Layer] {
    var layers: [any Layer] = []
    var width = inputs
    for next in hidden {
      layers.append(Linear(from: width, to: next, using: &generator))
      layers.append(activation.layer)
      if dropout > 0 { layers.append(Dropout(dropout)) }
      width = next
    }
    layers.append(Linear(from: width, to: outputs, using: &generator))
    return layers
  }
}
