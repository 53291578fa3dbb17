import DescentData
import Foundation

/// The folder that a run leaves behind.
///
/// It is made before the training begins, so that a place that cannot be written costs no time, and
/// taken away again if the run fails before anything of it was saved. One process at a time trains in it.
struct RunFolder {
  /// As it is named to the user.
  let path: String
  /// Whether a run that was begun before goes on in it.
  let isResumed: Bool
  /// Folders that were not there before, outermost first.
  private let created: [String]
  /// Where a run that had the name was put, until this one has its result.
  private let replaced: String?
  private let lock: RunLock

  /// What the folder of every run holds that has a result.
  private static let marks = ["config.yaml", "metrics.csv", "model.safetensors"]
  private static let result = "result.json"

  /// Makes the folder that was asked for, or `runs/FILE-SEED`.
  ///
  /// A run that stands in a folder that was asked for by name is replaced. Anything else is left
  /// alone, and the next free name is taken: `DIR-2`, `DIR-3`, ….
  init(_ configuration: TrainConfiguration, console: Console) throws(CommandError) {
    let wanted = configuration.out ?? Self.name(for: configuration)
    var candidate = wanted
    var isUnfinished = false
    var number = 2
    search: while true {
      let state = try Self.state(of: candidate)
      switch state {
      case .absent:
        (created, replaced) = (try Self.make(candidate), nil)
        if candidate != wanted, configuration.out != nil {
          let what =
            isUnfinished
            ? "a run that descent train --resume \(wanted) goes on with" : "other files"
          console.note("\(wanted) holds \(what); the run goes to \(candidate)")
        }
        break search
      case .empty:
        try Self.requireWritable(candidate)
        (created, replaced) = ([], nil)
        break search
      case .run where configuration.out != nil && candidate == wanted:
        try Self.requireWritable(candidate)
        console.note("\(wanted) holds a run; it is replaced")
        replaced = try Self.putAside(candidate)
        created = try Self.make(candidate)
        break search
      case .unfinished, .run, .other:
        if candidate == wanted { isUnfinished = state == .unfinished }
        candidate = "\(wanted)-\(number)"
        number += 1
      }
    }
    path = candidate
    isResumed = false
    lock = try RunLock(candidate)
    let yaml = try configuration.yaml()
    do { try atomicWrite(yaml, to: "\(path)/config.yaml") } catch {
      throw CommandError(error.exitCode, error.description)
    }
  }

  /// Opens the folder of a run that is to go on.
  init(resuming run: String) throws(CommandError) {
    try Self.requireUnfinishedOrWhole(run)
    try Self.requireWritable(run)
    (path, isResumed, created, replaced) = (run, true, [], nil)
    lock = try RunLock(run)
  }

  /// Whether the run has come to its end and written what came of it.
  var hasResult: Bool { FileKind(path: "\(path)/\(Self.result)") == .regular }

  /// Refuses what is no run folder.
  static func requireUnfinishedOrWhole(_ run: String) throws(CommandError) {
    switch FileKind(path: run) {
    case .absent: throw .noInput("\(run): no such run folder")
    case .regular, .special: throw .noInput("\(run): expected a run folder, found a file")
    case .directory:
      guard FileKind(path: "\(run)/config.yaml") == .regular else {
        throw .noInput("\(run): expected a folder of descent train, found no config.yaml in it")
      }
    }
  }

  /// Writes all files or none: under other names first, then all of them into their places.
  func write(_ files: [(name: String, bytes: [UInt8])]) throws(DataError) {
    for (name, _) in files where FileKind(path: "\(path)/\(name)") == .directory {
      throw DataError(
        .cannotWrite(reason: "expected a file, found a folder"), path: "\(path)/\(name)")
    }
    func part(_ name: String) -> String { "\(path)/.\(name).part" }
    do {
      for (name, bytes) in files { try atomicWrite(bytes, to: part(name)) }
    } catch {
      for (name, _) in files { try? FileManager.default.removeItem(atPath: part(name)) }
      throw error
    }
    // A folder with a result is a whole run: it has none while its files are changed.
    unlink("\(path)/\(Self.result)")
    for (name, _) in files where rename(part(name), "\(path)/\(name)") != 0 {
      throw DataError(
        .cannotWrite(reason: String(cString: strerror(errno))), path: "\(path)/\(name)")
    }
  }

  /// Forgets the run that had the name before.
  func close() {
    if let replaced { try? FileManager.default.removeItem(atPath: replaced) }
  }

  /// Takes away what was made, unless there is something in it to go on with.
  func discard() {
    guard !isResumed, TrainSaving.folder(of: path).steps.isEmpty,
      FileKind(path: TrainLog.folder(of: path)) == .absent
    else { return }
    if !hasResult { try? FileManager.default.removeItem(atPath: "\(path)/config.yaml") }
    // Whatever did not fit on a disk.
    try? FileManager.default.removeItem(atPath: TrainSaving.folder(of: path).path)
    if let replaced {
      try? FileManager.default.removeItem(atPath: path)
      rename(replaced, path)
      return
    }
    for folder in created.reversed() {
      guard (try? FileManager.default.contentsOfDirectory(atPath: folder))?.isEmpty == true else {
        return
      }
      try? FileManager.default.removeItem(atPath: folder)
    }
  }

  private enum State {
    case absent, empty, run, unfinished, other
  }

  /// Gives a run another name, beside its own.
  private static func putAside(_ run: String) throws(CommandError) -> String {
    for number in 1... {
      let name = "\(run).replaced" + (number == 1 ? "" : "-\(number)")
      guard FileKind(path: name) == .absent else { continue }
      guard rename(run, name) == 0 else { break }
      return name
    }
    throw .cannotWrite("\(run): cannot be replaced: \(String(cString: strerror(errno)))")
  }

  private static func state(of path: String) throws(CommandError) -> State {
    let files = FileManager.default
    var isDirectory: ObjCBool = false
    guard files.fileExists(atPath: path, isDirectory: &isDirectory) else { return .absent }
    guard isDirectory.boolValue else {
      throw .cannotWrite("\(path): expected a folder for the run, found a file")
    }
    guard var names = try? files.contentsOfDirectory(atPath: path) else {
      throw .cannotWrite("\(path): cannot be read")
    }
    // A run that was killed while it began leaves half a configuration, and nothing else.
    let isRemains = { (name: String) in name.hasPrefix("config.yaml.") && name.hasSuffix(".tmp") }
    if names.allSatisfy(isRemains) {
      for name in names { try? files.removeItem(atPath: "\(path)/\(name)") }
      names = []
    }
    if names.isEmpty { return .empty }
    if marks.allSatisfy(names.contains) { return .run }
    return names.contains("config.yaml") && names.contains("checkpoints") ? .unfinished : .other
  }

  /// Makes a folder with those above it; returns those that were not there.
  private static func make(_ path: String) throws(CommandError) -> [String] {
    let files = FileManager.default
    var missing: [String] = []
    var url = URL(fileURLWithPath: path)
    while !files.fileExists(atPath: url.path), url.path != "/" {
      missing.insert(url.path, at: 0)
      url = url.deletingLastPathComponent()
    }
    var made: [String] = []
    for folder in missing {
      do {
        try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
        made.append(folder)
      } catch {
        for folder in made.reversed() { try? files.removeItem(atPath: folder) }
        throw .cannotWrite("\(path): expected a folder to write, cannot make \(folder)")
      }
    }
    return made
  }

  private static func requireWritable(_ path: String) throws(CommandError) {
    guard FileManager.default.isWritableFile(atPath: path) else {
      throw .cannotWrite("\(path): cannot write in this folder")
    }
  }

  private static func name(for configuration: TrainConfiguration) -> String {
    var name = URL(fileURLWithPath: configuration.data).lastPathComponent
    for suffix in [".gz", ".csv", ".tsv", ".txt", ".data", ".npy", ".jsonl", ".ndjson"]
    where name.lowercased().hasSuffix(suffix) {
      name = String(name.dropLast(suffix.count))
    }
    return "runs/\(name.isEmpty ? "run" : name)-\(configuration.seed)"
  }
}

/// Says to other processes that a run is being trained.
private final class RunLock {
  private let descriptor: Int32

  init(_ run: String) throws(CommandError) {
    descriptor = open(run, O_RDONLY | O_CLOEXEC)
    // Where a file system has no locks there is none.
    if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      Foundation.close(descriptor)
      throw .cannotWrite("\(run): another process is training this run")
    }
  }

  deinit {
    if descriptor >= 0 { Foundation.close(descriptor) }
  }
}
