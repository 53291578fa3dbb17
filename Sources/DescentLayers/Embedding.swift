import DescentTensor

/// A table of vectors, looked up by whole numbers: torch.nn.Embedding.
///
///     y[…] = W[x[…]],   x whole numbers of any shape,   W [rows, width],   y [x.shape, width]
///
/// Initial weights are standard normal and torch's bit for bit for the same generator. The row of a
/// padding index starts as zeros and gets no gradient.
///
/// - Note: torch's options `max_norm` and `scale_grad_by_freq` are not here.
public struct Embedding: Layer {
  /// W, `[rows, width]`.
  public var weight: Parameter
  /// The row that stands for nothing, from 0.
  public let paddingIndex: Int?

  /// A table with torch's initial weights.
  ///
  /// - Parameters:
  ///   - rows: How many vectors.
  ///   - width: How long they are.
  ///   - paddingIndex: A row that stands for nothing; negative ones count from the end.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the weights are drawn from.
  public init(
    _ rows: Int, width: Int, paddingIndex: Int? = nil, dtype: DType = .float32,
    using generator: inout Generator
  ) {
    precondition(rows > 0 && width > 0, "Embedding: \(rows) rows of \(width)")
    var table = Tensor.randn([rows, width], dtype: dtype, using: &generator)
    let index = paddingIndex.map { $0 < 0 ? $0 + rows : $0 }
    if let index {
      precondition(
        index >= 0 && index < rows, "Embedding: padding index \(index) of \(rows) rows")
      table[index] = Tensor.zeros([width], dtype: dtype)
    }
    self.init(weight: table, paddingIndex: index)
  }

  /// A table of these vectors.
  ///
  /// - Precondition: `weight` is `[rows, width]`, and the padding index one of the rows.
  public init(weight: Tensor, paddingIndex: Int? = nil) {
    precondition(
      weight.rank == 2 && paddingIndex.map { $0 >= 0 && $0 < weight.shape[0] } ?? true,
      "Embedding: a weight of shape \(weight.shape), padding index \(paddingIndex ?? -1)")
    self.weight = Parameter(weight)
    self.paddingIndex = paddingIndex
  }

  /// The vectors of some rows.
  ///
  /// - Precondition: every row exists.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    weight.value.lookup(x, omitted: paddingIndex)
  }

  /// Shows `weight`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
  }
}
