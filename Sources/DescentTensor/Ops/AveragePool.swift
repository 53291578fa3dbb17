import CDescentKernels

extension Tensor {
  /// The mean of each window of the innermost two axes.
  ///
  ///     y = Σ x over the window / n,   x̄ = ȳ / n spread over the windows and added up
  ///
  /// - Parameters:
  ///   - kernel: The window's size.
  ///   - stride: How far apart windows start; nil for side by side.
  ///   - padding: Zeros on either side.
  ///   - ceilMode: Whether a last window may hang over the end; what lies beyond the padding there
  ///     never counts.
  ///   - countIncludePad: Whether n counts the padding.
  ///   - divisor: n, if it is to be the same for all.
  /// - Returns: `[…, windows down, windows across]`.
  /// - Precondition: the padding is at most half of the window; the window fits.
  public func avgPool2d(
    _ kernel: AxisPair, stride: AxisPair? = nil, padding: AxisPair = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true, divisor: Int? = nil
  ) -> Tensor {
    averagePooled(
      PoolingWindows(
        "avgPool2d", self, kernel, stride, padding, ceilMode: ceilMode,
        countsPadding: countIncludePad, divisor: divisor))
  }

  /// The mean of each window of the innermost axis:
  /// ``avgPool2d(_:stride:padding:ceilMode:countIncludePad:divisor:)`` with one axis less.
  ///
  /// - Parameters:
  ///   - kernel: How many places a window has.
  ///   - stride: How far apart windows start; nil for side by side.
  ///   - padding: Zeros on either side.
  ///   - ceilMode: Whether a last window may hang over the end.
  ///   - countIncludePad: Whether the padding is counted.
  /// - Returns: `[…, windows]`.
  public func avgPool1d(
    _ kernel: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true
  ) -> Tensor {
    expandingAxis(-2).avgPool2d(
      AxisPair(1, kernel), stride: stride.map { AxisPair(1, $0) }, padding: AxisPair(0, padding),
      ceilMode: ceilMode, countIncludePad: countIncludePad
    ).squeezed(axis: -2)
  }

  /// The mean of each of so many windows of nearly equal sizes.
  ///
  /// Along an axis of length n, window i of m covers the places from ⌊i n / m⌋ before ⌈(i + 1) n / m⌉.
  public func adaptiveAvgPool2d(_ count: AxisPair) -> Tensor {
    averagePooled(PoolingWindows("adaptiveAvgPool2d", self, adaptive: count))
  }

  /// The mean of each of so many windows of the innermost axis.
  public func adaptiveAvgPool1d(_ count: Int) -> Tensor {
    expandingAxis(-2).adaptiveAvgPool2d(AxisPair(1, count)).squeezed(axis: -2)
  }

  fileprivate func averagePooled(_ windows: PoolingWindows) -> Tensor {
    let y = Tensor(uninitialized: windows.to, dtype)
    launch(
      MeansOfWindows(
        windows: windows, isPullback: false,
        function: dtype == .float32 ? dk_averagePool_f32 : dk_averagePool_f64), self, into: y)
    return y.recorded(of: self) { _ in AveragePool(windows: windows) }
  }

  /// The transpose of an average pooling.
  fileprivate func averageSpread(_ windows: PoolingWindows) -> Tensor {
    let x = Tensor(uninitialized: windows.from, dtype)
    launch(
      MeansOfWindows(
        windows: windows, isPullback: true,
        function: dtype == .float32 ? dk_averagePoolPullback_f32 : dk_averagePoolPullback_f64),
      self, into: x)
    return x.recorded(of: self) { _ in AverageSpread(windows: windows) }
  }
}

private struct MeansOfWindows: Kernel {
  let windows: PoolingWindows
  let isPullback: Bool
  let function:
    @convention(c) (UnsafePointer<dk_pool>?, UnsafeRawPointer?, UnsafeMutableRawPointer?, Int) ->
      Void

  func run(_ at: Operands) {
    nonisolated(unsafe) let (x, y) = (at[0], at[1])
    let here = (isPullback ? windows.to : windows.from).image * windows.dtype.size
    let there = (isPullback ? windows.from : windows.to).image * windows.dtype.size
    windows.split { sizes, first, images in
      function(sizes, x + first * here, y + first * there, images)
    }
  }
}

// y = Σ x / n,   x̄ = ȳ / n spread and added up
private struct AveragePool: Operation {
  let windows: PoolingWindows

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ.averageSpread(windows), to: 0) }
}

// The linear map of AveragePool's pullback, whose own pullback averages again.
private struct AverageSpread: Operation {
  let windows: PoolingWindows

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ.averagePooled(windows), to: 0) }
}
