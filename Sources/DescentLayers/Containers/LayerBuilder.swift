/// Puts layers in a row: what stands in the braces of `Sequential { … }` and its like.
///
/// ```swift
/// var generator = Generator(seed: 0)
/// let drops = true
/// let model = Sequential {
///   Linear(from: 784, to: 128, using: &generator)
///   ReLU()
///   if drops { Dropout(0.2) }
///   for _ in 0..<3 { Residual { Linear(from: 128, to: 128, using: &generator) } }
///   Linear(from: 128, to: 10, using: &generator)
/// }
/// print(model.layers.count)  // 7
/// ```
@resultBuilder
public enum LayerBuilder {
  /// One layer.
  public static func buildExpression(_ layer: some Layer) -> [any Layer] { [layer] }
  /// Layers of an array.
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
  /// Layers one after another.
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  /// The layers of an `if`, or none.
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  /// The layers of the first branch.
  public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
  /// The layers of the other branch.
  public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
  /// The layers of a loop.
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
}
