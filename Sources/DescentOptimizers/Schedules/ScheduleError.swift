/// Why a schedule cannot be made of a name and options.
public enum ScheduleError: Error, Hashable, Sendable {
  /// There is no schedule of this name.
  case unknownSchedule(name: String, nearest: String?)
  /// The schedule has no option of this name.
  case unknownOption(schedule: String, name: String, nearest: String?)
  /// The option is there twice.
  case repeatedOption(schedule: String, name: String)
  /// The schedule does not do without this option.
  case missingOption(schedule: String, option: String, expected: String)
  /// The option cannot be set to this.
  case badValue(schedule: String, option: String, value: OptionValue, expected: String)
  /// The option is a function, which has no name to be given by.
  case takesFunction(schedule: String, option: String)
  /// A schedule that follows a metric stands where a function of the step is needed.
  case followsMetric
  /// So many schedules need one milestone less.
  case badParts(schedule: String, schedules: Int, milestones: Int)
  /// The text does not say a schedule.
  case badText(String, expected: String)
}

extension ScheduleError: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    switch self {
    case .unknownSchedule(let name, let nearest):
      "there is no schedule \"\(name)\"; "
        + (nearest.map { "did you mean \($0)?" }
          ?? "there are \(ScheduleCatalog.names.joined(separator: ", "))")
    case .unknownOption(let schedule, let name, let nearest):
      "\(schedule) has no option \"\(name)\"; "
        + (nearest.map { "did you mean \($0)?" } ?? Self.list(ofOptionsOf: schedule))
    case .repeatedOption(let schedule, let name):
      "\(schedule): \(name) is there twice; give it once"
    case .missingOption(let schedule, let option, let expected):
      "\(schedule) needs \(option), \(expected)"
    case .badValue(let schedule, let option, let value, let expected):
      "\(schedule): \(option) must be \(expected), not \(value)"
    case .takesFunction(let schedule, let option):
      "\(schedule): \(option) is a function, which only a program can give"
    case .followsMetric:
      "ReduceLROnPlateau follows a metric; it is no function of the step and no part of a schedule"
    case .badParts(let schedule, let schedules, let milestones):
      "\(schedule): \(schedules) schedules need \(max(0, schedules - 1)) milestones, not \(milestones)"
    case .badText(let text, let expected):
      "expected \(expected), not " + (text.isEmpty ? "the end" : "\"\(text)\"")
    }
  }

  private static func list(ofOptionsOf schedule: String) -> String {
    let names = ScheduleCatalog.optionNames(of: schedule)
    return names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
  }
}
