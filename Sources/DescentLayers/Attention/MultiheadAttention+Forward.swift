import DescentTensor

extension MultiheadAttention {
  func attend(
    _ query: Tensor, _ key: Tensor?, _ value: Tensor?, _ mask: Tensor?, _ keyPadding: Tensor?,
    _ isCausal: Bool, in context: inout Context
  ) -> (output: Tensor, weights: Tensor) {
    precondition(
      query.rank == 2 || query.rank == 3,
      "MultiheadAttention: queries of shape \(query.shape); 2 or 3 axes are wanted")
    let (q, k, v) = projected(query, key, value)
    let (samples, length, keys) = (q.shape[0], q.shape[2], k.shape[2])
    var scores = (q * (1 / Double(width / heads)).squareRoot()).matmul(k, transposingRight: true)
    if let mask {
      scores = scores + additive(mask, "mask", scores.dtype).fitting(samples, heads, length, keys)
    }
    if let keyPadding {
      let padding = additive(keyPadding, "keyPadding", scores.dtype)
      precondition(
        padding.count == samples * keys && padding.shape[-1] == keys,
        "MultiheadAttention: keyPadding of shape \(keyPadding.shape) for \(samples) samples of \(keys) keys"
      )
      scores = scores + padding.reshaped(to: [samples, 1, 1, keys] as Shape)
    }
    if isCausal { scores = scores + .causalMask(length, keys, dtype: scores.dtype) }
    let weights = Dropout(dropout)(scores.softmax(), in: &context)
    let joined = weights.matmul(v).permuted(isBatchFirst ? [0, 2, 1, 3] : [2, 0, 1, 3])
    let rows = joined.reshaped(to: query.shape.replacingLast(with: width))
    let y = context.within("out_proj") { output(rows, in: &$0) }
    return (y, weights)
  }

  /// Queries, keys and values after their maps, `[samples, heads, length, width of a head]`.
  private func projected(
    _ query: Tensor, _ key: Tensor?, _ value: Tensor?
  ) -> (q: Tensor, k: Tensor, v: Tensor) {
    if let inputWeight, key == nil, value == nil {
      // All three at once.
      let all = query.linear(inputWeight.value, bias: inputBias?.value)
      let parts = all.split(lengths: [width, width, width], axis: -1)
      return (inHeads(parts[0]), inHeads(parts[1]), inHeads(parts[2]))
    }
    let key = key ?? query
    let value = value ?? key
    precondition(
      key.rank == query.rank && value.rank == query.rank
        && key.shape.dimensions.dropLast() == value.shape.dimensions.dropLast(),
      "MultiheadAttention: queries of shape \(query.shape), keys of \(key.shape), values of \(value.shape)"
    )
    let weights =
      inputWeight.map { $0.value.split(lengths: [width, width, width], axis: 0) }
      ?? [queryWeight, keyWeight, valueWeight].compactMap { $0?.value }
    let biases = inputBias?.value.split(lengths: [width, width, width], axis: 0)
    return (
      inHeads(query.linear(weights[0], bias: biases?[0])),
      inHeads(key.linear(weights[1], bias: biases?[1])),
      inHeads(value.linear(weights[2], bias: biases?[2]))
    )
  }

  private func inHeads(_ x: Tensor) -> Tensor {
    let batched = x.rank == 3 ? x : x.expandingAxis(isBatchFirst ? 0 : 1)
    let (first, second) = (batched.shape[0], batched.shape[1])
    return batched.reshaped(to: [first, second, heads, width / heads] as Shape)
      .permuted(isBatchFirst ? [0, 2, 1, 3] : [1, 2, 0, 3])
  }

  /// −∞ where a mask is true, or its numbers.
  private func additive(_ mask: Tensor, _ name: StaticString, _ dtype: DType) -> Tensor {
    if mask.dtype == .bool {
      return mask.select(Tensor(-.infinity, dtype: dtype), Tensor(0, dtype: dtype))
    }
    precondition(
      mask.dtype == dtype, "MultiheadAttention: a \(mask.dtype) \(name) for \(dtype) scores")
    return mask
  }
}

extension Tensor {
  /// A mask as it is added to scores of `[samples, heads, length, keys]`.
  fileprivate func fitting(_ samples: Int, _ heads: Int, _ length: Int, _ keys: Int) -> Tensor {
    if shape == [length, keys] { return self }
    precondition(
      shape == [samples * heads, length, keys],
      "MultiheadAttention: a mask of shape \(shape), not \([length, keys]) or \([samples * heads, length, keys])"
    )
    return reshaped(to: [samples, heads, length, keys] as Shape)
  }
}

extension Shape {
  fileprivate func replacingLast(with length: Int) -> Shape {
    var shape = self
    shape[-1] = length
    return shape
  }
}
