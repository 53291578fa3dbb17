import CDescentKernels

/// A dense array of numbers with value semantics.
///
/// A tensor is row-major and contiguous. Copying one is cheap and shares memory until one of the
/// copies changes; `let before = weights` is a snapshot. Slices and transposes are new tensors.
///
///     let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])   // float64
///     let y = x.transposed.matmul(x)                        // [3, 3]
///     print(y[0, 1...])
///
/// Inside a recording (``valueAndGradient(at:of:)-(Tensor,_)``) a tensor also knows how it was computed.
public struct Tensor: Sendable {
  /// The lengths of the axes.
  public private(set) var shape: Shape
  var storage: Storage
  /// The type of the elements.
  public let dtype: DType
  /// Where this value stands on the tape `recording`; meaningless when `recording` is 0.
  var node: Int32 = -1
  /// The recording that this value belongs to, or 0.
  var recording: UInt64 = 0

  /// A tensor whose elements are whatever the memory held.
  init(uninitialized shape: Shape, _ dtype: DType) {
    storage = Storage(byteCount: shape.count * dtype.size)
    self.shape = shape
    self.dtype = dtype
  }

  /// The same memory, seen in another shape, with no history.
  init(sharing other: Tensor, shape: Shape) {
    storage = other.storage
    self.shape = shape
    dtype = other.dtype
  }

  /// Memory that was written elsewhere, as a tensor with no history.
  init(_ storage: Storage, shape: Shape, dtype: DType) {
    self.storage = storage
    self.shape = shape
    self.dtype = dtype
  }

  /// The same values in memory of their own.
  package var copied: Tensor {
    var copy = detached
    copy.makeUnique()
    return copy
  }

  /// The number of elements.
  public var count: Int { shape.count }

  /// The number of axes.
  public var rank: Int { shape.rank }

  /// The same values with no history: constants to a recording.
  public var detached: Tensor {
    var copy = self
    copy.node = -1
    copy.recording = 0
    return copy
  }

  /// The memory for whoever is no kernel: a step that is being recorded is not replayed if it reads in
  /// this way what changes from step to step.
  var pointer: UnsafeMutableRawPointer {
    if dk_trace() != nil { Trace.noteAccess(to: storage) }
    return storage.pointer
  }

  /// Makes sure that nobody else holds this memory, copying it if somebody does.
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Tensor(uninitialized: shape, dtype)
      launch(Copy(from: 0, count: storage.byteCount), self, into: copy)
      storage = copy.storage
    }
  }

  /// Lends the elements' memory for reading.
  ///
  /// - Parameters:
  ///   - type: The Swift type of the elements.
  ///   - body: Is lent the memory, row-major; the pointer ends with the call.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Precondition: `Scalar` is the element type.
  public func withUnsafeElements<Scalar: TensorScalar, Result, Failure: Error>(
    as type: Scalar.Type = Scalar.self,
    _ body: (UnsafeBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(
      Scalar.dtype == dtype, "elements of a \(dtype) tensor asked for as \(Scalar.dtype)")
    defer { withExtendedLifetime(storage) {} }
    return try body(
      UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: Scalar.self), count: count))
  }

  /// Lends the elements' memory for writing.
  ///
  /// The tensor forgets how it was computed.
  ///
  /// - Parameters:
  ///   - type: The Swift type of the elements.
  ///   - body: Is lent the memory, row-major; the pointer ends with the call.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Precondition: `Scalar` is the element type.
  public mutating func withUnsafeMutableElements<Scalar: TensorScalar, Result, Failure: Error>(
    as type: Scalar.Type = Scalar.self,
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(
      Scalar.dtype == dtype, "elements of a \(dtype) tensor asked for as \(Scalar.dtype)")
    makeUnique()
    node = -1
    recording = 0
    return try body(
      UnsafeMutableBufferPointer(start: pointer.assumingMemoryBound(to: Scalar.self), count: count))
  }

  /// The memory, made this tensor's own, for an optimizer's kernel; valid while the tensor is held and
  /// not copied.
  package mutating func uniqueMemory() -> UnsafeMutableRawPointer {
    makeUnique()
    node = -1
    recording = 0
    return pointer
  }

  /// Lends the memory for reading, whatever the element type.
  package func withUnsafeMemory<Result>(_ body: (UnsafeRawPointer) -> Result) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return body(UnsafeRawPointer(pointer))
  }

  /// The elements in row-major order.
  ///
  /// - Precondition: `Scalar` is the element type.
  public func elements<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) -> [Scalar] {
    withUnsafeElements(as: type) { Array($0) }
  }

  /// The elements in row-major order, converted to `Double`.
  public var doubles: [Double] { converted(to: .float64).elements(as: Double.self) }

  /// The value of a tensor of one element, as a `Double`.
  ///
  /// - Precondition: there is exactly one element.
  public var scalar: Double {
    precondition(count == 1, "scalar: a tensor of shape \(shape) has \(count) elements, not one")
    defer { withExtendedLifetime(storage) {} }
    return element(at: 0)
  }

  /// The element at a row-major position of a tensor of whole numbers, exactly.
  func wholeElement(at i: Int) -> Int {
    dtype == .int64
      ? Int(pointer.assumingMemoryBound(to: Int64.self)[i]) : Int(element(at: i))
  }

  /// The element at a row-major position, as a `Double`.
  func element(at i: Int) -> Double {
    switch dtype {
    case .float32: Double(pointer.assumingMemoryBound(to: Float.self)[i])
    case .float64: pointer.assumingMemoryBound(to: Double.self)[i]
    case .int32: Double(pointer.assumingMemoryBound(to: Int32.self)[i])
    case .int64: Double(pointer.assumingMemoryBound(to: Int64.self)[i])
    case .bool, .uint8: Double(pointer.assumingMemoryBound(to: UInt8.self)[i])
    }
  }
}

extension Tensor: Equatable {
  /// Whether both have the same shape, element type and elements, which are compared as numbers: 0
  /// equals -0, and not-a-number equals nothing.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.shape == b.shape, a.dtype == b.dtype else { return false }
    switch a.dtype {
    case .float32: return equal(a, b, Float.self)
    case .float64: return equal(a, b, Double.self)
    case .int32: return equal(a, b, Int32.self)
    case .int64: return equal(a, b, Int64.self)
    case .uint8: return equal(a, b, UInt8.self)
    case .bool: return equal(a, b, Bool.self)
    }
  }

  private static func equal<T: TensorScalar>(_ a: Tensor, _ b: Tensor, _ type: T.Type) -> Bool {
    a.withUnsafeElements(as: type) { a in
      b.withUnsafeElements(as: type) { b in a.elementsEqual(b) }
    }
  }
}
