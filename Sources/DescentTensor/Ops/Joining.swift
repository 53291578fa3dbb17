extension Tensor {
  /// The tensors one after another along an axis.
  ///
  ///     x̄ᵢ = the part of ȳ that xᵢ filled
  ///
  /// - Parameters:
  ///   - tensors: What is joined.
  ///   - axis: Along which.
  /// - Returns: One tensor, as long along the axis as all of them together.
  /// - Precondition: at least one tensor; one element type; equal lengths along the other axes.
  public static func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    guard let first = tensors.first else {
      preconditionFailure("concatenate: no tensors")
    }
    let at = first.shape.resolve(axis)
    var shape = first.shape
    shape[at] = 0
    for tensor in tensors {
      var like = tensor.shape
      precondition(
        like.rank == shape.rank && tensor.dtype == first.dtype,
        "concatenate: \(first.dtype) \(first.shape) with \(tensor.dtype) \(tensor.shape)")
      shape[at] += like[at]
      like[at] = first.shape[at]
      precondition(
        like == first.shape,
        "concatenate along axis \(axis): shapes \(first.shape) and \(tensor.shape)")
    }
    let y = Tensor(uninitialized: shape, first.dtype)
    let inner = shape.count(of: at + 1..<shape.rank) * first.dtype.size
    launch(
      Join(outer: shape.count(of: 0..<at), runs: tensors.map { $0.shape[at] * inner }), tensors,
      into: [y])
    guard y.dtype.isFloatingPoint else { return y }
    return y.recorded(of: tensors) { _ in
      Concatenate(axis: at, lengths: tensors.map { $0.shape[at] })
    }
  }

  /// Equal tensors along a new axis.
  ///
  /// - Parameters:
  ///   - tensors: What is joined.
  ///   - axis: Where the new axis stands in the result.
  /// - Returns: One tensor, with an axis more.
  /// - Precondition: at least one tensor; equal shapes and element types.
  public static func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    concatenate(tensors.map { $0.expandingAxis(axis) }, axis: axis)
  }

  /// Cut along an axis into pieces of these lengths.
  ///
  /// - Parameters:
  ///   - lengths: Those of the pieces along the axis.
  ///   - axis: Which.
  /// - Returns: The pieces, in their order.
  /// - Precondition: the lengths add up to the axis.
  public func split(lengths: [Int], axis: Int = 0) -> [Tensor] {
    let at = shape.resolve(axis)
    precondition(
      lengths.reduce(0, +) == shape[at] && lengths.allSatisfy { $0 >= 0 },
      "split: \(lengths) do not add up to axis \(axis) of shape \(shape)")
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return slice(axis: at, from: start, length: length)
    }
  }

  /// Cut along an axis into this many pieces, the first ones one longer where it does not divide.
  ///
  /// - Parameters:
  ///   - count: How many pieces.
  ///   - axis: Which axis is cut.
  /// - Returns: The pieces, in their order.
  public func split(count: Int, axis: Int = 0) -> [Tensor] {
    precondition(count > 0, "split: into \(count) pieces")
    let n = shape[axis]
    return split(lengths: (0..<count).map { n / count + ($0 < n % count ? 1 : 0) }, axis: axis)
  }

  /// The part of an axis from `start` on.
  func slice(axis: Int, from start: Int, length: Int) -> Tensor {
    view(axis, start, length).gather(from: self).recorded(of: self) { _ in
      Slice(view: view(axis, start, length), from: shape)
    }
  }

  private func view(_ axis: Int, _ start: Int, _ length: Int) -> StridedView {
    var view = StridedView(of: shape)
    view.shape[axis] = length
    view.offset = start * view.strides[axis]
    return view
  }
}

// y = x₁ … xₙ along an axis,   x̄ᵢ = its part of ȳ
private struct Concatenate: Operation {
  let axis: Int
  let lengths: [Int]

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    var start = 0
    for (i, length) in lengths.enumerated() {
      if x̄.wants(i) { x̄.add(ȳ.slice(axis: axis, from: start, length: length), to: i) }
      start += length
    }
  }
}

/// Runs of bytes of each input in turn.
private struct Join: Kernel {
  /// How often each has its turn.
  let outer: Int
  /// How many bytes each gives at a turn.
  let runs: [Int]

  func run(_ at: Operands) {
    var y = at[runs.count]
    for o in 0..<outer {
      for (k, run) in runs.enumerated() {
        y.copyMemory(from: at[k] + o * run, byteCount: run)
        y += run
      }
    }
  }
}
