import DescentTensor

/// Something that changes gradients before an update sees them.
///
///     var transforms = GradientTransforms(ClipByGlobalNorm(1), Centralize())
///     let done = try state.update(
///       &model, along: gradients, using: optimizer, transforms: &transforms)
///
/// A transform is a value that holds what it remembers; a copy taken between two steps goes on from
/// there.
public protocol GradientTransform: Sendable {
  /// Changes the gradients of a model, and says what it did.
  ///
  /// - Parameters:
  ///   - gradients: What is changed.
  ///   - model: Whose they are.
  ///   - step: How many updates came before this one.
  /// - Returns: What was done.
  /// - Throws: ``GradientError`` if a gradient is not finite and this one does not let that pass.
  mutating func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) throws(GradientError) -> TransformReport
}

/// What a transform did to the gradients of one step.
public struct TransformReport: Sendable, Hashable {
  /// What it was.
  public let transform: String
  /// How many were clipped: of the whole, of tensors, of rows or of elements, as the transform clips.
  public var hits: Int
  /// How many of them are of each parameter, in visiting order.
  ///
  /// It is 1 or 0 where tensors are clipped or the whole is. Empty if nothing was.
  public var parameterHits: [Int] = []
  /// The norm that it looked at, before it changed it.
  public var norm: Double?
  /// By what the whole was multiplied.
  public var factor: Double?
  /// Whether this step must make no update.
  public var skipsUpdate: Bool

  /// A report.
  public init(
    _ transform: String, hits: Int = 0, norm: Double? = nil, factor: Double? = nil,
    skipsUpdate: Bool = false
  ) {
    self.transform = transform
    self.hits = hits
    self.norm = norm
    self.factor = factor
    self.skipsUpdate = skipsUpdate
  }
}

extension TransformReport {
  /// Counts what was clipped of one of several parameters.
  mutating func addHits(_ count: Int, to parameter: Int, of parameterCount: Int) {
    guard count > 0 else { return }
    if parameterHits.isEmpty { parameterHits = Array(repeating: 0, count: parameterCount) }
    parameterHits[parameter] += count
    hits += count
  }
}

/// Why gradients cannot be used.
public enum GradientError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A gradient holds an infinity, or something that is not a number.
  case notFinite(parameter: String, step: Int64)
  /// Too many steps after one another were skipped.
  case skippedTooOften(times: Int, parameter: String, step: Int64)

  /// One line for a person.
  public var description: String {
    switch self {
    case .notFinite(let parameter, let step):
      "the gradient of \(parameter) is not finite at step \(step)"
    case .skippedTooOften(let times, let parameter, let step):
      "\(times) steps in a row had a gradient that is not finite, the last of them step \(step) in "
        + parameter
    }
  }
}

/// What a transform does about a gradient that is not finite.
public enum NotFinitePolicy: Sendable, Hashable {
  /// Throws ``GradientError/notFinite(parameter:step:)``.
  case fail
  /// Leaves the gradients as they are and asks for no update.
  case skip
}

extension Gradients {
  /// What a policy says to these gradients; nil if they are finite.
  func refusal(
    _ policy: NotFinitePolicy, by transform: String, of model: some Module, step: Int64
  ) throws(GradientError) -> TransformReport? {
    guard let path = firstNotFinite(of: model) else { return nil }
    switch policy {
    case .fail: throw .notFinite(parameter: path, step: step)
    case .skip: return TransformReport(transform, norm: norm, skipsUpdate: true)
    }
  }

  /// The path of the first parameter whose gradient is not finite.
  func firstNotFinite(of model: some Module) -> String? {
    if isFinite { return nil }
    let culprit = values.firstIndex { !$0.isAllFinite } ?? 0
    return model.parameters[culprit].path
  }
}
