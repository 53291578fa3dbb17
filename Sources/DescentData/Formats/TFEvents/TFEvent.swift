/// What one record of a TensorBoard event file says.
public struct TFEvent: Sendable, Hashable {
  /// The time at which it was written, in seconds since 1970.
  public var wallTime: Double
  /// The step that it is about.
  public var step: Int64
  /// What it says, in the order of the record.
  public var values: [Value]
  /// Whether a run begins here anew, which makes void what stood before at this step and after it.
  public var restarts = false

  /// One thing that is said under one tag.
  public struct Value: Sendable, Hashable {
    /// The name under which TensorBoard shows it.
    public var tag: String
    /// What it is.
    public var content: Content

    /// Something under a tag.
    public init(_ tag: String, _ content: Content) {
      self.tag = tag
      self.content = content
    }
  }

  /// The kinds of things that are said.
  public enum Content: Sendable, Hashable {
    /// A number, which may be infinite or undefined.
    case scalar(Double)
    /// How numbers are distributed.
    case histogram(TFHistogram)
    /// Texts, in Markdown.
    case text([String])
    /// The hyperparameters of the run.
    case hyperparameters([String: TFHyperparameter])
    /// Something else, of the plugin that is named: an image, a sound, a graph.
    case other(plugin: String)
  }

  /// An event.
  ///
  /// - Parameters:
  ///   - step: The step that it is about.
  ///   - wallTime: The time at which it was written, in seconds since 1970.
  ///   - values: What it says.
  public init(step: Int64, wallTime: Double, values: [Value]) {
    self.step = step
    self.wallTime = wallTime
    self.values = values
  }
}

/// The value of one hyperparameter.
public enum TFHyperparameter: Sendable, Hashable {
  /// A number.
  case number(Double)
  /// A word.
  case text(String)
  /// Yes or no.
  case flag(Bool)
}
