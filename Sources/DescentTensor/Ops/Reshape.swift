extension Tensor {
  /// The same elements in another shape, without copying.
  ///
  /// One length may be −1: it is what is left.
  ///
  /// - Precondition: the number of elements stays the same.
  public func reshaped(to lengths: [Int]) -> Tensor {
    guard let open = lengths.firstIndex(of: -1) else { return reshaped(to: Shape(lengths)) }
    let known = lengths.reduce(1, *) / -1
    precondition(
      known > 0 && count % known == 0 && lengths.filter { $0 == -1 }.count == 1,
      "reshaped: a tensor of shape \(shape) to \(lengths)")
    var filled = lengths
    filled[open] = count / known
    return reshaped(to: Shape(filled))
  }

  /// The same elements in another shape, without copying.
  ///
  ///     x̄ = ȳ in the shape of x
  ///
  /// - Precondition: the number of elements stays the same.
  public func reshaped(to shape: Shape) -> Tensor {
    guard shape != self.shape else { return self }
    precondition(
      shape.count == count, "reshaped: \(count) elements of shape \(self.shape) to \(shape)")
    return Tensor(sharing: self, shape: shape).recorded(of: self) { _ in Reshape(from: self.shape) }
  }

  /// The elements along one axis.
  public var flattened: Tensor { reshaped(to: [count] as Shape) }

  /// The same elements with an axis of length 1 put in before `axis` (NumPy's `expand_dims`).
  ///
  /// A negative axis counts from the end of the result: −1 adds an innermost axis.
  public func expandingAxis(_ axis: Int) -> Tensor {
    let at = axis < 0 ? axis + rank + 1 : axis
    precondition(at >= 0 && at <= rank, "expandingAxis: \(axis) of a tensor of shape \(shape)")
    return reshaped(to: shape.inserting(1, at: at))
  }

  /// The same elements without an axis of length 1, or without all of them.
  public func squeezed(axis: Int? = nil) -> Tensor {
    guard let axis else { return reshaped(to: Shape(shape.dimensions.filter { $0 != 1 })) }
    let at = shape.resolve(axis)
    precondition(shape[at] == 1, "squeezed: axis \(axis) of shape \(shape) has length \(shape[at])")
    return reshaped(to: shape.removing(axis: at))
  }
}

// y = x in another shape,   x̄ = ȳ in the shape of x
private struct Reshape: Operation {
  let from: Shape
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ.reshaped(to: from), to: 0) }
}
