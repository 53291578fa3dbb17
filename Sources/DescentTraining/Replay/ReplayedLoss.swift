import DescentLayers
import DescentTensor
import Synchronization

/// A loss whose value and gradients are recorded once and replayed.
///
///     let step = ReplayedLoss { (model: Sequential, batch: Examples, context: inout Context) in
///       crossEntropy(model(batch.inputs, in: &context), batch.targets)
///     }
///     for batch in batches {
///       let (loss, gradients) = step.valueAndGradient(at: model, batch, in: &context)
///       state.update(&model, along: gradients, using: optimizer)
///       model.applyUpdates(from: &context)
///     }
///
/// A replay runs the recorded kernels on the weights and the batch of the moment, draws anew from the
/// context's generator, and has the bits of the eager step. No graph is built, and no memory is asked
/// for but, once after each recording, that of the values on the way.
///
/// Another shape, element type, mode, option of a layer or layer is recorded in its own right; the
/// last eight are kept. To be sure that a step has not changed, it is recorded again at its runs 4, 8,
/// 16, … and compared.
///
/// What a recorded step may not do; where it does the first three it is computed eagerly, always:
/// - read elements on the way (``/DescentTensor/Tensor/scalar``, ``/DescentTensor/Tensor/elements(as:)``,
///   a comparison of tensors with `==`), by which it could choose what to do;
/// - draw from the context's generator anything but tensors (as
///   ``/DescentTensor/Tensor/dropoutMask(_:probability:dtype:using:)`` and
///   ``/DescentTensor/Tensor/randn(_:dtype:using:)`` do);
/// - take a batch that is no ``StepInput``;
/// - depend on what changes but is in none of model, batch and context: a global variable, the time,
///   an object's contents. What the loss captures is taken for constant. A change is found at the next
///   recording, not before;
/// - compute tensors on other threads.
public final class ReplayedLoss<Model: Module, Batch: Sendable>: @unchecked Sendable {
  /// One number to bring down, from the model and a batch.
  public let loss: @Sendable (Model, Batch, inout Context) -> Tensor

  private let replay = StepReplay()
  @exclusivity(unchecked) private var reader = ModelReader()
  /// The batches' type, if their tensors can be told.
  private let input = Batch.self as? any StepInput.Type
  /// Whether a thread is inside; another one then computes eagerly.
  private let isBusy = Atomic<Bool>(false)

  /// What is the same at each replay.
  private final class Structure {
    let like: Gradients
    /// Which of the model's buffers get new values.
    let updated: [Int]

    init(_ like: Gradients, _ updated: [Int]) {
      self.like = like
      self.updated = updated
    }
  }

  /// A loss that has not been recorded yet.
  public init(_ loss: @escaping @Sendable (Model, Batch, inout Context) -> Tensor) {
    self.loss = loss
  }

  /// How often a step was replayed, and how often it was recorded.
  package var counts: (replayed: Int, recorded: Int) { replay.counts }
  /// Why the latest step was not replayed; nil if it was, or may be at the next run.
  package var flaw: String? { replay.flaw }
  /// The bytes that the latest step's program keeps for values on the way; nil without one.
  package var byteCount: Int? { replay.byteCount }

  /// The loss and a gradient for each parameter.
  ///
  /// - Parameters:
  ///   - model: Where.
  ///   - batch: On what.
  ///   - context: Mode and random numbers; it notes new values for the model's buffers.
  /// - Returns: What ``/DescentTensor/valueAndGradient(at:of:)-(M,_)`` gives, bit for bit.
  public func valueAndGradient(
    at model: Model, _ batch: Batch, in context: inout Context
  ) -> (value: Tensor, gradient: Gradients) {
    var model = model
    return valueAndGradient(at: &model, batch, in: &context)
  }

  /// The same for a model that need not be copied; it is not changed.
  package func valueAndGradient(
    at model: inout Model, _ batch: Batch, in context: inout Context
  ) -> (value: Tensor, gradient: Gradients) {
    if let input, context.isPlain, !isBusy.exchange(true, ordering: .acquiring) {
      defer { isBusy.store(false, ordering: .releasing) }
      if let done = replayed(&model, batch, input, &context) { return done }
    }
    return DescentTensor.valueAndGradient(at: model) { loss($0, batch, &context) }
  }

  private func replayed<Input: StepInput>(
    _ model: inout Model, _ batch: Batch, _: Input.Type, _ context: inout Context
  ) -> (value: Tensor, gradient: Gradients)? {
    // `Input` is `Batch`, seen as what it conforms to.
    var input = withUnsafeBytes(of: batch) { $0.load(as: Input.self) }
    reader.read(&model)
    defer { reader.release() }
    var arguments = reader.tensors
    input.visitTensors { arguments.append($0) }
    var key = StepKey()
    key.ids = reader.ids
    key.model = reader.staticPart
    key.other = input.staticPart
    key.isTraining = context.mode == .training
    // The generator is moved out and in again: a copy of it would be made at the first draw.
    var generator = context.generator
    context.generator = .placeholder
    defer { context.generator = generator }
    let counts = (parameters: reader.parameters.count, buffers: reader.buffers.count)
    let start = context
    let output = replay.run(arguments, key: key, drawingFrom: &generator) { copies, generator in
      record(model, input, copies, counts, start, &generator)
    }
    guard var results = output?.results,
      let structure = output?.structure.map({ unsafeDowncast($0, to: Structure.self) })
    else { return nil }
    if !structure.updated.isEmpty {
      let updates = Array(results.suffix(structure.updated.count))
      results.removeLast(updates.count)
      var position = 0
      model.updateBuffers { _, buffer in
        if let k = structure.updated.firstIndex(of: position) {
          context.update(buffer, to: updates[k])
        }
        position += 1
      }
    }
    let value = results.removeLast()
    return (value, Gradients(results, like: structure.like))
  }

  /// Computes the step on tensors that take the places of the model's and the batch's.
  private func record(
    _ model: Model, _ input: some StepInput, _ copies: [Tensor],
    _ counts: (parameters: Int, buffers: Int), _ start: Context, _ generator: inout Generator
  ) -> StepReplay.Output {
    var model = model
    let ends = (counts.parameters, counts.parameters + counts.buffers)
    var writer = ModelWriter(parameters: copies[..<ends.0], buffers: copies[ends.0..<ends.1])
    model.visit(&writer)
    var input = input
    var next = ends.1
    input.visitTensors {
      $0 = copies[next]
      next += 1
    }
    guard let batch = input as? Batch else { preconditionFailure("a batch of another type") }
    var context = start
    context.generator = generator
    let (value, gradients) = DescentTensor.valueAndGradient(at: model) {
      loss($0, batch, &context)
    }
    generator = context.generator
    var updates: [Tensor] = []
    var updated: [Int] = []
    for (position, (_, buffer)) in model.buffers.enumerated() where context.hasUpdate(for: buffer) {
      updated.append(position)
      updates.append(context.value(of: buffer))
    }
    return (
      gradients.values + [value] + updates,
      Structure(Gradients([], like: gradients), updated)
    )
  }
}

extension Context {
  /// Whether a step in it can be replayed: nothing waits to be applied, nobody looks on.
  fileprivate var isPlain: Bool { trace == nil && !refreshesStatistics && !hasUpdates }
}

extension Generator {
  /// What stands in a context whose generator is in use.
  fileprivate static let placeholder = Generator(seed: 0)
}
