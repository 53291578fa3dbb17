import CDescentKernels

extension Tensor {
  /// Takes `a` where this truth value holds and `b` elsewhere: NumPy's and torch's `where`.
  ///
  /// All three broadcast.
  ///
  ///     y = a [self] + b [¬self],   ā = ȳ [self],   b̄ = ȳ [¬self]
  ///
  /// - Parameters:
  ///   - a: What is taken where this holds.
  ///   - b: What is taken elsewhere.
  /// - Returns: A tensor of the broadcast shape.
  /// - Precondition: this is a `bool` tensor; `a` and `b` have one element type.
  public func select(_ a: Tensor, _ b: Tensor) -> Tensor {
    precondition(dtype == .bool, "select: the condition is a \(dtype) tensor, not bool")
    precondition(a.dtype == b.dtype, "select: between a \(a.dtype) and a \(b.dtype) tensor")
    guard let values = a.shape.broadcast(with: b.shape), let shape = values.broadcast(with: shape)
    else {
      preconditionFailure(
        "select: the shapes \(self.shape), \(a.shape) and \(b.shape) do not broadcast together")
    }
    let condition = broadcast(to: shape)
    let y = Tensor(uninitialized: shape, a.dtype)
    let (left, right) = (a.detached.broadcast(to: shape), b.detached.broadcast(to: shape))
    launch(Selection(size: a.dtype.size, count: y.count), condition, left, right, into: y)
    return y.recorded(of: a, b) { _ in Select(condition: condition, a: a.shape, b: b.shape) }
  }
}

// y = a [condition] + b [¬condition]
private struct Select: Operation {
  let condition: Tensor
  let a: Shape
  let b: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let zero = Tensor(zerosLike: ȳ)
    if x̄.wants(0) { x̄.add(condition.select(ȳ, zero).summed(to: a), to: 0) }
    if x̄.wants(1) { x̄.add(condition.select(zero, ȳ).summed(to: b), to: 1) }
  }
}

/// y = c ? a : b, element by element.
private struct Selection: Kernel {
  let size: Int
  let count: Int

  var elements: Elements? { Elements(count, 1, size, size, size) }

  func run(_ at: Operands) { run(at, count: count) }

  func run(_ at: Operands, count: Int) {
    let flags = at[0].assumingMemoryBound(to: UInt8.self)
    switch size {
    case 1: dk_select_1(flags, at[1], 1, at[2], 1, at[3], count)
    case 4: dk_select_4(flags, at[1], 1, at[2], 1, at[3], count)
    default: dk_select_8(flags, at[1], 1, at[2], 1, at[3], count)
    }
  }
}
