import DescentTensor

/// Several layers with the same input, whose outputs are joined.
///
///     Branches(joining: .concatenation(axis: 1)) {
///       Linear(from: 8, to: 4, using: &generator)
///       Sequential { Linear(from: 8, to: 16, using: &generator); Tanh() }
///     }
///
/// Parameters are named by the branches' positions, as in torch's ModuleList: `0.weight`.
public struct Branches: Layer {
  /// How outputs become one.
  public enum Joining: Sendable, Hashable {
    /// Added up; they have the same shape.
    case sum
    /// Multiplied; they have the same shape.
    case product
    /// One after another along an axis.
    case concatenation(axis: Int)
    /// Along a new axis.
    case stack(axis: Int)
  }

  /// The branches.
  public var layers: [any Layer]
  /// How their outputs become one.
  public let joining: Joining

  /// The layers in the braces side by side; see ``LayerBuilder``.
  ///
  /// - Parameters:
  ///   - joining: How their outputs become one.
  ///   - layers: The branches.
  public init(
    joining: Joining, @LayerBuilder _ layers: () throws -> [any Layer]
  ) rethrows {
    self.layers = try layers()
    self.joining = joining
    precondition(!self.layers.isEmpty, "Branches: no branch")
  }

  /// The outputs joined.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    let outputs = outputs(x, in: &context)
    switch joining {
    case .sum: return outputs.dropFirst().reduce(outputs[0], +)
    case .product: return outputs.dropFirst().reduce(outputs[0], *)
    case .concatenation(let axis): return .concatenate(outputs, axis: axis)
    case .stack(let axis): return .stack(outputs, axis: axis)
    }
  }

  /// Each branch's output, not joined: the heads of a model with several.
  ///
  /// - Parameters:
  ///   - x: The input of all of them.
  ///   - context: The mode and the random numbers.
  /// - Returns: The outputs in the order of the branches.
  public func outputs(_ x: Tensor, in context: inout Context) -> [Tensor] {
    layers.enumerated().map { entry in
      context.within(String(entry.offset)) { entry.element(x, in: &$0) }
    }
  }

  /// Shows the branches under their positions.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    // Opened where they stand, as in ``Sequential``.
    func open(_ layer: inout some Layer, _ name: String) { visitor.visit(name, &layer) }
    for i in layers.indices { open(&layers[i], String(i)) }
  }
}
