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
    positions.requirePositions("gather")
    var result = Shape(shape.dimensions[..<at])
    for k in 0..<positions.rank { result.append(positions.shape[k]) }
    for k in at + 1..<rank { result.append(shape[k]) }
    return gathered(positions, GatherLayout(shape, at, dtype, positions), result)
  }

  /// The parts at these positions along the outermost axis.
  ///
  /// - Parameters:
  ///   - positions: Which; negative ones count from the end.
  ///   - axis: The axis they index.
  /// - Returns: The parts, as many along the axis as there are positions.
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
    positions.requirePositions("picking")
    return gathered(positions, GatherLayout(picking: shape, dtype, positions), positions.shape)
  }

  private func requirePositions(_ name: StaticString) {
    precondition(
      dtype == .int32 || dtype == .int64 || dtype == .uint8,
      "\(name): positions are whole numbers, not \(dtype)")
  }

  private func gathered(_ positions: Tensor, _ layout: GatherLayout, _ result: Shape) -> Tensor {
    let y = Tensor(uninitialized: result, dtype)
    launch(TakeParts(layout: layout), self, positions, into: y)
    guard dtype.isFloatingPoint else { return y }
    return y.recorded(of: self) { _ in
      Gather(positions: positions, layout: layout, from: shape, to: result)
    }
  }
}

/// Where parts stand in bytes, in the whole and in what is gathered.
private struct GatherLayout {
  let name: StaticString
  let outer: Int
  let length: Int
  /// The bytes of one part that lie together.
  let run: Int
  /// How many positions there are for each of the outer ones, and whether each of those has its own.
  let count: Int
  let hasOwn: Bool
  let dtype: DType
  let positions: DType

  init(_ shape: Shape, _ axis: Int, _ dtype: DType, _ positions: Tensor) {
    name = "gather"
    outer = shape.count(of: 0..<axis)
    length = shape[axis]
    run = shape.count(of: axis + 1..<shape.rank) * dtype.size
    count = positions.count
    hasOwn = false
    self.dtype = dtype
    self.positions = positions.dtype
  }

  init(picking shape: Shape, _ dtype: DType, _ positions: Tensor) {
    name = "picking"
    outer = shape.count(of: 0..<shape.rank - 1)
    length = shape[-1]
    run = dtype.size
    count = 1
    hasOwn = true
    self.dtype = dtype
    self.positions = positions.dtype
  }

  func forEach(
    _ positions: UnsafeMutableRawPointer, _ body: (_ whole: Int, _ gathered: Int) -> Void
  ) {
    for o in 0..<outer {
      for k in 0..<count {
        let i = position(in: positions, hasOwn ? o * count + k : k)
        body((o * length + i) * run, (o * count + k) * run)
      }
    }
  }

  private func position(in memory: UnsafeMutableRawPointer, _ k: Int) -> Int {
    let position =
      switch positions {
      case .int32: Int(memory.assumingMemoryBound(to: Int32.self)[k])
      case .int64: Int(memory.assumingMemoryBound(to: Int64.self)[k])
      default: Int(memory.assumingMemoryBound(to: UInt8.self)[k])
      }
    let i = position < 0 ? position + length : position
    precondition(
      i >= 0 && i < length, "\(name): position \(position) of an axis of length \(length)")
    return i
  }
}

/// y = x at positions.
private struct TakeParts: Kernel {
  let layout: GatherLayout

  func run(_ at: Operands) {
    let (x, y) = (at[0], at[2])
    layout.forEach(at[1]) { whole, part in
      (y + part).copyMemory(from: x + whole, byteCount: layout.run)
    }
  }
}

/// y = 0 with each part of x added at its position.
private struct AddParts: Kernel {
  let layout: GatherLayout
  let byteCount: Int

  func run(_ at: Operands) {
    at[2].initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    if layout.dtype == .float32 { add(Float.self, at) } else { add(Double.self, at) }
  }

  private func add<T: FloatingPoint>(_: T.Type, _ at: Operands) {
    let n = layout.run / MemoryLayout<T>.size
    let (x, y) = (at[0], at[2])
    layout.forEach(at[1]) { whole, part in
      let source = (x + part).assumingMemoryBound(to: T.self)
      let target = (y + whole).assumingMemoryBound(to: T.self)
      for i in 0..<n { target[i] += source[i] }
    }
  }
}

// y = x at positions,   x̄ = ȳ added up where it came from
private struct Gather: Operation {
  let positions: Tensor
  let layout: GatherLayout
  let from: Shape
  let to: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let x = Tensor(uninitialized: from, ȳ.dtype)
    launch(AddParts(layout: layout, byteCount: x.storage.byteCount), ȳ, positions, into: x)
    x̄.add(x.recorded(of: ȳ) { _ in AddUp(gather: self) }, to: 0)
  }
}

// The linear map of Gather's pullback, whose own pullback gathers again.
private struct AddUp: Operation {
  let gather: Gather

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let y = Tensor(uninitialized: gather.to, ȳ.dtype)
    launch(TakeParts(layout: gather.layout), ȳ, gather.positions, into: y)
    x̄.add(y.recorded(of: ȳ) { _ in gather }, to: 0)
  }
}
