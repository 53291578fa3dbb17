import CDescentKernels

extension Tensor {
  /// The greatest element of each window of the innermost two axes.
  ///
  ///     y = max x over the window,   x̄ = ȳ added up where the greatest element stood
  ///
  /// Of equal ones the first counts, and not a number wins, as in torch.
  ///
  /// - Parameters:
  ///   - kernel: The window's size.
  ///   - stride: How far apart windows start; nil for side by side.
  ///   - padding: How far the first window may start before the image; nothing there is ever greatest.
  ///   - dilation: How far apart the window's places stand.
  ///   - ceilMode: Whether a last window may hang over the end.
  /// - Returns: `[…, windows down, windows across]`.
  /// - Precondition: the padding is at most half of the window; the window fits.
  public func maxPool2d(
    _ kernel: AxisPair, stride: AxisPair? = nil, padding: AxisPair = 0, dilation: AxisPair = 1,
    ceilMode: Bool = false
  ) -> Tensor {
    maxPooled(
      PoolingWindows(
        "maxPool2d", self, kernel, stride, padding, dilation: dilation, ceilMode: ceilMode))
  }

  /// The greatest element of each window of the innermost axis:
  /// ``maxPool2d(_:stride:padding:dilation:ceilMode:)`` with one axis less.
  ///
  /// - Parameters:
  ///   - kernel: How many places a window has.
  ///   - stride: How far apart windows start; nil for side by side.
  ///   - padding: How far the first window may start before the axis.
  ///   - dilation: How far apart the window's places stand.
  ///   - ceilMode: Whether a last window may hang over the end.
  /// - Returns: `[…, windows]`.
  public func maxPool1d(
    _ kernel: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1, ceilMode: Bool = false
  ) -> Tensor {
    expandingAxis(-2).maxPool2d(
      AxisPair(1, kernel), stride: stride.map { AxisPair(1, $0) }, padding: AxisPair(0, padding),
      dilation: AxisPair(1, dilation), ceilMode: ceilMode
    ).squeezed(axis: -2)
  }

  /// The greatest element of each of so many windows of nearly equal sizes.
  ///
  /// Along an axis of length n, window i of m covers the places from ⌊i n / m⌋ before ⌈(i + 1) n / m⌉.
  public func adaptiveMaxPool2d(_ count: AxisPair) -> Tensor {
    maxPooled(PoolingWindows("adaptiveMaxPool2d", self, adaptive: count))
  }

  /// The greatest element of each of so many windows of the innermost axis.
  public func adaptiveMaxPool1d(_ count: Int) -> Tensor {
    expandingAxis(-2).adaptiveMaxPool2d(AxisPair(1, count)).squeezed(axis: -2)
  }

  private func maxPooled(_ windows: PoolingWindows) -> Tensor {
    let y = Tensor(uninitialized: windows.to, dtype)
    let positions = Tensor(uninitialized: windows.to, .int32)
    launch(
      GreatestOfWindows(
        windows: windows, function: dtype == .float32 ? dk_maxPool_f32 : dk_maxPool_f64),
      [self], into: [y, positions])
    return y.recorded(of: self) { _ in MaxPool(positions: positions, from: shape) }
  }

  /// The elements at positions of each image: the linear map of a max pooling that was done.
  fileprivate func picked(at positions: Tensor) -> Tensor {
    let y = Tensor(uninitialized: positions.shape, dtype)
    launch(
      MoveByPositions(
        dtype == .float32 ? dk_pickPositions_f32 : dk_pickPositions_f64, whole: shape, positions,
        self, y),
      self, positions, into: y)
    return y.recorded(of: self) { _ in MaxPool(positions: positions, from: shape) }
  }

  /// The transpose of ``picked(at:)``: zeros with each element added at its position.
  fileprivate func addedUp(at positions: Tensor, in shape: Shape) -> Tensor {
    let y = Tensor(uninitialized: shape, dtype)
    launch(
      MoveByPositions(
        dtype == .float32 ? dk_addAtPositions_f32 : dk_addAtPositions_f64, whole: shape, positions,
        self, y),
      self, positions, into: y)
    return y.recorded(of: self) { _ in MaxUnpool(positions: positions) }
  }
}

private struct GreatestOfWindows: Kernel {
  let windows: PoolingWindows
  let function:
    @convention(c) (
      UnsafePointer<dk_pool>?, UnsafeRawPointer?, UnsafeMutableRawPointer?,
      UnsafeMutablePointer<Int32>?, Int
    ) -> Void

  func run(_ at: Operands) {
    nonisolated(unsafe) let (x, y) = (at[0], at[1])
    nonisolated(unsafe) let positions = at[2].assumingMemoryBound(to: Int32.self)
    let from = windows.from.image * windows.dtype.size
    let count = windows.to.image
    let to = count * windows.dtype.size
    windows.split { sizes, first, images in
      function(sizes, x + first * from, y + first * to, positions + first * count, images)
    }
  }
}

/// Moves elements between images and their pooled ones.
private struct MoveByPositions: Kernel {
  typealias Function =
    @convention(c) (
      UnsafeRawPointer?, UnsafePointer<Int32>?, UnsafeMutableRawPointer?, Int, Int, Int
    ) -> Void
  let function: Function
  let images, whole, pooled: Int
  /// How far apart images start in the input and in the output, in bytes.
  let steps: (Int, Int)

  init(
    _ function: Function, whole: Shape, _ positions: Tensor, _ x: Tensor, _ y: Tensor
  ) {
    self.function = function
    images = whole.count(of: 0..<whole.rank - 2)
    self.whole = whole.image
    pooled = positions.shape.image
    steps = (x.shape.image * x.dtype.size, y.shape.image * y.dtype.size)
  }

  func run(_ at: Operands) {
    nonisolated(unsafe) let (x, y) = (at[0], at[2])
    nonisolated(unsafe) let positions = at[1].assumingMemoryBound(to: Int32.self)
    Threads.split(images, grain: Swift.max(1, Threads.grain / whole)) { piece in
      let first = piece.lowerBound
      function(
        x + first * steps.0, positions + first * pooled, y + first * steps.1, piece.count, whole,
        pooled)
    }
  }
}

// y = max x,   x̄ = ȳ added up where the greatest stood
private struct MaxPool: Operation {
  let positions: Tensor
  let from: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.addedUp(at: positions, in: from), to: 0)
  }
}

// The linear map of MaxPool's pullback, whose own pullback picks again.
private struct MaxUnpool: Operation {
  let positions: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ.picked(at: positions), to: 0) }
}
