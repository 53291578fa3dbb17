import DescentData
import Foundation

/// The folder that a run leaves behind.
///
/// It is made before the training begins, so that a place that cannot be written costs no time, and
/// taken away again if the run fails.
struct RunFolder {
  /// As it is named to the user.
  let path: String
  /// Folders that were not there before, outermost first.
  private let created: [String]

  /// What every run folder holds.
  private static let marks = ["config.yaml", "metrics.csv", "model.safetensors"]

  /// Makes the folder that was asked for, or `runs/FILE-SEED`.
  ///
  /// A run that stands in a folder that was asked for by name is replaced. Anything else is left
  /// alone, and the next free name is taken: `DIR-2`, `DIR-3`, ….
  init(_ configuration: TrainConfiguration, console: Console) throws(CommandError) {
    let wanted = configuration.out ?? Self.name(for: configuration)
    var candidate = wanted
    for number in 2... {
      switch try Self.state(of: candidate) {
      case .absent:
        path = candidate
        created = try Self.make(candidate)
        if candidate != wanted, configuration.out != nil {
          console.note("\(wanted) holds other files; the run goes to \(candidate)")
        }
        return
      case .empty:
        path = candidate
        created = []
        try Self.requireWritable(candidate)
        return
      case .run where configuration.out != nil && candidate == wanted:
        path = candidate
        created = []
        try Self.requireWritable(candidate)
        console.note("\(wanted) holds a run; it is replaced")
        return
      case .run, .other:
        candidate = "\(wanted)-\(number)"
      }
    }
    throw .cannotWrite("\(wanted): no free name")
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
    for (name, _) in files where rename(part(name), "\(path)/\(name)") != 0 {
      throw DataError(
        .cannotWrite(reason: String(cString: strerror(errno))), path: "\(path)/\(name)")
    }
  }

  /// Takes away what was made.
  func discard() {
    for folder in created.reversed() {
      guard (try? FileManager.default.contentsOfDirectory(atPath: folder))?.isEmpty == true else {
        return
      }
      try? FileManager.default.removeItem(atPath: folder)
    }
  }

  private enum State {
    case absent, empty, run, other
  }

  private static func state(of path: String) throws(CommandError) -> State {
    let files = FileManager.default
    var isDirectory: ObjCBool = false
    guard files.fileExists(atPath: path, isDirectory: &isDirectory) else { return .absent }
    guard isDirectory.boolValue else {
      throw .cannotWrite("\(path): expected a folder for the run, found a file")
    }
    guard let names = try? files.contentsOfDirectory(atPath: path) else {
      throw .cannotWrite("\(path): cannot be read")
    }
    if names.isEmpty { return .empty }
    return marks.allSatisfy(names.contains) ? .run : .other
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
    for suffix in [".gz", ".csv", ".tsv", ".txt", ".data"] where name.lowercased().hasSuffix(suffix)
    {
      name = String(name.dropLast(suffix.count))
    }
    return "runs/\(name.isEmpty ? "run" : name)-\(configuration.seed)"
  }
}
