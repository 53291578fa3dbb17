import DescentTensor

extension Tensor {
  /// Ones on the diagonal of a matrix, zeros elsewhere: a linear map that keeps as many inputs as it
  /// can.
  ///
  /// - Parameters:
  ///   - rows: How many outputs.
  ///   - columns: How many inputs.
  ///   - dtype: `float32` or `float64`.
  /// - Returns: `[rows, columns]`.
  /// - SeeAlso: torch.nn.init.eye_. Constants are `Tensor(repeating:shape:)`.
  public static func identity(
    rows: Int, columns: Int, dtype: DType = .float32
  ) -> Tensor {
    var elements = [Double](repeating: 0, count: rows * columns)
    for i in 0..<Swift.min(rows, columns) { elements[i * columns + i] = 1 }
    return Tensor(elements, shape: [rows, columns], dtype: dtype)
  }

  /// A convolution's weight that keeps as many channels as it can: a 1 in the middle of the kernel from
  /// channel i to channel i, in each group.
  ///
  /// - Parameters:
  ///   - shape: `[outputs, inputs / groups, …]`, of 3 to 5 axes.
  ///   - groups: The groups, which divide the outputs.
  ///   - dtype: `float32` or `float64`.
  /// - Returns: The weight.
  /// - SeeAlso: torch.nn.init.dirac_.
  public static func dirac(
    _ shape: Shape, groups: Int = 1, dtype: DType = .float32
  ) -> Tensor {
    precondition(
      (3...5).contains(shape.rank) && groups > 0 && shape[0] % groups == 0,
      "dirac: a weight of shape \(shape) in \(groups) groups")
    let area = shape.dimensions.dropFirst(2).reduce(1, *)
    let middle = shape.dimensions.dropFirst(2).reduce(0) { $0 * $1 + $1 / 2 }
    let perGroup = shape[0] / groups
    var elements = [Double](repeating: 0, count: shape.count)
    for group in 0..<groups {
      for d in 0..<Swift.min(perGroup, shape[1]) {
        elements[((group * perGroup + d) * shape[1] + d) * area + middle] = 1
      }
    }
    return Tensor(elements, shape: shape, dtype: dtype)
  }
}
