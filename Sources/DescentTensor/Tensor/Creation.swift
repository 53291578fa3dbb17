import CDescentKernels

extension Tensor {
  /// A tensor of these elements in row-major order.
  ///
  /// - Parameters:
  ///   - elements: The elements; their Swift type is the element type (`Double` literals make
  ///     `float64`; ``init(_:shape:dtype:)`` converts).
  ///   - shape: The lengths of the axes; one axis when left out.
  /// - Precondition: there are as many elements as the shape has places.
  public init<Scalar: TensorScalar>(_ elements: [Scalar], shape: Shape? = nil) {
    let shape = shape ?? [elements.count]
    precondition(
      shape.count == elements.count,
      "Tensor: \(elements.count) elements do not fill the shape \(shape)")
    self.init(uninitialized: shape, Scalar.dtype)
    elements.withUnsafeBytes { source in
      if let base = source.baseAddress {
        pointer.copyMemory(from: base, byteCount: source.count)
      }
    }
  }

  /// A tensor of these numbers, converted to `dtype`.
  ///
  /// - Parameters:
  ///   - elements: The numbers, row by row.
  ///   - shape: The shape; one axis if nil.
  ///   - dtype: What they are converted to.
  public init(_ elements: [Double], shape: Shape? = nil, dtype: DType) {
    self = Tensor(elements, shape: shape).converted(to: dtype)
  }

  /// A matrix of these rows, converted to `dtype`.
  ///
  /// - Parameters:
  ///   - rows: The numbers of each row.
  ///   - dtype: What they are converted to.
  /// - Precondition: the rows have equal lengths.
  public init(_ rows: [[Double]], dtype: DType = .float64) {
    let width = rows.first?.count ?? 0
    precondition(
      rows.allSatisfy { $0.count == width }, "Tensor: rows of lengths \(rows.map(\.count))")
    self.init(rows.flatMap { $0 }, shape: [rows.count, width], dtype: dtype)
  }

  /// A scalar: one element, no axes.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - dtype: What it is converted to.
  public init(_ value: Double, dtype: DType = .float64) {
    self.init(repeating: value, shape: Shape(), dtype: dtype)
  }

  /// A tensor whose elements are all `value`, converted to `dtype` as ``converted(to:)`` does.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - shape: The shape.
  ///   - dtype: What it is converted to.
  public init(repeating value: Double, shape: Shape, dtype: DType = .float32) {
    self.init(uninitialized: shape, dtype)
    var value = value
    var one: UInt64 = 0
    dk_convert(&value, Int32(DType.float64.rawValue), &one, Int32(dtype.rawValue), 1)
    launch(Repetition(element: one, count: shape.count, size: dtype.size), into: self)
  }

  /// A tensor of zeros.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - dtype: The element type.
  /// - Returns: A tensor of this shape.
  public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    let tensor = Tensor(uninitialized: shape, dtype)
    launch(Repetition(element: 0, count: tensor.storage.byteCount, size: 1), into: tensor)
    return tensor
  }

  /// A tensor of ones.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - dtype: The element type.
  /// - Returns: A tensor of this shape.
  public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    Tensor(repeating: 1, shape: shape, dtype: dtype)
  }

  /// Zeros of another tensor's shape and element type.
  public init(zerosLike other: Tensor) { self = .zeros(other.shape, dtype: other.dtype) }

  /// Ones of another tensor's shape and element type.
  public init(onesLike other: Tensor) { self = .ones(other.shape, dtype: other.dtype) }

  /// The identity matrix, `[size, size]`.
  ///
  /// - Parameters:
  ///   - size: The number of rows and of columns.
  ///   - dtype: The element type.
  /// - Returns: Ones on the diagonal, zeros elsewhere.
  public static func identity(_ size: Int, dtype: DType = .float32) -> Tensor {
    var elements = [Double](repeating: 0, count: size * size)
    for i in 0..<size { elements[i * size + i] = 1 }
    return Tensor(elements, shape: [size, size], dtype: dtype)
  }

  /// The numbers from `start` up to, but not including, `end`: `[⌈(end − start) / step⌉]`.
  ///
  /// Element i is start + i · step, computed in double precision.
  ///
  /// - Parameters:
  ///   - start: The first.
  ///   - end: What all stay before.
  ///   - step: The distance, which may be negative.
  ///   - dtype: The element type.
  /// - Returns: The numbers in their order.
  public static func range(
    from start: Double = 0, to end: Double, by step: Double = 1, dtype: DType = .float32
  ) -> Tensor {
    precondition(step != 0, "range: a step of 0")
    let count = Swift.max(0, Int(((end - start) / step).rounded(.up)))
    return Tensor((0..<count).map { start + Double($0) * step }, dtype: dtype)
  }

  /// `count` evenly spaced numbers from `start` to `end`, both included.
  ///
  /// - Parameters:
  ///   - start: The first.
  ///   - end: The last.
  ///   - count: How many; at least 1.
  ///   - dtype: The element type.
  /// - Returns: `[count]`.
  public static func linspace(
    from start: Double, to end: Double, count: Int, dtype: DType = .float32
  ) -> Tensor {
    precondition(count >= 1, "linspace: \(count) numbers")
    let last = Double(Swift.max(count - 1, 1))
    // Each half is measured from its own end, so that both ends are exact.
    let values = (0..<count).map { (i: Int) -> Double in
      if 2 * i < count { return start + (end - start) * (Double(i) / last) }
      return end - (end - start) * (Double(count - 1 - i) / last)
    }
    return Tensor(count == 1 ? [start] : values, dtype: dtype)
  }

  /// The same values in another element type.
  ///
  /// Floating-point numbers are rounded to the nearest; to whole numbers they are cut towards zero
  /// and saturate, with not-a-number to 0. Differentiable between floating-point types.
  public func converted(to dtype: DType) -> Tensor {
    guard dtype != self.dtype else { return self }
    let result = Tensor(uninitialized: shape, dtype)
    launch(Convert(from: self.dtype, to: dtype, count: count), self, into: result)
    guard dtype.isFloatingPoint else { return result }
    return result.recorded(of: self) { _ in Conversion(from: self.dtype) }
  }
}

// y = x in another precision,   x̄ = ȳ in the first one
struct Conversion: Operation {
  let from: DType
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ.converted(to: from), to: 0) }
}
