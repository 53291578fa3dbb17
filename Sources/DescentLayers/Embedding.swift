import DescentTensor

/// A table of vectors, looked up by whole numbers: torch.nn.Embedding.
///
///     y[…] = W[x[…]],   x whole numbers of any shape,   W [rows, width],   y [x.shape, width]
///
/// Initial weights are standard normal and torch's bit for bit for the same generator. The row of a
/// padding index starts as zeros and gets no gradient.
///
/// With `hasSparseGradient` the gradient is of the rows that were looked up (``/DescentTensor/RowSparse``)
/// and no larger: `SparseAdam` moves those alone, other rules take it for the dense one. That holds for
/// `valueAndGradient(at: model)` and `backward()`.
///
/// - Note: torch's options `max_norm` and `scale_grad_by_freq` are not here.
public struct Embedding: Layer {
  /// W, `[rows, width]`.
  public var weight: Parameter
  /// The row that stands for nothing, from 0.
  public let paddingIndex: Int?
  /// Whether the gradient is of the rows that were looked up: torch's `sparse`.
  public let hasSparseGradient: Bool

  /// A table with torch's initial weights.
  ///
  /// - Parameters:
  ///   - rows: How many vectors.
  ///   - width: How long they are.
  ///   - paddingIndex: A row that stands for nothing; negative ones count from the end.
  ///   - hasSparseGradient: Whether the gradient is of the rows that were looked up.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the weights are drawn from.
  public init(
    _ rows: Int, width: Int, paddingIndex: Int? = nil, hasSparseGradient: Bool = false,
    dtype: DType = .float32, using generator: inout Generator
  ) {
    precondition(rows > 0 && width > 0, "Embedding: \(rows) rows of \(width)")
    var table = Tensor.randn([rows, width], dtype: dtype, using: &generator)
    let index = paddingIndex.map { $0 < 0 ? $0 + rows : $0 }
    if let index {
      precondition(
        index >= 0 && index < rows, "Embedding: padding index \(index) of \(rows) rows")
      table[index] = Tensor.zeros([width], dtype: dtype)
    }
    self.init(weight: table, paddingIndex: index, hasSparseGradient: hasSparseGradient)
  }

  /// A table of these vectors.
  ///
  /// - Parameters:
  ///   - weight: The vectors, one a row.
  ///   - paddingIndex: A row that gets no gradient; nil for none.
  ///   - hasSparseGradient: Whether the gradient is of the looked-up rows alone.
  /// - Precondition: `weight` is `[rows, width]`, and the padding index one of the rows.
  public init(weight: Tensor, paddingIndex: Int? = nil, hasSparseGradient: Bool = false) {
    precondition(
      weight.rank == 2 && paddingIndex.map { $0 >= 0 && $0 < weight.shape[0] } ?? true,
      "Embedding: a weight of shape \(weight.shape), padding index \(paddingIndex ?? -1)")
    self.weight = Parameter(weight)
    self.paddingIndex = paddingIndex
    self.hasSparseGradient = hasSparseGradient
  }

  /// The vectors of some rows.
  ///
  /// - Precondition: every row exists.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    weight.value.lookup(x, omitted: paddingIndex, isSparse: hasSparseGradient)
  }

  /// Shows `weight`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
  }
}
