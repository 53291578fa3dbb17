import DescentTensor

/// Layers one after another, each the input of the next.
///
/// ```swift
/// var generator = Generator(seed: 0)
/// let model = Sequential(
///   Linear(from: 784, to: 128, using: &generator), ReLU(),
///   Linear(from: 128, to: 10, using: &generator))
/// print(model.parameters.map(\.path))  // ["0.weight", "0.bias", "2.weight", "2.bias"]
/// ```
///
/// or with the layers in braces (``LayerBuilder``). Parameters are named by the layers' positions, as
/// in torch.nn.Sequential: `0.weight`, `0.bias`, `2.weight`.
public struct Sequential: Layer {
  /// The layers, first to last.
  public var layers: [any Layer]

  /// A chain of these layers.
  public init(_ layers: any Layer...) { self.layers = layers }

  /// A chain of these layers.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// A chain of the layers in the braces; see ``LayerBuilder``.
  public init(@LayerBuilder _ layers: () throws -> [any Layer]) rethrows {
    self.layers = try layers()
  }

  /// The last layer's output.
  ///
  /// A ``ReLU`` after a ``Linear`` or ``Conv2d`` is computed with it, in one pass.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    var x = x
    var i = 0
    while i < layers.count {
      // A summary wants to see each layer.
      if i + 1 < layers.count, layers[i + 1] is ReLU, context.trace == nil,
        let layer = layers[i] as? any RectifiedLayer
      {
        x = layer.relu(x)
        i += 2
      } else {
        let layer = layers[i]
        x = context.within(String(i)) { layer(x, in: &$0) }
        i += 1
      }
    }
    return x
  }

  /// Shows the layers under their positions.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    // Each layer is opened where it stands: a copy would make its weights shared, and every update
    // of them a copy too.
    func open(_ layer: inout some Layer, _ name: String) { visitor.visit(name, &layer) }
    for i in layers.indices { open(&layers[i], String(i)) }
  }
}
