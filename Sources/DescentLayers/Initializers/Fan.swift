import DescentTensor

/// The connections of a weight that its initial size is measured by.
public enum Fan: Sendable, Hashable {
  /// The numbers that one output sees, which keeps the size of signals forward: torch's `fan_in`.
  case input
  /// The numbers that see one input, which keeps the size of gradients back: torch's `fan_out`.
  case output
}

extension Shape {
  /// The numbers that one output of a weight `[outputs, inputs, …]` sees, and that see one input.
  ///
  /// - Precondition: there are at least two axes.
  func fans(_ name: StaticString) -> (input: Int, output: Int) {
    precondition(rank >= 2, "\(name): a weight of shape \(self) has no inputs and outputs")
    let area = dimensions.dropFirst(2).reduce(1, *)
    return (self[1] * area, self[0] * area)
  }
}
