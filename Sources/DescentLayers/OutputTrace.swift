import DescentTensor

/// The shapes of the outputs of a model's parts, by path: what a summary shows of a forward pass.
package struct OutputTrace: Sendable {
  /// The shapes, by the names from the model to the part, joined by dots.
  package private(set) var shapes: [String: Shape] = [:]
  private var names: [String] = []

  package init() {}

  /// Goes into a part.
  package mutating func enter(_ name: String) { names.append(name) }

  /// Comes out of a part, which gave an output of this shape.
  package mutating func leave(with shape: Shape) {
    // The model itself has the name "", which is no part of the paths.
    shapes[names.dropFirst().joined(separator: ".")] = shape
    names.removeLast()
  }
}
