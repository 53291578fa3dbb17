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

  /// A multilayer perceptron with torch's initial weights, and torch's names for them.
  ///
  /// A probability of 0 makes no dropout layers, so that the names are 0, 2, 4, ….
  ///
  /// - Throws: ``CommandError``, 64, if it would be greater than a run can hold.
  func makeModel(
    inputs: Int, outputs: Int, using generator: inout Generator
  ) throws(CommandError) -> Sequential {
    let widths = [inputs] + hidden + [outputs]
    let count = zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    guard count <= Self.parameterLimit else {
      throw .usage(
        "--hidden: expected at most \(Self.parameterLimit) parameters, got \(count) with "
          + "\(inputs) inputs")
    }
    var layers: [any Layer] = []
    var width = inputs
    for next in hidden {
      layers.append(Linear(from: width, to: next, using: &generator))
      layers.append(activation.layer)
      if dropout > 0 { layers.append(Dropout(dropout)) }
      width = next
    }
    layers.append(Linear(from: width, to: outputs, using: &generator))
    return Sequential(layers)
  }
}
