import DescentTensor

/// Adds what layers make of an input to the input itself, or to what a shortcut makes of it.
///
///     y = f(x) + x      or, with a shortcut s,   y = f(x) + s(x)
///
///     Residual { Linear(from: 64, to: 64, using: &generator); ReLU() }
///
/// Parameters are named `body.0.weight` and so on, and `shortcut.…`.
///
/// - SeeAlso: He et al. (arXiv:1512.03385).
public struct Residual: Layer {
  /// f.
  public var body: Sequential
  /// s; nil for the input itself.
  public var shortcut: Sequential?

  /// The layers in the braces around the input; see ``LayerBuilder``.
  public init(@LayerBuilder _ body: () throws -> [any Layer]) rethrows {
    self.body = Sequential(try body())
  }

  /// Layers and a shortcut around them.
  ///
  /// - Parameters:
  ///   - body: f.
  ///   - shortcut: s, for where the shapes of input and output differ.
  public init(
    @LayerBuilder _ body: () throws -> [any Layer],
    @LayerBuilder shortcut: () throws -> [any Layer]
  ) rethrows {
    self.body = Sequential(try body())
    self.shortcut = Sequential(try shortcut())
  }

  /// The sum.
  ///
  /// - Precondition: the parts have the same shape.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    let y = context.within("body") { body(x, in: &$0) }
    let kept = shortcut.map { shortcut in context.within("shortcut") { shortcut(x, in: &$0) } } ?? x
    precondition(
      y.shape == kept.shape, "Residual: \(y.shape) from the layers, \(kept.shape) around them")
    return y + kept
  }

  /// Shows `body` and `shortcut`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("body", &body)
    guard var shortcut = shortcut.take() else { return }
    visitor.visit("shortcut", &shortcut)
    self.shortcut = shortcut
  }
}
