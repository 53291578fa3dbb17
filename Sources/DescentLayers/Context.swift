import DescentTensor

/// What a layer needs to know beyond its input: whether the model trains, and where random numbers
/// come from.
///
///     var context = Context.training(using: generator)
///     let (loss, gradients) = valueAndGradient(at: model) { crossEntropy($0(x, in: &context), y) }
///     state.update(&model, along: gradients, using: optimizer)
///     model.applyUpdates(from: &context)    // running statistics, as the weights were moved
///     generator = context.generator         // moved on by the layers that drew
///
/// `model(x)` alone is evaluation.
public struct Context: Sendable {
  /// Whether a model trains or is used.
  public enum Mode: Sendable, Hashable {
    /// Dropout drops, statistics are updated.
    case training
    /// The same input gives the same output.
    case evaluation
  }

  /// Whether the model trains.
  public let mode: Mode
  /// Where layers draw random numbers; only in training.
  public var generator: Generator
  /// Whether running statistics start anew and become plain means over the batches.
  package let refreshesStatistics: Bool

  /// New values for buffers of a model, which is not changed by its forward pass.
  fileprivate var updates: [Parameter.ID: Tensor] = [:]
  /// Notes the shapes of outputs, for a summary.
  package var trace: OutputTrace?

  private init(mode: Mode, generator: Generator, refreshesStatistics: Bool = false) {
    self.mode = mode
    self.generator = generator
    self.refreshesStatistics = refreshesStatistics
  }

  /// Training, with random numbers from a generator.
  public static func training(using generator: Generator) -> Context {
    Context(mode: .training, generator: generator)
  }

  /// Training in which running statistics become means over all batches.
  static func refreshing(using generator: Generator) -> Context {
    Context(mode: .training, generator: generator, refreshesStatistics: true)
  }

  /// Evaluation, in which nothing is random.
  public static let evaluation = Context(mode: .evaluation, generator: Generator(seed: 0))

  /// Runs a part of the model under its name, which a summary shows.
  ///
  /// - Parameters:
  ///   - name: The name that the part has in the model.
  ///   - body: Computes with this context.
  /// - Returns: What `body` returns.
  public mutating func within(
    _ name: @autoclosure () -> String, _ body: (inout Context) throws -> Tensor
  ) rethrows -> Tensor {
    guard trace != nil else { return try body(&self) }
    trace?.enter(name())
    let output = try body(&self)
    trace?.leave(with: output.shape)
    return output
  }

  /// Whether a buffer was given a new value that is not applied yet.
  public func hasUpdate(for buffer: Buffer) -> Bool { updates[buffer.id] != nil }

  /// A buffer's value: the new one if it was given one, else the model's.
  public func value(of buffer: Buffer) -> Tensor { updates[buffer.id] ?? buffer.value }

  /// Records a new value for a buffer.
  ///
  /// It takes its place in the model when ``DescentTensor/Module/applyUpdates(from:)`` is called,
  /// which the trainer does with the gradients; a step that is skipped takes back both.
  ///
  /// - Parameters:
  ///   - buffer: One of the model's.
  ///   - value: What it is to be.
  /// - Precondition: the value is of the buffer's shape and element type.
  public mutating func update(_ buffer: Buffer, to value: Tensor) {
    precondition(
      value.shape == buffer.value.shape && value.dtype == buffer.value.dtype,
      "update: a \(value.dtype) value of shape \(value.shape) for a \(buffer.value.dtype) buffer of shape \(buffer.value.shape)"
    )
    updates[buffer.id] = value.detached
  }

  /// Forgets the new values of buffers: those of a step that is not made.
  public mutating func discardUpdates() { updates.removeAll(keepingCapacity: true) }
}

extension Module {
  /// Puts the values that a forward pass recorded in the place of the model's buffers.
  ///
  /// The ``Context`` forgets them. A buffer of which there is nothing stays.
  public mutating func applyUpdates(from context: inout Context) {
    guard context.hasUpdates else { return }
    let source = context
    updateBuffers { _, buffer in buffer.value = source.value(of: buffer) }
    context.discardUpdates()
  }
}

extension Context {
  /// Whether any buffer was given a new value that is not applied yet.
  package var hasUpdates: Bool { !updates.isEmpty }
}
