import CDescentKernels

extension Tensor {
  /// The sum over some axes, or over all of them.
  ///
  ///     y = Σ x,   x̄ = ȳ stretched to the shape of x
  ///
  /// The order of summation is fixed: blocks with 16 partial sums in a row, strips of 64 rows down a
  /// column. The result depends neither on the processor nor on the number of threads.
  ///
  /// - Parameters:
  ///   - axes: The axes to sum over; negative ones count from the innermost; nil for all.
  ///   - keepingAxes: Whether they stay, with length 1.
  /// - Returns: The sums, in the shape that is left.
  public func sum(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let resolved = resolve(axes: axes, "sum")
    if resolved.isEmpty { return self }
    let shapes = reducedShapes(resolved)
    let kernel: ReduceKernel = kernel("sum", dk_sum_f32, dk_sum_f64, dk_sum_i32)
    let y = Tensor(
      sharing: reduced(axes: resolved, kernel), shape: keepingAxes ? shapes.kept : shapes.dropped)
    guard dtype.isFloatingPoint else { return y }
    return y.recorded(of: self) { _ in Sum(from: shape, kept: shapes.kept) }
  }

  /// The sum over one axis.
  ///
  /// - Parameters:
  ///   - axis: Which; negative ones count from the innermost.
  ///   - keepingAxis: Whether it stays, with length 1.
  /// - Returns: One number for each place of the other axes.
  public func sum(axis: Int, keepingAxis: Bool = false) -> Tensor {
    sum(axes: [axis], keepingAxes: keepingAxis)
  }

  /// The arithmetic mean over some axes, or over all of them.
  ///
  ///     y = Σ x / n
  ///
  /// - Parameters:
  ///   - axes: Which, negative ones counted from the innermost; nil for all.
  ///   - keepingAxes: Whether they stay, with length 1.
  /// - Returns: The numbers, in the shape that is left.
  public func mean(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let n = resolve(axes: axes, "mean").reduce(1) { $0 * shape[$1] }
    return sum(axes: axes, keepingAxes: keepingAxes) / Double(n)
  }

  /// The mean over one axis.
  ///
  /// - Parameters:
  ///   - axis: Which; negative ones count from the innermost.
  ///   - keepingAxis: Whether it stays, with length 1.
  /// - Returns: One number for each place of the other axes.
  public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor {
    mean(axes: [axis], keepingAxes: keepingAxis)
  }

  /// The mean squared deviation from the mean, over some axes or all.
  ///
  ///     y = Σ (x − x̂)² / (n − correction)
  ///
  /// - Parameters:
  ///   - axes: The axes to average over; nil for all.
  ///   - correction: 1 for the unbiased estimate (torch's default), 0 for the plain mean (NumPy's).
  ///   - keepingAxes: Whether the axes stay, with length 1.
  /// - Returns: The variances, in the shape that is left.
  public func variance(
    axes: [Int]? = nil, correction: Int = 1, keepingAxes: Bool = false
  ) -> Tensor {
    let n = resolve(axes: axes, "variance").reduce(1) { $0 * shape[$1] }
    let deviation = self - mean(axes: axes, keepingAxes: true)
    return deviation.squared().sum(axes: axes, keepingAxes: keepingAxes)
      / Double(Swift.max(0, n - correction))
  }

  /// The mean squared deviation from the mean along one axis.
  ///
  /// - Parameters:
  ///   - axis: Which; negative ones count from the innermost.
  ///   - correction: 1 for the unbiased estimate, 0 for the plain mean.
  ///   - keepingAxis: Whether it stays, with length 1.
  /// - Returns: One number for each place of the other axes.
  public func variance(axis: Int, correction: Int = 1, keepingAxis: Bool = false) -> Tensor {
    variance(axes: [axis], correction: correction, keepingAxes: keepingAxis)
  }

  /// The Euclidean norm over some axes or all.
  ///
  ///     y = √Σ x²,   x̄ = ȳ x / y,   0 where y is 0
  ///
  /// - Parameters:
  ///   - axes: Which, negative ones counted from the innermost; nil for all.
  ///   - keepingAxes: Whether they stay, with length 1.
  /// - Returns: The numbers, in the shape that is left.
  public func norm(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let resolved = resolve(axes: axes, "norm")
    let shapes = reducedShapes(resolved)
    let y = detached.squared().sum(axes: resolved, keepingAxes: keepingAxes).sqrt()
    return y.recorded(of: self) { Norm(x: self, y: $0, kept: shapes.kept) }
  }

  /// The Euclidean norm along one axis.
  ///
  /// - Parameters:
  ///   - axis: Which; negative ones count from the innermost.
  ///   - keepingAxis: Whether it stays, with length 1.
  /// - Returns: One number for each place of the other axes.
  public func norm(axis: Int, keepingAxis: Bool = false) -> Tensor {
    norm(axes: [axis], keepingAxes: keepingAxis)
  }
}

// y = Σ x,   x̄ = ȳ stretched
private struct Sum: Operation {
  let from: Shape
  let kept: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.reshaped(to: kept).broadcast(to: from), to: 0)
  }
}

// y = √Σ x²,   x̄ = ȳ x / y
private struct Norm: Operation {
  let x: Tensor
  let y: Tensor
  let kept: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let ratio = (y .== 0).select(Tensor(zerosLike: ȳ), ȳ / y)
    x̄.add(x * ratio.reshaped(to: kept), to: 0)
  }
}
