import Synchronization

private let recordings = Atomic<UInt64>(0)

/// A recording's number: unique in the process, never 0.
func nextRecording() -> UInt64 { recordings.add(1, ordering: .relaxed).newValue }

/// The value of a scalar function and its gradient at a point.
///
/// ```swift
/// let (value, gradient) = valueAndGradient(at: Tensor([1.0, -2])) { w in (w * w).sum() }
/// print(value, gradient)  // 5.  float64 [ 2., -4.]  float64 [2]
/// ```
///
/// What `function` computes from its argument is recorded while it runs, and nothing else is: the
/// cost is that of the function and a small multiple for the way back. Called inside another
/// recording, the gradient is itself recorded, and can be differentiated again.
///
/// - Parameters:
///   - point: Where to differentiate; `float32` or `float64`.
///   - function: Computes one element from it. It is called once.
/// - Returns: The function's value, and a gradient of the point's shape and element type: zeros where
///   the value does not depend on the point.
/// - Precondition: `function` returns one element.
public func valueAndGradient(
  at point: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> (value: Tensor, gradient: Tensor) {
  let tape = Tape.open()
  defer { tape.pointee.close() }
  let leaf = tape.pointee.watch(point)
  let y = try function(leaf)
  var gradient: Tensor?
  y.pullBack(tape, "valueAndGradient", isLast: true) { _, cotangent in gradient = cotangent }
  return (tape.pointee.isNested ? y : y.detached, gradient ?? Tensor(zerosLike: point))
}

/// The value of a scalar function of several tensors and its gradient with respect to each.
///
/// - Parameters:
///   - points: Where; each `float32` or `float64`.
///   - function: Computes one element from them. It is called once.
/// - Returns: The value, and a gradient for each: zeros where the value does not depend on it.
public func valueAndGradient(
  at points: [Tensor], of function: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, gradient: [Tensor]) {
  let tape = Tape.open()
  defer { tape.pointee.close() }
  let leaves = points.map { tape.pointee.watch($0) }
  let y = try function(leaves)
  var gradient = [Tensor?](repeating: nil, count: points.count)
  y.pullBack(tape, "valueAndGradient", isLast: true) { leaf, cotangent in
    gradient[leaf] = cotangent
  }
  let nested = tape.pointee.isNested
  return (
    nested ? y : y.detached, zip(gradient, points).map { $0 ?? Tensor(zerosLike: $1) }
  )
}

/// The gradient of a scalar function of several tensors, one for each.
///
///     let (dx, dy) = gradient(at: x, y) { x, y in (x * y).mean() }
///
/// - Parameters:
///   - point: Where: one tensor or several.
///   - function: Computes one element from them. It is called once.
/// - Returns: A gradient for each, of its shape and element type.
/// - Throws: What `function` throws.
public func gradient<each T: DifferentiableTensor, Failure: Error>(
  at point: repeat each T, of function: (repeat each T) throws(Failure) -> Tensor
) throws(Failure) -> (repeat each T) {
  let tape = Tape.open()
  defer { tape.pointee.close() }
  let leaves = (repeat (each T)(watching: (each point).tensor, on: tape))
  let y = try function(repeat each leaves)
  var gradients: [Tensor?] = []
  y.pullBack(tape, "gradient", isLast: true) { _, cotangent in gradients.append(cotangent) }
  var next = 0
  func take(_ point: Tensor) -> Tensor {
    defer { next += 1 }
    return next < gradients.count
      ? gradients[next] ?? Tensor(zerosLike: point) : Tensor(zerosLike: point)
  }
  return (repeat (each T)(take((each point).tensor)))
}

/// What ``gradient(at:of:)`` can be asked for: ``Tensor``, alone.
///
/// A parameter pack needs a protocol to speak of its elements.
public protocol DifferentiableTensor {
  /// The tensor itself.
  var tensor: Tensor { get }
  /// The value that a tensor stands for.
  init(_ tensor: Tensor)
}

extension Tensor: DifferentiableTensor {
  /// This tensor.
  public var tensor: Tensor { self }
  /// The same tensor.
  public init(_ tensor: Tensor) { self = tensor }
}

extension DifferentiableTensor {
  fileprivate init(watching tensor: Tensor, on tape: UnsafeMutablePointer<Tape>) {
    self.init(tape.pointee.watch(tensor))
  }
}

extension Tensor {
  /// Runs the innermost recording backwards from this value, if it belongs to it.
  ///
  /// The last such pass gives up what was saved, if nothing around it is recorded.
  func pullBack(
    _ tape: UnsafeMutablePointer<Tape>, _ name: StaticString, differentiable: Bool? = nil,
    isLast: Bool = false, _ take: (Int, consuming Tensor?) -> Void
  ) {
    precondition(
      count == 1,
      "\(name): a gradient needs one number to differentiate, not a tensor of shape \(shape)")
    guard recording == tape.pointee.recording,
      node >= tape.pointee.scopes[tape.pointee.scopes.count - 1].first
    else { return }
    Tape.backward(
      tape, from: self, seed: .ones(shape, dtype: dtype), differentiable: differentiable,
      isLast: isLast, take)
  }
}

/// Computes without recording, whatever recordings run around it.
///
/// Results are constants to the recordings.
///
/// - Parameter body: What is computed.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws.
public func withoutRecording<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  guard let tape = Tape.current, tape.pointee.recording != 0 else { return try body() }
  let before = tape.pointee.pause()
  defer { tape.pointee.resume(before) }
  return try body()
}
