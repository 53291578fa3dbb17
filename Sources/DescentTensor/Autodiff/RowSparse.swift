/// A gradient of a table that is zero but for some rows: what an embedding's lookup gives.
///
/// ```swift
/// let values = Tensor([[1.0], [2], [4]])
/// let gradient = RowSparse(rows: [3, 0, 3], values: values, of: [4, 1])
/// print(gradient.rows)            // [0, 3]
/// print(gradient.dense.flattened)  // [2., 0., 0., 5.]  float64 [4]
/// ```
///
/// Rows are in rising order and there once each, which torch calls coalesced. A layer that looks up
/// rows gives such a gradient if it is asked to, ``Gradients/rowSparse(at:)`` hands it out, and a rule
/// that knows what to do with it moves those rows alone; to all others it is dense.
public struct RowSparse: Sendable {
  /// The rows that are not zero, in rising order.
  public let rows: [Int]
  /// Their values: `[rows.count, …]`, the table's further axes after the first.
  public let values: Tensor
  /// The shape of the whole table.
  public let shape: Shape

  /// A gradient out of contributions to rows; those to the same row are added up in their order.
  ///
  /// - Parameters:
  ///   - rows: Which rows, in any order; repeated ones are added up.
  ///   - values: `[rows.count, …]`: a contribution for each.
  ///   - shape: That of the whole table.
  /// - Precondition: There is a value for each row, of the table's further axes, and every row is one
  ///   of the table's.
  public init(rows: [Int], values: Tensor, of shape: Shape) {
    let expected = Shape([rows.count] + shape.dimensions.dropFirst())
    precondition(
      shape.rank >= 1 && values.shape == expected,
      "RowSparse: values of shape \(values.shape) for \(rows.count) rows of a table \(shape)")
    precondition(
      rows.allSatisfy { $0 >= 0 && $0 < shape[0] },
      "RowSparse: row \(rows.first { $0 < 0 || $0 >= shape[0] } ?? 0) of a table \(shape)")
    self.shape = shape
    let values = values.detached
    let isCoalesced = zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }
    if isCoalesced {
      self.rows = rows
      self.values = values
    } else {
      self.rows = Array(Set(rows)).sorted()
      self.values = RowSparse.sum(values, of: rows, into: self.rows, width: shape)
    }
  }

  /// The same as a tensor of the table's shape.
  public var dense: Tensor {
    RowSparse.sum(values, of: rows, into: Array(0..<shape[0]), width: shape)
  }

  private static func sum(
    _ values: Tensor, of rows: [Int], into targets: [Int], width shape: Shape
  ) -> Tensor {
    let places = Dictionary(uniqueKeysWithValues: targets.enumerated().map { ($1, $0) })
    let shape = Shape([targets.count] + shape.dimensions.dropFirst())
    func summed<T: TensorScalar & BinaryFloatingPoint>(_ type: T.Type) -> Tensor {
      let width = rows.isEmpty ? 0 : values.count / rows.count
      var result = Tensor.zeros(shape, dtype: values.dtype)
      result.withUnsafeMutableElements(as: type) { result in
        values.withUnsafeElements(as: type) { values in
          for (k, row) in rows.enumerated() {
            let target = (places[row] ?? 0) * width
            for i in 0..<width { result[target + i] += values[k * width + i] }
          }
        }
      }
      return result
    }
    return values.dtype == .float32 ? summed(Float.self) : summed(Double.self)
  }
}
