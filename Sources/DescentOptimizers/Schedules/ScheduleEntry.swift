/// A schedule as the catalog has it: its names, its options, and how it is made of them.
///
/// It stands in the file that holds the schedule's equation.
struct ScheduleEntry: Sendable {
  typealias Make =
    @Sendable (_ options: ScheduleOptions, _ start: ScheduleStart) throws(ScheduleError) ->
    ScheduledRates

  /// The name, which is torch's where torch has it.
  let name: String
  /// Shorter names.
  let aliases: [String]
  /// The options' names in torch's spelling; the first may be given without its name.
  let options: [String]
  let make: Make

  init(_ name: String, aliases: [String], options: [String], make: @escaping Make) {
    self.name = name
    self.aliases = aliases
    self.options = options
    self.make = make
  }
}

/// What a schedule begins with: an optimizer's own values, and the length of the run.
public struct ScheduleStart: Sendable, Hashable {
  /// The learning rate.
  public var rate: Double
  /// The momentum, if there is one.
  public var momentum: Double?
  /// How many steps the run has, which schedules with an end are made for unless they are told
  /// otherwise; nil if that is not known.
  public var steps: Int64?

  /// What a schedule begins with.
  ///
  /// - Parameters:
  ///   - rate: The learning rate.
  ///   - momentum: The momentum; nil if it stays what it is.
  ///   - steps: How many steps the run has, which schedules with an end are made for unless they are
  ///     told otherwise; nil if that is not known.
  public init(rate: Double, momentum: Double? = nil, steps: Int64? = nil) {
    self.rate = rate
    self.momentum = momentum
    self.steps = steps
  }
}

/// What schedules by name give: a learning rate, and a momentum for those that move it too.
public struct ScheduledRates: Sendable {
  /// The learning rate.
  public var learningRate: Schedule
  /// The momentum; nil if it stays what it is.
  public var momentum: Schedule?

  /// A learning rate, and a momentum.
  ///
  /// - Parameters:
  ///   - learningRate: The learning rate.
  ///   - momentum: The momentum; nil if it stays what it is.
  public init(_ learningRate: Schedule, momentum: Schedule? = nil) {
    self.learningRate = learningRate
    self.momentum = momentum
  }
}
