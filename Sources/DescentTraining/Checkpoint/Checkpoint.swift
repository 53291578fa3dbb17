import DescentData
import DescentOptimizers
import DescentTensor

/// All that a training run needs to go on in another process as if it had never stopped.
///
/// Tensors stand in groups, each of which is a safetensors file, and everything else in one JSON
/// document. ``Trainer/checkpoint(of:in:)`` makes one of its own state; a loop written by hand puts
/// into it what it has:
///
///     var checkpoint = Checkpoint(step: state.step)
///     checkpoint.put(model, as: "model")
///     checkpoint.tensors["optimizer"] = state.namedBuffers(of: model)
///     try checkpoint.put(generator, as: "generator")
///     try folder.save(checkpoint)
public struct Checkpoint: Sendable {
  /// How many updates there were.
  public var step: Int64
  /// Whether the model is the best so far; the latest of such is not deleted.
  public var isBest = false
  /// Tensors and texts about them, by the names of their files.
  public var tensors: [String: NamedBuffers] = [:]
  /// Everything else.
  public var values: [String: JSONValue] = [:]

  /// A checkpoint with nothing in it yet.
  ///
  /// - Parameter step: How many updates there were.
  public init(step: Int64) { self.step = step }

  /// Puts a value in, in the place of what had its name.
  ///
  /// - Throws: What the value's own `encode(to:)` throws.
  public mutating func put(_ value: some Encodable, as name: String) throws {
    values[name] = try JSONValue(encoding: value)
  }

  /// Puts a model's parameters and buffers in, under torch's names.
  public mutating func put(_ model: some Module, as name: String) {
    tensors[name] = NamedBuffers(
      tensors: Dictionary(model.state.map { ($0.path, $0.value) }) { first, _ in first },
      metadata: ["format": "pt"])
  }

  /// A value that was put in.
  ///
  /// - Throws: ``CheckpointError/missing(part:)`` if there is none of the name, or
  ///   ``CheckpointError/unreadable(part:reason:)``.
  public func value<Value: Decodable>(
    _ name: String, as type: Value.Type = Value.self
  ) throws(CheckpointError) -> Value {
    guard let value = values[name] else { throw .missing(part: name) }
    do { return try value.decoded() } catch {
      throw .unreadable(part: name, reason: CheckpointError.reason(error))
    }
  }

  /// Takes a model's parameters and buffers out.
  ///
  /// - Throws: ``CheckpointError`` if there are none of the name, or they are another model's; the
  ///   model is then as before.
  public func restore(_ model: inout some Module, from name: String) throws(CheckpointError) {
    guard let state = tensors[name] else { throw .missing(part: name) }
    do { try model.restore(state.tensors) } catch {
      throw .differs(part: name, reason: error.description)
    }
  }
}
