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
    launch(Strided(self, x.dtype, gathers: true), x, into: y)
    return y
  }

  /// Writes dense elements to where the view shows them in `x`, in place.
  func scatter(_ values: Tensor, to x: inout Tensor) {
    precondition(values.shape == shape && values.dtype == x.dtype)
    x.makeUnique()
    launch(Strided(self, x.dtype, gathers: false), values, updating: x)
  }
}

/// Copies a view to dense memory, or dense memory into a view.
private struct Strided: Kernel {
  let gathers: Bool
  let offset: Int
  let size: Int
  let rank: Int
  let lengths: InlineArray<8, Int>
  let strides: InlineArray<8, Int>

  init(_ view: StridedView, _ dtype: DType, gathers: Bool) {
    self.gathers = gathers
    size = dtype.size
    offset = view.offset * dtype.size
    rank = view.shape.rank
    lengths = InlineArray { $0 < view.shape.rank ? view.shape[$0] : 1 }
    strides = InlineArray { $0 < view.shape.rank ? view.strides[$0] : 1 }
  }

  func run(_ at: Operands) {
    lengths.span.withUnsafeBufferPointer { lengths in
      strides.span.withUnsafeBufferPointer { strides in
        guard let n = lengths.baseAddress, let s = strides.baseAddress else { return }
        if gathers {
          dk_gather(at[0] + offset, at[1], Int32(rank), n, s, size)
        } else {
          dk_scatter(at[0], at[1] + offset, Int32(rank), n, s, size)
        }
      }
    }
  }
}
