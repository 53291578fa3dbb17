import CDescentKernels

extension Tensor {
  /// Positive numbers that add up to 1 along an axis, in proportion to eˣ.
  ///
  ///     y = eˣ / Σ eˣ,   x̄ = y (ȳ − Σ ȳ y)
  ///
  /// Computed from x − max x, which does not overflow.
  public func softmax(axis: Int = -1) -> Tensor {
    alongRows(axis, "softmax") { x in
      let y = Tensor(uninitialized: x.shape, x.dtype)
      x.runRows(dk_softmax_f32, dk_softmax_f64, x, y)
      return y.recorded(of: x) { Softmax(y: $0) }
    }
  }

  /// The logarithm of ``softmax(axis:)``, accurate where that rounds to 0.
  ///
  ///     y = x − ln Σ eˣ,   x̄ = ȳ − eʸ Σ ȳ
  public func logSoftmax(axis: Int = -1) -> Tensor {
    alongRows(axis, "logSoftmax") { x in
      let y = Tensor(uninitialized: x.shape, x.dtype)
      x.runRows(dk_logSoftmax_f32, dk_logSoftmax_f64, x, y)
      return y.recorded(of: x) { LogSoftmax(y: $0) }
    }
  }

  /// ln Σ eˣ over some axes, or over all of them, without overflow.
  ///
  ///     y = ln Σ eˣ,   x̄ = ȳ eˣ⁻ʸ
  ///
  /// - Parameters:
  ///   - axes: Which, negative ones counted from the innermost; nil for all.
  ///   - keepingAxes: Whether they stay, with length 1.
  /// - Returns: The numbers, in the shape that is left.
  /// - Precondition: the axes are not empty.
  public func logSumExp(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    guard dtype.isFloatingPoint else { KernelName(name: "logSumExp").refuse(dtype) }
    let reduced = resolve(axes: axes, "logSumExp")
    if reduced.isEmpty { return self }
    let shapes = reducedShapes(reduced)
    for axis in reduced {
      precondition(shape[axis] > 0, "logSumExp: axis \(axis) of shape \(shape) is empty")
    }
    // The axes are brought innermost and taken as one.
    let others = (0..<rank).filter { !reduced.contains($0) }
    var rows = shapes.dropped
    rows.append(shape.count / Swift.max(1, rows.count))
    if rows.count == 0 { rows[-1] = 1 }
    let x = permuted(others + reduced).reshaped(to: rows)
    let y = Tensor(uninitialized: rows.removing(axis: rows.rank - 1, keeping: true), dtype)
    x.runRows(dk_logSumExp_f32, dk_logSumExp_f64, x, y)
    return y.recorded(of: x) { LogSumExp(x: x, y: $0) }
      .reshaped(to: keepingAxes ? shapes.kept : shapes.dropped)
  }

  /// ln Σ eˣ along one axis, without overflow.
  ///
  /// - Parameters:
  ///   - axis: Which; negative ones count from the innermost.
  ///   - keepingAxis: Whether it stays, with length 1.
  /// - Returns: One number for each place of the other axes.
  public func logSumExp(axis: Int, keepingAxis: Bool = false) -> Tensor {
    logSumExp(axes: [axis], keepingAxes: keepingAxis)
  }

  /// Brings an axis innermost, computes, and takes it back.
  private func alongRows(
    _ axis: Int, _ name: StaticString, _ body: (Tensor) -> Tensor
  ) -> Tensor {
    guard dtype.isFloatingPoint else { KernelName(name: name).refuse(dtype) }
    let at = shape.resolve(axis)
    precondition(shape[at] > 0, "\(name): axis \(axis) of shape \(shape) is empty")
    return at == rank - 1 ? body(self) : body(transposed(at, -1)).transposed(at, -1)
  }

  /// Runs a kernel over the rows of the innermost axis, on several threads where it pays.
  fileprivate func runRows(_ f32: RowKernel, _ f64: RowKernel, _ x: Tensor, _ y: Tensor) {
    let n = shape[-1]
    let rows = count / n
    launch(
      Rows(
        function: dtype == .float32 ? f32 : f64, rows: rows, length: n,
        steps: (n * dtype.size, y.count / Swift.max(rows, 1) * dtype.size)), x, into: y)
  }
}

/// Something of each row.
private struct Rows: Kernel {
  let function: RowKernel
  let rows: Int
  let length: Int
  /// How far apart rows start in the input and in the output, in bytes.
  let steps: (Int, Int)

  func run(_ at: Operands) {
    nonisolated(unsafe) let (x, y) = (at[0], at[1])
    Threads.split(rows, grain: max(1, Threads.grain / length)) { piece in
      function(
        x + piece.lowerBound * steps.0, y + piece.lowerBound * steps.1, piece.count, length)
    }
  }
}

/// Something of each row of a cotangent and of a result.
private struct RowsPullback: Kernel {
  let function: RowPullbackKernel
  let rows: Int
  let length: Int
  let size: Int

  init(_ f32: RowPullbackKernel, _ f64: RowPullbackKernel, _ y: Tensor) {
    function = y.dtype == .float32 ? f32 : f64
    length = y.shape[-1]
    rows = y.count / length
    size = y.dtype.size
  }

  func run(_ at: Operands) {
    nonisolated(unsafe) let (g, y, x) = (at[0], at[1], at[2])
    Threads.split(rows, grain: max(1, Threads.grain / length)) { piece in
      let offset = piece.lowerBound * length * size
      function(g + offset, y + offset, x + offset, piece.count, length)
    }
  }
}

private typealias RowPullbackKernel =
  @convention(c) (UnsafeRawPointer?, UnsafeRawPointer?, UnsafeMutableRawPointer?, Int, Int) -> Void

private typealias RowKernel =
  @convention(c) (UnsafeRawPointer?, UnsafeMutableRawPointer?, Int, Int) -> Void

// y = eˣ / Σ eˣ,   x̄ = y (ȳ − Σ ȳ y)
private struct Softmax: Operation {
  let y: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(y * (ȳ - (ȳ * y).sum(axis: -1, keepingAxis: true)), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    let x = Tensor(uninitialized: y.shape, y.dtype)
    launch(RowsPullback(dk_softmaxPullback_f32, dk_softmaxPullback_f64, y), ȳ, y, into: x)
    x̄.add(x, to: 0)
  }
}

// y = x − ln Σ eˣ,   x̄ = ȳ − eʸ Σ ȳ
private struct LogSoftmax: Operation {
  let y: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ - y.exp() * ȳ.sum(axis: -1, keepingAxis: true), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    let x = Tensor(uninitialized: y.shape, y.dtype)
    launch(RowsPullback(dk_logSoftmaxPullback_f32, dk_logSoftmaxPullback_f64, y), ȳ, y, into: x)
    x̄.add(x, to: 0)
  }
}

// y = ln Σ eˣ,   x̄ = ȳ eˣ⁻ʸ
private struct LogSumExp: Operation {
  let x: Tensor
  let y: Tensor
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ * (x - y).exp(), to: 0) }
}
