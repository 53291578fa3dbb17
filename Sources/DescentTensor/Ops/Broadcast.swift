extension Tensor {
  /// The tensor stretched to a larger shape by NumPy's rule.
  ///
  ///     x̄ = ȳ summed over the stretched axes
  ///
  /// - Precondition: this shape broadcasts to `shape`.
  public func broadcast(to shape: Shape) -> Tensor {
    guard shape != self.shape else { return self }
    precondition(
      self.shape.broadcast(with: shape) == shape,
      "broadcast: the shape \(self.shape) does not stretch to \(shape)")
    let strides = BroadcastWalk.strides(of: self.shape, in: shape)
    var view = StridedView()
    for axis in 0..<shape.rank { view.append(length: shape[axis], stride: strides[axis]) }
    return view.gather(from: self).recorded(of: self) { _ in Broadcast(from: self.shape) }
  }

  /// Refuses an operand that this tensor would have to grow for.
  func requireFit(of other: Tensor, _ name: StaticString) {
    precondition(
      shape.broadcast(with: other.shape) == shape,
      "\(name): the shape \(other.shape) does not stretch to \(shape)")
  }

  /// The sum over the axes along which a tensor of the smaller shape would be stretched to this one.
  func summed(to smaller: Shape) -> Tensor {
    guard smaller != shape else { return self }
    let extra = rank - smaller.rank
    let axes = (0..<rank).filter { $0 < extra || smaller[$0 - extra] != shape[$0] }
    return sum(axes: axes, keepingAxes: true).reshaped(to: smaller)
  }
}

// y = x stretched,   x̄ = ȳ summed over the stretched axes
private struct Broadcast: Operation {
  let from: Shape
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ.summed(to: from), to: 0) }
}
