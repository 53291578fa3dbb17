import DescentTensor

/// What something that is ``/DescentTensor/Resumable`` remembers, in a checkpoint.
struct KeptMemory: Codable, Sendable {
  /// Its type's name.
  let type: String
  /// Nil where it is not resumable.
  let memory: JSONValue?

  init(of value: Any) throws {
    type = Self.name(of: value)
    memory = try (value as? any Resumable).map { try Self.encoded($0) }
  }

  /// Gives it back.
  func restore<Value>(_ value: inout Value) throws(CheckpointError) {
    guard let memory, var resumable = value as? any Resumable else { return }
    do { try Self.decode(memory, into: &resumable) } catch {
      throw .unreadable(part: type, reason: CheckpointError.reason(error))
    }
    guard let changed = resumable as? Value else { return }
    value = changed
  }

  static func name(of value: Any) -> String { "\(Swift.type(of: value))" }

  private static func encoded(_ value: some Resumable) throws -> JSONValue {
    try JSONValue(encoding: value.memory)
  }

  private static func decode<R: Resumable>(
    _ memory: JSONValue, into value: inout R
  ) throws {
    value.memory = try memory.decoded()
  }
}
