/// A tensor that belongs to a model and is not trained: a running mean, a count of batches.
///
/// It is saved with the weights and copied with the model, and no optimizer moves it. A layer that
/// wants to change it in a forward pass says so to its context; whoever applies the gradients
/// applies the changes too.
public struct Buffer: Sendable, Identifiable {
  /// What tells this buffer from the others of the same model.
  public let id: Parameter.ID
  /// The numbers.
  public var value: Tensor

  /// A buffer with a new identity.
  public init(_ value: Tensor) {
    id = Parameter.ID()
    self.value = value
  }
}

extension Module {
  /// Every buffer with its path, in visiting order.
  public var buffers: [(path: String, buffer: Buffer)] {
    var found: [(path: String, buffer: Buffer)] = []
    var copy = self
    copy.updateBuffers { path, buffer in found.append((path, buffer)) }
    return found
  }

  /// Changes every buffer in visiting order.
  ///
  /// - Parameter body: Is called with the buffer's path and the buffer.
  public mutating func updateBuffers(_ body: (String, inout Buffer) -> Void) {
    withoutActuallyEscaping(body) { body in
      var updater = BufferUpdater(body: body)
      visit(&updater)
    }
  }
}

/// Hands every buffer to a closure.
private struct BufferUpdater: ParameterVisitor {
  let body: (String, inout Buffer) -> Void
  var prefix = ""

  mutating func visit(_ name: String, _ parameter: inout Parameter) {}

  mutating func visit(_ name: String, _ buffer: inout Buffer) { body(prefix + name, &buffer) }

  mutating func visit(_ name: String, _ module: inout some Module) {
    let outer = prefix
    prefix += name + "."
    module.visit(&self)
    prefix = outer
  }
}
