/// The lengths of a tensor's axes, outermost first; no axes for a scalar.
///
/// A shape has at most ``maximumRank`` axes, each shorter than 2³¹, and is stored inline: making a
/// tensor allocates nothing for it.
public struct Shape: Sendable {
  /// The greatest number of axes.
  public static let maximumRank = 8

  // A vector rather than an array: the compiler then sees through copies of a shape.
  private var lengths: SIMD8<Int32>
  private var axes: UInt8

  /// The number of axes.
  public private(set) var rank: Int {
    get { Int(axes) }
    set { axes = UInt8(truncatingIfNeeded: newValue) }
  }

  /// The shape of a scalar: no axes, one element.
  public init() {
    lengths = SIMD8(repeating: 1)
    axes = 0
  }

  /// The shape with these axis lengths.
  ///
  /// - Precondition: at most 8 lengths, none negative.
  public init(_ dimensions: some Collection<Int>) {
    precondition(
      dimensions.count <= Shape.maximumRank,
      "Shape: at most \(Shape.maximumRank) axes, not \(dimensions.count)")
    self.init()
    for length in dimensions { append(length) }
  }

  /// Adds an innermost axis.
  package mutating func append(_ length: Int) {
    precondition(rank < Shape.maximumRank, "Shape: at most \(Shape.maximumRank) axes")
    precondition(
      length >= 0 && length <= Int(Int32.max),
      "Shape: an axis of length \(length), not from 0 to 2³¹ − 1")
    lengths[rank] = Int32(length)
    rank += 1
  }

  /// The axis lengths as an array.
  public var dimensions: [Int] { (0..<rank).map { Int(lengths[$0]) } }

  /// The number of elements: the product of the axis lengths, 1 for a scalar.
  public var count: Int {
    var count = 1
    for axis in 0..<rank { count *= Int(lengths[axis]) }
    return count
  }

  /// The length of one axis; a negative axis counts from the innermost, -1.
  public subscript(axis: Int) -> Int {
    get { Int(lengths[resolve(axis)]) }
    set { lengths[resolve(axis)] = Int32(newValue) }
  }

  /// The axis from 0 that `axis`, which may be negative, names.
  package func resolve(_ axis: Int) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    precondition(resolved >= 0 && resolved < rank, "axis \(axis) of a tensor of shape \(self)")
    return resolved
  }

  /// The product of the lengths of some axes.
  func count(of axes: Range<Int>) -> Int {
    var count = 1
    for axis in axes { count *= Int(lengths[axis]) }
    return count
  }

  /// How far apart in memory neighbours along each axis stand, in elements, in a dense tensor.
  var strides: InlineArray<8, Int> {
    var strides = InlineArray<8, Int>(repeating: 0)
    var stride = 1
    for axis in (0..<rank).reversed() {
      strides[axis] = stride
      stride *= Int(lengths[axis])
    }
    return strides
  }

  /// The shape without one axis, or with that axis at length 1.
  func removing(axis: Int, keeping: Bool = false) -> Shape {
    var shape = Shape()
    for k in 0..<rank {
      if k != axis { shape.append(self[k]) } else if keeping { shape.append(1) }
    }
    return shape
  }

  /// The shape with an axis of this length put in before `axis`.
  func inserting(_ length: Int, at axis: Int) -> Shape {
    var shape = Shape()
    for k in 0...rank {
      if k == axis { shape.append(length) }
      if k < rank { shape.append(self[k]) }
    }
    return shape
  }

  /// The shape that both broadcast to, by NumPy's rule: aligned at the innermost axis, an axis of
  /// length 1 stretches; nil when they do not fit.
  public func broadcast(with other: Shape) -> Shape? {
    let rank = max(self.rank, other.rank)
    var result = Shape()
    result.rank = rank
    for k in 1...max(rank, 1) where k <= rank {
      let a = k <= self.rank ? lengths[self.rank - k] : 1
      let b = k <= other.rank ? other.lengths[other.rank - k] : 1
      guard a == b || a == 1 || b == 1 else { return nil }
      result.lengths[rank - k] = a == 1 ? b : a
    }
    return result
  }
}

extension Shape: Hashable {
  /// Whether both have the same axes.
  public static func == (a: Shape, b: Shape) -> Bool {
    // The places of axes that are not there hold 1.
    a.axes == b.axes && a.lengths == b.lengths
  }

  /// Hashes the axis lengths.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rank)
    for axis in 0..<rank { hasher.combine(lengths[axis]) }
  }
}

extension Shape: ExpressibleByArrayLiteral {
  /// The shape written out, as in `[64, 1000]`.
  public init(arrayLiteral lengths: Int...) { self.init(lengths) }
}

extension Shape: CustomStringConvertible {
  /// The lengths in brackets, as in `[64, 1000]`.
  public var description: String { dimensions.description }
}
