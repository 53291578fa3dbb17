extension Tensor {
  /// The parts at these positions along an axis, in their order: NumPy's `take`.
  ///
  ///     y[…, i, …] = x[…, positions[i], …],   x̄ = ȳ added up where it came from
  ///
  /// - Parameters:
  ///   - positions: `int32` or `int64`, of any shape, which takes the axis's place in the result;
  ///     negative ones count from the end.
  ///   - axis: The axis they index.
  /// - Returns: The parts.
  /// - Precondition: every position exists.
  public func gather(_ positions: Tensor, axis: Int = 0) -> Tensor {
    let at = shape.resolve(axis)
    let indices = positions.positions(below: shape[at], "gather")
    var result = Shape(shape.dimensions[..<at])
    for k in 0..<positions.rank { result.append(positions.shape[k]) }
    for k in at + 1..<rank { result.append(shape[k]) }
    let y = Tensor(uninitialized: result, dtype)
    let layout = GatherLayout(shape, at, dtype)
    layout.forEach(indices) { from, to in
      (y.pointer + to).copyMemory(from: pointer + from, byteCount: layout.run)
    }
    guard dtype.isFloatingPoint else { return y }
    return y.recorded(of: self) { _ in
      Gather(indices: indices, positions: positions.shape, axis: at, from: shape)
    }
  }

  /// The parts at these positions along the outermost axis.
  public func gather(_ positions: [Int], axis: Int = 0) -> Tensor {
    gather(Tensor(positions.map(Int64.init)), axis: axis)
  }

  /// The element of each row that `positions` names: `y[i] = x[i, positions[i]]`, torch's `gather`
  /// along the innermost axis for one position a row.
  ///
  /// - Precondition: `positions` has this shape without the innermost axis.
  public func picking(_ positions: Tensor) -> Tensor {
    precondition(
      rank >= 1 && positions.shape == shape.removing(axis: rank - 1),
      "picking: positions of shape \(positions.shape) for rows of \(shape)")
    let n = shape[-1]
    let indices = positions.positions(below: n, "picking")
    let flat = indices.enumerated().map { $0.offset * n + $0.element }
    return flattened.gather(flat).reshaped(to: positions.shape)
  }

  /// The values as positions of an axis of length `n`, checked.
  func positions(below n: Int, _ name: StaticString) -> [Int] {
    precondition(
      dtype == .int32 || dtype == .int64 || dtype == .uint8,
      "\(name): positions are whole numbers, not \(dtype)")
    return (0..<count).map { k in
      let position = wholeElement(at: k)
      let i = position < 0 ? position + n : position
      precondition(i >= 0 && i < n, "\(name): position \(position) of an axis of length \(n)")
      return i
    }
  }

  /// Adds the parts of this to zeros of a shape, each at its position along an axis.
  fileprivate func addedUp(_ indices: [Int], _ axis: Int, in shape: Shape) -> Tensor {
    var y = Tensor.zeros(shape, dtype: dtype)
    let layout = GatherLayout(shape, axis, dtype)
    let n = layout.run / dtype.size
    y.makeUnique()
    layout.forEach(indices) { to, from in
      switch dtype {
      case .float32: add(Float.self, from, to, n, into: y)
      default: add(Double.self, from, to, n, into: y)
      }
    }
    return y
  }

  private func add<T: FloatingPoint>(
    _: T.Type, _ from: Int, _ to: Int, _ n: Int, into y: Tensor
  ) {
    let source = (pointer + from).assumingMemoryBound(to: T.self)
    let target = (y.pointer + to).assumingMemoryBound(to: T.self)
    for i in 0..<n { target[i] += source[i] }
  }
}

/// Where parts stand in bytes, in the whole and in what is gathered.
private struct GatherLayout {
  let outer: Int
  let length: Int
  /// The bytes of one part that lie together.
  let run: Int

  init(_ shape: Shape, _ axis: Int, _ dtype: DType) {
    outer = shape.count(of: 0..<axis)
    length = shape[axis]
    run = shape.count(of: axis + 1..<shape.rank) * dtype.size
  }

  func forEach(_ indices: [Int], _ body: (_ whole: Int, _ gathered: Int) -> Void) {
    for o in 0..<outer {
      for (k, i) in indices.enumerated() {
        body((o * length + i) * run, (o * indices.count + k) * run)
      }
    }
  }
}

// y = x at positions,   x̄ = ȳ added up where it came from
private struct Gather: Operation {
  let indices: [Int]
  let positions: Shape
  let axis: Int
  let from: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let x = ȳ.detached.addedUp(indices, axis, in: from)
    x̄.add(x.recorded(of: ȳ) { _ in AddUp(gather: self) }, to: 0)
  }
}

// The linear map of Gather's pullback, whose own pullback gathers again.
private struct AddUp: Operation {
  let gather: Gather

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let positions = Tensor(gather.indices.map(Int64.init), shape: gather.positions)
    x̄.add(ȳ.gather(positions, axis: gather.axis), to: 0)
  }
}
