/// Something whose state is a part of a run, and stands in its checkpoints.
///
/// What was told at the beginning, such as a patience or a threshold, is no part of it.
public protocol Resumable {
  /// What is kept.
  associatedtype Memory: Codable & Sendable

  /// What it has come to; set when a run goes on.
  var memory: Memory { get set }
}
