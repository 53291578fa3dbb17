import DescentData
import DescentTensor

/// What a step is given besides the model, in a form in which the step can be replayed.
///
/// ```swift
/// struct Pair: StepInput {
///   var left: Tensor, right: Tensor
///   mutating func visitTensors(_ body: (inout Tensor) -> Void) {
///     body(&left)
///     body(&right)
///   }
/// }
/// var pair = Pair(left: .ones([2]), right: .zeros([3]))
/// var shapes: [Shape] = []
/// pair.visitTensors { shapes.append($0.shape) }
/// print(shapes)  // [[2], [3]]
/// ```
///
/// ``/DescentData/Examples`` is one, and so are tensors and arrays of what is one.
public protocol StepInput: Sendable {
  /// Shows every tensor to `body`, always in the same order.
  mutating func visitTensors(_ body: (inout Tensor) -> Void)

  /// Everything else that the loss depends on; nothing by default.
  var staticPart: AnyHashable? { get }
}

extension StepInput {
  /// Nothing.
  public var staticPart: AnyHashable? { nil }
}

extension Tensor: StepInput {
  /// Shows itself.
  public mutating func visitTensors(_ body: (inout Tensor) -> Void) { body(&self) }
}

extension Array: StepInput where Element: StepInput {
  /// Shows the elements' tensors.
  public mutating func visitTensors(_ body: (inout Tensor) -> Void) {
    for i in indices { self[i].visitTensors(body) }
  }

  /// How many tensors there are, or the static parts of the elements.
  public var staticPart: AnyHashable? {
    // The first is compared at once; an array of hashable values takes microseconds.
    Element.self == Tensor.self ? AnyHashable(count) : AnyHashable(map(\.staticPart))
  }
}

extension Examples: StepInput {
  /// Shows the inputs, then the targets.
  public mutating func visitTensors(_ body: (inout Tensor) -> Void) {
    var (inputs, targets) = (inputs, targets)
    body(&inputs)
    body(&targets)
    self = Examples(inputs: inputs, targets: targets)
  }
}
