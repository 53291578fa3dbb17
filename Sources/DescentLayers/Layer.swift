import DescentTensor

/// A module that maps a tensor to a tensor.
public protocol Layer: Module {
  /// The output for an input, in training or evaluation as the context says.
  func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor
}

extension Layer {
  /// The output for an input, in evaluation.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    var context = Context.evaluation
    return self(x, in: &context)
  }
}
