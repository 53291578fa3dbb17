import DescentTensor

/// What a layer needs to know beyond its input: whether the model trains, and where random numbers
/// come from.
///
///     var context = Context.training(using: generator)
///     let y = model(x, in: &context)
///     generator = context.generator    // moved on by the layers that drew
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

  /// New values for tensors that belong to a model but are not trained, by path.
  ///
  /// Whoever applies the gradients applies them too, so that a step which is skipped or rolled back
  /// takes back both. No layer of this package has any yet.
  public private(set) var stateUpdates: [String: Tensor] = [:]
  private var prefix = ""

  private init(mode: Mode, generator: Generator) {
    self.mode = mode
    self.generator = generator
  }

  /// Training, with random numbers from a generator.
  public static func training(using generator: Generator) -> Context {
    Context(mode: .training, generator: generator)
  }

  /// Evaluation, in which nothing is random.
  public static let evaluation = Context(mode: .evaluation, generator: Generator(seed: 0))

  /// Runs a part of the model under its name, which its state updates are recorded by.
  public mutating func within<Result>(
    _ name: String, _ body: (inout Context) throws -> Result
  ) rethrows -> Result {
    let outer = prefix
    prefix += name + "."
    defer { prefix = outer }
    return try body(&self)
  }

  /// Records a new value for a tensor of the part that runs.
  public mutating func update(_ name: String, to value: Tensor) {
    stateUpdates[prefix + name] = value.detached
  }
}
