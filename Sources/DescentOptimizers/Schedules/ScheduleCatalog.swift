import DescentTensor

/// The schedules that can be asked for by name.
public enum ScheduleCatalog {
  /// The schedules of one part, in the order in which they are listed for a person.
  static let entries: [ScheduleEntry] = [
    .constant, .linear, .step, .multiStep, .exponential, .polynomial, .cosine, .cosineRestarts,
    .cyclic, .oneCycle, .lambda, .multiplicative, .averaging, .plateau, .warmupCosine,
    .warmupStableDecay, .rex, .noam, .inverseSquareRoot,
  ]

  /// The schedules that are made of others.
  static let sequential = "SequentialLR"
  static let chained = "ChainedScheduler"

  /// The schedules' names, torch's where torch has them.
  public static var names: [String] { entries.map(\.name) + [sequential, chained] }

  /// The shortest name of every schedule of one part, for a command's help.
  public static var shortNames: [String] { entries.map { $0.aliases.first ?? $0.name } }

  /// The names of a schedule's options in torch's spelling; none if there is no such schedule.
  public static func optionNames(of name: String) -> [String] {
    switch name {
    case sequential: ["schedulers", "milestones"]
    case chained: ["schedulers"]
    default: (try? entry(named: name))?.options ?? []
    }
  }

  /// The schedule of a name, whatever its case and with or without torch's "LR".
  static func entry(named name: String) throws(ScheduleError) -> ScheduleEntry {
    let wanted = plain(name)
    let found = entries.first { entry in
      let names = [entry.name] + entry.aliases
      return names.contains { plain($0) == wanted || plain($0) == wanted + "lr" }
    }
    if let found { return found }
    let known = entries.flatMap { [$0.name] + $0.aliases } + [sequential, chained]
    throw .unknownSchedule(name: name, nearest: nearestName(to: name, in: known))
  }

  /// A name without case, hyphens and underscores: both spellings of an option are one.
  static func plain(_ name: String) -> String {
    String(name.lowercased().filter { $0 != "-" && $0 != "_" })
  }
}
