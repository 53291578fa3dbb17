import DescentTensor

/// Inputs and what they should give, row by row.
public struct Examples: Dataset {
  /// The inputs: one row for each example along the outermost axis.
  public let inputs: Tensor
  /// The targets: one for each example along the outermost axis.
  public let targets: Tensor

  /// Pairs inputs with targets.
  ///
  /// - Parameters:
  ///   - inputs: `[count, …]`.
  ///   - targets: `[count, …]`.
  /// - Precondition: There are as many of the one as of the other.
  public init(inputs: Tensor, targets: Tensor) {
    precondition(
      inputs.rank >= 1 && targets.rank >= 1 && inputs.shape[0] == targets.shape[0],
      "Examples: inputs of shape \(inputs.shape) with targets of shape \(targets.shape)")
    self.inputs = inputs
    self.targets = targets
  }

  /// The number of examples.
  public var count: Int { inputs.shape[0] }

  /// The examples at these rows, in their order.
  public subscript(rows: [Int]) -> Examples {
    Examples(inputs: inputs.gather(rows), targets: targets.gather(rows))
  }

  /// The examples at these rows, in their order.
  public func batch(_ rows: [Int]) -> Examples { self[rows] }

  /// The CRC-32C of shapes, element types and elements, in time of their size.
  public var fingerprint: UInt32? {
    [inputs, targets].reduce(0) { sum, tensor in
      let form = Array("\(tensor.dtype) \(tensor.shape);".utf8)
      let sum = form.withUnsafeBytes { crc32c($0, after: sum) }
      return tensor.withUnsafeMemory {
        crc32c(
          UnsafeRawBufferPointer(start: $0, count: tensor.count * tensor.dtype.size), after: sum)
      }
    }
  }
}
