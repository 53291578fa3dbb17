extension Tensor {
  /// The tensor with its axes in another order: axis k of the result is axis `axes[k]` of this.
  ///
  ///     x̄ = ȳ permuted back
  ///
  /// - Precondition: `axes` names every axis once; negative ones count from the innermost.
  public func permuted(_ axes: [Int]) -> Tensor {
    let order = axes.map { shape.resolve($0) }
    precondition(
      Set(order).count == rank && order.count == rank,
      "permuted: \(axes) is not an order of the axes of shape \(shape)")
    if order == Array(0..<rank) { return self }
    let strides = shape.strides
    var view = StridedView()
    for axis in order { view.append(length: shape[axis], stride: strides[axis]) }
    return view.gather(from: self).recorded(of: self) { _ in Permute(order: order) }
  }

  /// The tensor with two axes exchanged; the innermost two by default.
  ///
  /// - Parameters:
  ///   - a: One axis; negative ones count from the innermost.
  ///   - b: The other.
  /// - Returns: The same elements in another order.
  public func transposed(_ a: Int = -2, _ b: Int = -1) -> Tensor {
    var order = Array(0..<rank)
    order.swapAt(shape.resolve(a), shape.resolve(b))
    return permuted(order)
  }

  /// The transpose of a matrix, or of each matrix of a batch.
  ///
  /// - Precondition: at least two axes.
  public var transposed: Tensor { transposed() }
}

// y = x with its axes in another order,   x̄ = ȳ in the first order
private struct Permute: Operation {
  let order: [Int]

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    var inverse = order
    for (k, axis) in order.enumerated() { inverse[axis] = k }
    x̄.add(ȳ.permuted(inverse), to: 0)
  }
}
