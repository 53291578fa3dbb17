import DescentTensor

/// A rule that moves parameters along their gradients.
///
/// A rule holds hyperparameters and nothing else: what it remembers of each parameter is kept by
/// ``OptimizerState`` in the buffers that ``slots`` names. It is written in two places that say the
/// same equations: a file in `Rules/`, with the coefficients in double precision, and one kernel,
/// which passes once over the parameter, its gradient and the slots.
public protocol Optimizer: Sendable {
  /// The buffers that the rule keeps for each parameter, all of the parameter's shape and starting
  /// at zero; also their names in a file.
  var slots: [String] { get }

  /// The learning rate α.
  var learningRate: Schedule { get set }

  /// Changes one parameter and its slots.
  func update(_ parameter: borrowing ParameterUpdate)
}

/// One parameter's weights, gradient and slots, lent to a rule for one update.
public struct ParameterUpdate: ~Copyable {
  /// How many updates the whole model had before this one: what schedules are functions of.
  public let step: Int64
  /// How many updates this parameter had before this one; the first is 0.
  public let updates: Int64
  /// The parameter's shape.
  public let shape: Shape

  let dtype: DType
  let weights: UnsafeMutableRawPointer
  let gradient: UnsafeRawPointer
  let slots: (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?)

  /// Passes over the parameter with the kernel of its element type, on several threads where it pays.
  ///
  /// Kernels treat every element alike, so the pieces may be cut anywhere.
  @inline(__always)
  func sweep(
    float32: @Sendable (borrowing ParameterPiece) -> Void,
    float64: @Sendable (borrowing ParameterPiece) -> Void
  ) {
    let count = shape.count
    let size = dtype.size
    let kernel = dtype == .float32 ? float32 : float64
    if count < Threads.grain {
      kernel(ParameterPiece(whole: self, from: 0, count: count, size: size))
    } else {
      nonisolated(unsafe) let (weights, gradient, slots) = (weights, gradient, slots)
      Threads.split(count) { piece in
        kernel(
          ParameterPiece(
            weights: weights, gradient: gradient, slots: slots, from: piece.lowerBound,
            count: piece.count, size: size))
      }
    }
  }
}

/// A run of elements of one parameter, as a kernel takes it.
struct ParameterPiece: ~Copyable {
  let weights: UnsafeMutableRawPointer
  let gradient: UnsafeRawPointer
  let slot0: UnsafeMutableRawPointer?
  let slot1: UnsafeMutableRawPointer?
  let slot2: UnsafeMutableRawPointer?
  let count: Int

  @inline(__always)
  init(whole: borrowing ParameterUpdate, from start: Int, count: Int, size: Int) {
    self.init(
      weights: whole.weights, gradient: whole.gradient, slots: whole.slots, from: start,
      count: count, size: size)
  }

  @inline(__always)
  init(
    weights: UnsafeMutableRawPointer, gradient: UnsafeRawPointer,
    slots: (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?),
    from start: Int, count: Int, size: Int
  ) {
    let offset = start * size
    self.weights = weights + offset
    self.gradient = gradient + offset
    slot0 = slots.0.map { $0 + offset }
    slot1 = slots.1.map { $0 + offset }
    slot2 = slots.2.map { $0 + offset }
    self.count = count
  }
}
