import CDescentKernels

/// One place in a subscript: what it takes from an axis.
public struct TensorIndex: Sendable {
  enum Kind {
    case at(Int)
    case strided(from: Int?, to: Int?, by: Int)
    case all, newAxis, ellipsis
  }
  let kind: Kind
  init(_ kind: Kind) { self.kind = kind }
}

/// A value that can stand in a tensor's subscript: a position, a range, ``TensorIndexing/all``.
public protocol TensorIndexing {
  /// What it takes from its axis.
  var tensorIndex: TensorIndex { get }
}

extension TensorIndex: TensorIndexing {
  /// Itself.
  public var tensorIndex: TensorIndex { self }
}
extension TensorIndexing where Self == TensorIndex {
  /// One position; the axis goes away.
  ///
  /// Negative positions count from the end.
  public static func at(_ position: Int) -> TensorIndex { TensorIndex(.at(position)) }
  /// All of an axis.
  public static var all: TensorIndex { TensorIndex(.all) }
  /// A new axis of length 1.
  public static var newAxis: TensorIndex { TensorIndex(.newAxis) }
  /// All of the axes that the other places leave over.
  public static var ellipsis: TensorIndex { TensorIndex(.ellipsis) }
  /// Every so many positions from one up to, not including, another; nil for the ends.
  ///
  /// A negative step goes backwards, as in NumPy.
  public static func strided(from: Int? = nil, to: Int? = nil, by: Int) -> TensorIndex {
    TensorIndex(.strided(from: from, to: to, by: by))
  }
}
extension Int: TensorIndexing {
  /// One position.
  public var tensorIndex: TensorIndex { .at(self) }
}
extension Range<Int>: TensorIndexing {
  /// The positions of the range.
  public var tensorIndex: TensorIndex { .strided(from: lowerBound, to: upperBound, by: 1) }
}
extension ClosedRange<Int>: TensorIndexing {
  /// The positions of the range.
  public var tensorIndex: TensorIndex { .strided(from: lowerBound, to: after(upperBound), by: 1) }
}
extension PartialRangeFrom<Int>: TensorIndexing {
  /// The positions from the bound on.
  public var tensorIndex: TensorIndex { .strided(from: lowerBound, to: nil, by: 1) }
}
extension PartialRangeUpTo<Int>: TensorIndexing {
  /// The positions before the bound.
  public var tensorIndex: TensorIndex { .strided(from: nil, to: upperBound, by: 1) }
}
extension PartialRangeThrough<Int>: TensorIndexing {
  /// The positions up to the bound.
  public var tensorIndex: TensorIndex { .strided(from: nil, to: after(upperBound), by: 1) }
}

/// The bound that lets a slice end with this position: after −1, the last, there is only the end.
private func after(_ position: Int) -> Int? { position == -1 ? nil : position + 1 }

extension Tensor {
  /// The part at one position of the outermost axis; assigning replaces it.
  ///
  /// - Precondition: the position exists.
  public subscript(_ position: Int) -> Tensor {
    get {
      precondition(rank > 0, "a scalar has no axis to index")
      let length = shape[0]
      let i = position < 0 ? position + length : position
      precondition(i >= 0 && i < length, "index \(position) of an axis of length \(length)")
      let inner = shape.removing(axis: 0)
      let y = Tensor(uninitialized: inner, dtype)
      let bytes = y.storage.byteCount
      launch(Copy(from: i * bytes, count: bytes), self, into: y)
      return y.recorded(of: self) { _ in Row(index: i, from: shape) }
    }
    set { replace(view(of: [.at(position)]), with: newValue) }
  }

  /// A slice by NumPy's rules, one place for each axis, as in `x[0, 1..<3]`; assigning replaces it,
  /// broadcasting the new values.
  ///
  ///     x̄ = ȳ where the slice was, 0 elsewhere
  public subscript(_ a: some TensorIndexing) -> Tensor {
    get { slice([a.tensorIndex]) }
    set { replace(view(of: [a.tensorIndex]), with: newValue) }
  }

  /// A slice by NumPy's rules.
  public subscript(_ a: some TensorIndexing, _ b: some TensorIndexing) -> Tensor {
    get { slice([a.tensorIndex, b.tensorIndex]) }
    set { replace(view(of: [a.tensorIndex, b.tensorIndex]), with: newValue) }
  }

  /// A slice by NumPy's rules.
  public subscript(
    _ a: some TensorIndexing, _ b: some TensorIndexing, _ c: some TensorIndexing
  ) -> Tensor {
    get { slice([a.tensorIndex, b.tensorIndex, c.tensorIndex]) }
    set { replace(view(of: [a.tensorIndex, b.tensorIndex, c.tensorIndex]), with: newValue) }
  }

  /// A slice by NumPy's rules.
  public subscript(
    _ a: some TensorIndexing, _ b: some TensorIndexing, _ c: some TensorIndexing,
    _ d: some TensorIndexing
  ) -> Tensor {
    get { slice([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex]) }
    set {
      replace(
        view(of: [a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex]), with: newValue)
    }
  }

  /// A slice by NumPy's rules, the places in an array.
  public func slice(_ places: [TensorIndex]) -> Tensor {
    let view = view(of: places)
    return view.gather(from: self).recorded(of: self) { _ in Slice(view: view, from: shape) }
  }

  private mutating func replace(_ view: StridedView, with value: Tensor) {
    precondition(value.dtype == dtype, "a \(value.dtype) value for a slice of a \(dtype) tensor")
    let values = value.broadcast(to: view.shape)
    guard tape() != nil || values.tape() != nil else {
      // Nobody asks how this was before, so that its memory can be written in place.
      self = detached
      view.scatter(values, to: &self)
      return
    }
    let before = self
    view.scatter(values.detached, to: &self)
    self = detached.recorded(of: before, values) { _ in ReplaceSlice(view: view) }
  }

  private func view(of places: [TensorIndex]) -> StridedView {
    let taken = places.reduce(0) { count, place in
      switch place.kind {
      case .newAxis, .ellipsis: count
      default: count + 1
      }
    }
    precondition(taken <= rank, "\(taken) indices for a tensor of shape \(shape)")
    let strides = shape.strides
    var view = StridedView()
    var axis = 0
    var sawEllipsis = false
    for place in places {
      switch place.kind {
      case .newAxis: view.append(length: 1, stride: 0)
      case .ellipsis:
        precondition(!sawEllipsis, "an index with two ellipses")
        sawEllipsis = true
        for _ in 0..<rank - taken {
          view.append(length: shape[axis], stride: strides[axis])
          axis += 1
        }
      case .all:
        view.append(length: shape[axis], stride: strides[axis])
        axis += 1
      case .at(let position):
        let i = position < 0 ? position + shape[axis] : position
        precondition(
          i >= 0 && i < shape[axis],
          "index \(position) of axis \(axis) of a tensor of shape \(shape)")
        view.offset += i * strides[axis]
        axis += 1
      case .strided(let from, let to, let step):
        let (start, length) = clip(from, to, step, shape[axis])
        view.offset += length > 0 ? start * strides[axis] : 0
        view.append(length: length, stride: step * strides[axis])
        axis += 1
      }
    }
    while axis < rank {
      view.append(length: shape[axis], stride: strides[axis])
      axis += 1
    }
    return view
  }
}

/// NumPy's rule for a slice's bounds: clipped to the axis, never an error.
private func clip(_ from: Int?, _ to: Int?, _ step: Int, _ length: Int) -> (start: Int, length: Int)
{
  precondition(step != 0, "a slice with a step of 0")
  func bound(_ i: Int, _ low: Int, _ high: Int) -> Int {
    min(max(i < 0 ? i + length : i, low), high)
  }
  if step > 0 {
    let start = bound(from ?? 0, 0, length)
    let end = bound(to ?? length, 0, length)
    return (start, max(0, (end - start + step - 1) / step))
  }
  let start = from.map { bound($0, -1, length - 1) } ?? length - 1
  let end = to.map { bound($0, -1, length - 1) } ?? -1
  return (start, max(0, (start - end - step - 1) / -step))
}

// y = x[i],   x̄ = ȳ at i, 0 elsewhere
private struct Row: Operation {
  let index: Int
  let from: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    var view = StridedView(of: ȳ.shape)
    view.offset = index * ȳ.count
    x̄.add(ȳ.scattered(to: view, in: from), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ, toRow: index, of: from, 0)
  }
}

// y = a slice of x,   x̄ = ȳ there, 0 elsewhere
struct Slice: Operation {
  let view: StridedView
  let from: Shape
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ.scattered(to: view, in: from), to: 0) }
}

// y = zeros with x written to a slice,   x̄ = that slice of ȳ
private struct Scatter: Operation {
  let view: StridedView

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(view.gather(from: ȳ).recorded(of: ȳ) { _ in Slice(view: view, from: ȳ.shape) }, to: 0)
  }
}

// y = x with v written to a slice,   x̄ = ȳ with zeros there,   v̄ = that slice of ȳ
private struct ReplaceSlice: Operation {
  let view: StridedView

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let part = view.gather(from: ȳ).recorded(of: ȳ) { _ in Slice(view: view, from: ȳ.shape) }
    if x̄.wants(0) { x̄.add(ȳ - part.scattered(to: view, in: ȳ.shape), to: 0) }
    if x̄.wants(1) { x̄.add(part, to: 1) }
  }
}

extension Tensor {
  /// Adds to one row of this, in place.
  mutating func add(_ row: borrowing Tensor, toRow index: Int) {
    makeUnique()
    let function: ZipKernel = dtype == .float32 ? dk_zip_add_f32 : dk_zip_add_f64
    launch(
      AddRow(function: function, offset: index * row.count * dtype.size, count: row.count),
      copy row, updating: self)
  }

  /// Zeros of a shape, with this written to where a view shows.
  func scattered(to view: StridedView, in shape: Shape) -> Tensor {
    var y = Tensor.zeros(shape, dtype: dtype)
    view.scatter(detached, to: &y)
    return y.recorded(of: self) { _ in Scatter(view: view) }
  }
}

/// y += x, for a part of y.
private struct AddRow: Kernel {
  let function: ZipKernel
  /// Where the part starts, in bytes.
  let offset: Int
  let count: Int

  @inline(__always)
  func run(_ at: Operands) { function(at[1] + offset, 1, at[0], 1, at[1] + offset, count) }
}
