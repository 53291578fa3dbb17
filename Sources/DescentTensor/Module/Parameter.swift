import Synchronization

/// A trainable tensor of a model: a value, with an identity that marks ties.
///
/// Two places of a model that hold parameters with the same ``id`` are one parameter: both get the
/// sum of both places' gradients, and stay equal. The identity means nothing across models; copying
/// a model copies its parameters.
public struct Parameter: Sendable, Identifiable {
  /// Marks the places of one model that are the same parameter.
  public struct ID: Hashable, Sendable {
    private let number: UInt64
    private static let last = Atomic<UInt64>(0)
    init() { number = ID.last.add(1, ordering: .relaxed).newValue }
  }

  /// What ties this parameter to others of the same model.
  public let id: ID
  /// The weights.
  public var value: Tensor

  /// A parameter with a new identity.
  public init(_ value: Tensor) {
    id = ID()
    self.value = value
  }
}
