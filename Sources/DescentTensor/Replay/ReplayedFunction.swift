/// A scalar function of a tensor whose value and gradient are recorded once and replayed.
///
/// ```swift
/// let f = ReplayedFunction { w in w[0].tanh().squared() + 0.01 * w[1].abs() + w[1].sigmoid() }
/// var w = Tensor([-4.0, 5])
/// for _ in 0..<300 { w = w - 0.5 * f.valueAndGradient(at: w).gradient }
/// print(f(w).shape)  // []
/// ```
///
/// The results are those of ``valueAndGradient(at:of:)-(Tensor,_)``, bit for bit. A replay runs the
/// recorded kernels and nothing else: no graph is built, and no memory is asked for but, once after each
/// recording, that of the values on the way.
///
/// What a recorded function may not do:
/// - depend on anything that changes but its argument: what it captures is taken for constant;
/// - choose by elements: a function that reads any on the way (``Tensor/scalar``,
///   ``Tensor/elements(as:)``, a comparison with `==`) is computed eagerly, always;
/// - compute tensors on other threads, or draw random numbers.
///
/// It is recorded at the first two calls and, to be sure that it has not changed, at the calls 4, 8,
/// 16, …; an argument of another shape or element type is recorded in its own right.
public final class ReplayedFunction: @unchecked Sendable {
  private let function: @Sendable (Tensor) -> Tensor
  private let replay = StepReplay()
  /// The recordings of values alone.
  private let values = StepReplay()

  /// A function of one tensor that gives one element.
  public init(_ function: @escaping @Sendable (Tensor) -> Tensor) { self.function = function }

  /// How often a value was replayed, and how often it was recorded.
  package var counts: (replayed: Int, recorded: Int) { replay.counts }
  /// Why the latest call was not replayed; nil if it was, or may be at the next.
  package var flaw: String? { replay.flaw }

  /// The value of the function and its gradient at a point.
  ///
  /// - Precondition: the function gives one element.
  public func valueAndGradient(at point: Tensor) -> (value: Tensor, gradient: Tensor) {
    if let known = replay.replay(point) { return known }
    var unused = Generator.unused
    let output = replay.run([point], drawingFrom: &unused) { points, _ in
      let (value, gradient) = DescentTensor.valueAndGradient(at: points[0], of: function)
      return ([value, gradient], nil)
    }
    guard let (results, _) = output else {
      return DescentTensor.valueAndGradient(at: point, of: function)
    }
    return (results[0], results[1])
  }

  /// The value of the function at a point, without its gradient.
  ///
  /// The result may have any number of elements.
  public func callAsFunction(_ point: Tensor) -> Tensor {
    var unused = Generator.unused
    let output = values.run([point], drawingFrom: &unused) { points, _ in
      ([function(points[0])], nil)
    }
    return output?.results[0] ?? function(point)
  }
}

extension Generator {
  /// A generator for whoever must give one to what does not draw.
  static let unused = Generator(seed: 0)
}
