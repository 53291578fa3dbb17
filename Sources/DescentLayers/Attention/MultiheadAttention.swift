import DescentTensor

/// Attention of queries to keys in several heads at once: torch.nn.MultiheadAttention.
///
///     q = Wq x + bq,   k = Wk y + bk,   v = Wv z + bv        each cut into heads of width d
///     a = softmax(q kᵀ / √d + mask),   output = Wo [a v of all heads] + bo
///
/// Queries are `[length, samples, width]`, keys and values `[keys, samples, …]`; `[samples, length, …]`
/// where `isBatchFirst`, and without the samples' axis `[length, …]`. The output has the queries'
/// shape. As a ``Layer`` it is self-attention, without a mask.
///
/// Initial weights are torch's bit for bit for the same generator: Xavier's uniforms, biases 0.
///
/// - SeeAlso: Vaswani et al. (arXiv:1706.03762). torch's `add_bias_kv` and `add_zero_attn` are not here.
public struct MultiheadAttention: Layer {
  /// Wq, Wk and Wv above one another, `[3 width, width]`: torch's `in_proj_weight`; nil if the keys or
  /// the values have a width of their own.
  public var inputWeight: Parameter?
  /// Wq, Wk and Wv by themselves, where there is no ``inputWeight``.
  public var queryWeight: Parameter?, keyWeight: Parameter?, valueWeight: Parameter?
  /// bq, bk and bv in a row, `[3 width]`: torch's `in_proj_bias`.
  public var inputBias: Parameter?
  /// Wo and bo.
  public var output: Linear
  /// The length of the queries' innermost axis.
  public let width: Int
  /// The number of heads.
  public let heads: Int
  /// The probability that an attention weight is dropped in training.
  public let dropout: Double
  /// Whether the samples' axis comes first.
  public let isBatchFirst: Bool

  /// A layer with torch's initial weights.
  ///
  /// - Parameters:
  ///   - width: The length of the queries' and the output's innermost axis.
  ///   - heads: How many heads share it; it is a multiple of them.
  ///   - dropout: The probability that an attention weight is dropped in training.
  ///   - hasBias: Whether biases are added.
  ///   - keyWidth: The length of the keys' innermost axis, if it is another: torch's `kdim`.
  ///   - valueWidth: The length of the values': torch's `vdim`.
  ///   - isBatchFirst: Whether the samples' axis comes first; torch's default is that it does not.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the weights are drawn from.
  public init(
    _ width: Int, heads: Int, dropout: Double = 0, hasBias: Bool = true, keyWidth: Int? = nil,
    valueWidth: Int? = nil, isBatchFirst: Bool = false, dtype: DType = .float32,
    using generator: inout Generator
  ) {
    precondition(
      width > 0 && heads > 0 && width % heads == 0,
      "MultiheadAttention: a width of \(width) in \(heads) heads")
    precondition(
      dropout >= 0 && dropout <= 1, "MultiheadAttention: \(dropout) is not a probability")
    self.width = width
    self.heads = heads
    self.dropout = dropout
    self.isBatchFirst = isBatchFirst
    // The output's weights are drawn first, and its bias too, though it is then set to 0.
    output = Linear(
      from: width, to: width, hasBias: hasBias, dtype: dtype, using: &generator)
    output.bias?.value = .zeros([width], dtype: dtype)
    func drawn(_ shape: Shape) -> Parameter {
      Parameter(.xavierUniform(shape, dtype: dtype, using: &generator))
    }
    if (keyWidth ?? width) == width && (valueWidth ?? width) == width {
      inputWeight = drawn([3 * width, width])
    } else {
      queryWeight = drawn([width, width])
      keyWeight = drawn([width, keyWidth ?? width])
      valueWeight = drawn([width, valueWidth ?? width])
    }
    inputBias = hasBias ? Parameter(.zeros([3 * width], dtype: dtype)) : nil
  }

  /// What each query attends to.
  ///
  /// - Parameters:
  ///   - query: `[length, samples, width]`.
  ///   - key: `[keys, samples, …]`; the query where nil.
  ///   - value: `[keys, samples, …]`; the key where nil.
  ///   - mask: What a query may not see, as in torch: `bool`, true where it may not, or numbers that
  ///     are added to the scores; `[length, keys]` or `[samples · heads, length, keys]`.
  ///   - keyPadding: Which keys stand for nothing, likewise: `[samples, keys]`, or `[keys]` without
  ///     samples.
  ///   - isCausal: Whether place i sees places up to i only.
  ///   - context: Training or evaluation.
  /// - Returns: `[length, samples, width]`.
  public func callAsFunction(
    _ query: Tensor, key: Tensor? = nil, value: Tensor? = nil, mask: Tensor? = nil,
    keyPadding: Tensor? = nil, isCausal: Bool = false, in context: inout Context
  ) -> Tensor {
    attend(query, key, value, mask, keyPadding, isCausal, in: &context).output
  }

  /// Self-attention without a mask.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    attend(x, nil, nil, nil, nil, false, in: &context).output
  }

  /// What each query attends to, and how much to which key.
  ///
  /// The parameters are those of the call without weights.
  ///
  /// - Returns: The output, and the weights of each head after dropout,
  ///   `[samples, heads, length, keys]`; torch's mean over heads is `weights.mean(axis: 1)`.
  public func withWeights(
    _ query: Tensor, key: Tensor? = nil, value: Tensor? = nil, mask: Tensor? = nil,
    keyPadding: Tensor? = nil, isCausal: Bool = false, in context: inout Context
  ) -> (output: Tensor, weights: Tensor) {
    attend(query, key, value, mask, keyPadding, isCausal, in: &context)
  }

  /// Shows `in_proj_weight` (or `q_proj_weight`, `k_proj_weight` and `v_proj_weight`), `in_proj_bias`
  /// and the parameters of `out_proj`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("in_proj_weight", &inputWeight)
    visitor.visit("q_proj_weight", &queryWeight)
    visitor.visit("k_proj_weight", &keyWeight)
    visitor.visit("v_proj_weight", &valueWeight)
    visitor.visit("in_proj_bias", &inputBias)
    visitor.visit("out_proj", &output)
  }
}
