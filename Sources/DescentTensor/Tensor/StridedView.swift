import CDescentKernels

/// A view of a dense tensor's memory by an offset and strides: what a slice, a transpose or a
/// broadcast is before it is copied.
struct StridedView {
  var shape = Shape()
  var strides: [Int] = []
  var offset = 0

  init() {}

  /// All of a dense tensor.
  init(of shape: Shape) {
    self.shape = shape
    let dense = shape.strides
    strides = (0..<shape.rank).map { dense[$0] }
  }

  mutating func append(length: Int, stride: Int) {
    shape.append(length)
    strides.append(stride)
  }

  /// The elements that the view shows of `x`, dense.
  func gather(from x: Tensor) -> Tensor {
    let y = Tensor(uninitialized: shape, x.dtype)
    withLayout { dims, strides in
      dk_gather(
        x.pointer + offset * x.dtype.size, y.pointer, Int32(shape.rank), dims, strides,
        x.dtype.size)
    }
    return y
  }

  /// Writes dense elements to where the view shows them in `x`, in place.
  func scatter(_ values: Tensor, to x: inout Tensor) {
    precondition(values.shape == shape && values.dtype == x.dtype)
    x.makeUnique()
    withLayout { dims, strides in
      dk_scatter(
        values.pointer, x.pointer + offset * x.dtype.size, Int32(shape.rank), dims, strides,
        x.dtype.size)
    }
  }

  private func withLayout(_ body: (UnsafePointer<Int>, UnsafePointer<Int>) -> Void) {
    var dims = [1]
    var steps = [1]
    if shape.rank > 0 {
      dims = shape.dimensions
      steps = strides
    }
    dims.withUnsafeBufferPointer { dims in
      steps.withUnsafeBufferPointer { steps in
        guard let d = dims.baseAddress, let s = steps.baseAddress else { return }
        body(d, s)
      }
    }
  }
}
