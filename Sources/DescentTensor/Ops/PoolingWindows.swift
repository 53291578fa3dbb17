import CDescentKernels

/// The windows of a pooling, checked, over the innermost two axes.
struct PoolingWindows {
  let windows: dk_pool
  let from, to: Shape
  /// How many images there are.
  let images: Int
  let dtype: DType

  /// Windows of one size.
  init(
    _ name: String, _ x: Tensor, _ kernel: AxisPair, _ stride: AxisPair?, _ padding: AxisPair,
    dilation: AxisPair = 1, ceilMode: Bool, countsPadding: Bool = true, divisor: Int? = nil
  ) {
    let stride = stride ?? kernel
    kernel.requireAtLeast(1, name, "kernel")
    stride.requireAtLeast(1, name, "stride")
    padding.requireAtLeast(0, name, "padding")
    dilation.requireAtLeast(1, name, "dilation")
    func reach(_ kernel: Int, _ dilation: Int) -> Int { (kernel - 1) * dilation + 1 }
    let extent = AxisPair(
      reach(kernel.height, dilation.height), reach(kernel.width, dilation.width))
    precondition(
      2 * padding.height <= extent.height && 2 * padding.width <= extent.width,
      "\(name): a padding of \(padding) is more than half of a window of \(extent)")
    precondition(divisor != 0, "\(name): a divisor of 0")
    let rows = PoolingWindows.count(
      name, x, 2, extent.height, stride.height, padding.height, ceilMode)
    let columns = PoolingWindows.count(
      name, x, 1, extent.width, stride.width, padding.width, ceilMode)
    self.init(
      name, x,
      dk_pool(
        height: 0, width: 0, outHeight: rows, outWidth: columns, kernelHeight: kernel.height,
        kernelWidth: kernel.width, strideHeight: stride.height, strideWidth: stride.width,
        dilationHeight: dilation.height, dilationWidth: dilation.width, top: padding.height,
        left: padding.width, isAdaptive: 0, divisor: divisor ?? 0,
        countsPadding: countsPadding ? 1 : 0))
  }

  /// As many windows as are asked for, of nearly equal sizes.
  init(_ name: String, _ x: Tensor, adaptive count: AxisPair) {
    count.requireAtLeast(1, name, "number of windows")
    self.init(
      name, x,
      dk_pool(
        height: 0, width: 0, outHeight: count.height, outWidth: count.width, kernelHeight: 1,
        kernelWidth: 1, strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1,
        top: 0, left: 0, isAdaptive: 1, divisor: 0, countsPadding: 0))
  }

  private init(_ name: String, _ x: Tensor, _ windows: dk_pool) {
    precondition(
      x.rank == 3 || x.rank == 4 || x.rank == 2,
      "\(name): an input of shape \(x.shape), not [batch, channels, height, width]")
    precondition(x.dtype.isFloatingPoint, "\(name): not defined for \(x.dtype)")
    precondition(
      x.shape[-1] > 0 && x.shape[-2] > 0 && x.shape[-1] * x.shape[-2] <= Int(Int32.max),
      "\(name): an image of shape \(x.shape)")
    var windows = windows
    windows.height = x.shape[-2]
    windows.width = x.shape[-1]
    self.windows = windows
    from = x.shape
    var to = x.shape
    to[-2] = windows.outHeight
    to[-1] = windows.outWidth
    self.to = to
    images = x.shape.count(of: 0..<x.rank - 2)
    dtype = x.dtype
  }

  /// How many windows fit along an axis, by torch's rule: with `ceilMode` also one that hangs over the
  /// end, if it begins inside the image or the padding before it.
  private static func count(
    _ name: String, _ x: Tensor, _ axisFromEnd: Int, _ extent: Int, _ stride: Int, _ padding: Int,
    _ ceilMode: Bool
  ) -> Int {
    precondition(x.rank >= 2, "\(name): an input of shape \(x.shape)")
    let length = x.shape[-axisFromEnd]
    let room = length + 2 * padding - extent
    precondition(
      room + (ceilMode ? stride - 1 : 0) >= 0,
      "\(name): a window of \(extent) over an axis of \(length) in an input of shape \(x.shape)")
    var count = (room + (ceilMode ? stride - 1 : 0)) / stride + 1
    if ceilMode && (count - 1) * stride >= length + padding { count -= 1 }
    return count
  }

  /// Calls a kernel for some of the images at a time: it is given the first and how many.
  func split(
    _ body: @Sendable (_ sizes: UnsafePointer<dk_pool>, _ first: Int, _ count: Int) -> Void
  ) {
    withUnsafePointer(to: windows) { windows in
      nonisolated(unsafe) let windows = windows
      Threads.split(images, grain: Swift.max(1, Threads.grain / from.image)) {
        body(windows, $0.lowerBound, $0.count)
      }
    }
  }
}

extension Shape {
  /// The number of elements of the innermost two axes.
  var image: Int { self[-1] * self[-2] }
}
