/// How the moving layers of a figure keep time: one clock for all of them.
///
/// The picture itself is the last frame. Programs that do not move pictures
/// (printers, converters) show that one, and so does every program while the
/// animation rests.
public struct Animation: Sendable, Equatable {
  /// How many frames there are, the first of them before anything moved.
  public var frameCount: Int
  /// Frames a second.
  public var rate: Double
  /// For how many seconds the last frame rests before it all begins again.
  public var rest: Double

  /// Makes a clock.
  ///
  /// - Parameters:
  ///   - frameCount: How many frames there are.
  ///   - rate: Frames a second.
  ///   - rest: For how many seconds the last frame rests.
  public init(frameCount: Int, rate: Double = 30, rest: Double = 2.5) {
    precondition(frameCount >= 1, "Animation: \(frameCount) frames, at least 1 needed")
    precondition(rate > 0 && rate.isFinite, "Animation: \(rate) frames a second")
    precondition(rest >= 0 && rest.isFinite, "Animation: \(rest) s of rest")
    self.frameCount = frameCount
    self.rate = rate
    self.rest = rest
  }

  /// The frames with those in which the last one rests.
  private var restingFrames: Int { Int(min(10_000, rest * rate).rounded()) }

  /// Writes the values that an attribute takes, frame by frame; a series that
  /// is shorter stays at its last.
  func write(
    _ values: [String], to writer: inout SVGWriter, attribute: String, isTranslation: Bool = false
  ) {
    guard let last = values.last else { return }
    let missing = max(0, frameCount - values.count) + restingFrames
    let all = values.prefix(frameCount) + Array(repeating: last, count: missing)
    var attributes = [("attributeName", attribute)]
    if isTranslation { attributes.append(("type", "translate")) }
    let milliseconds = Int((Double(all.count) / rate * 1000).rounded())
    attributes += [
      ("calcMode", "discrete"), ("dur", "\(max(1, milliseconds))ms"),
      ("repeatCount", "indefinite"), ("values", all.joined(separator: ";")),
    ]
    writer.element(isTranslation ? "animateTransform" : "animate", attributes)
  }
}
