import ArgumentParser
import DescentData
import DescentLab
import Foundation
import Synchronization

/// `descent lab`: runs the exhibits, or lists them.
struct Lab: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Make known experiments again: what was claimed, beside what is measured.",
    discussion: """
      Without a name it lists the exhibits. With one it runs the experiment, prints the report, and \
      writes a folder with the report as a page, its figures and the numbers behind them.

      Examples:
        descent lab late-rebound
        descent lab late-rebound --json --out rebound
      """)

  @Argument(help: "The exhibits to run, or 'all'; none lists them.")
  var names: [String] = []

  @Flag(help: "Run at the source's scale and beyond, however long it takes.")
  var full = false

  @Option(
    help: ArgumentHelp(
      "The folder to write; lab/NAME by default, and a folder in it for each of several exhibits.",
      valueName: "dir"))
  var out: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try threads.apply()
    let console = Console.current
    if names.isEmpty { return list(on: console) }
    let exhibits = try chosen()
    let folders = exhibits.map { exhibit in
      switch out {
      case nil: "lab/\(exhibit.name)"
      case let out? where exhibits.count == 1 && names != ["all"]: out
      case let out?: "\(out)/\(exhibit.name)"
      }
    }
    for folder in folders { try OutputFolder.check(folder) }
    // Asked once before the work begins, so that Ctrl-C is taken from here on.
    _ = console.isInterrupted()
    var documents: [String] = []
    for (exhibit, folder) in zip(exhibits, folders) {
      let document = try show(exhibit, in: folder, on: console)
      documents.append(document)
    }
    guard output.json else { return }
    let isOne = exhibits.count == 1 && names != ["all"]
    console.print(isOne ? documents[0] : "[" + documents.joined(separator: ",\n") + "]")
  }

  /// Runs one exhibit and writes its folder; returns its JSON document.
  private func show(
    _ exhibit: any Exhibit, in folder: String, on console: Console
  ) throws -> String {
    let meter = LabProgress(console)
    let clock = ContinuousClock()
    let start = clock.now
    let report: ExhibitReport
    do {
      report = try exhibit.run(ExhibitOptions(isFull: full)) { done, total, note in
        meter.advance(to: done, of: total, note: note)
        return !console.isInterrupted()
      }
      meter.finish()
    } catch {
      meter.finish()
      throw CommandError.interrupted(
        "lab: stopped, nothing was written for \(exhibit.name); run it again with: descent lab \(exhibit.name)"
      )
    }
    let seconds = (clock.now - start) / .seconds(1)
    if !output.json { console.output(report.text) }
    let paths: [String]
    do {
      paths = try report.write(to: URL(fileURLWithPath: folder))
    } catch let error as DataError {
      throw CommandError(error.exitCode, error.description)
    } catch {
      throw CommandError.cannotWrite(
        "\(folder): the report cannot be written: \(error.localizedDescription)")
    }
    if let page = paths.first { console.note("the report with its figure: \(page)") }
    return report.json(seconds: seconds).json
  }

  private func chosen() throws(CommandError) -> [any Exhibit] {
    if names.contains("all") { return Exhibits.all }
    var exhibits: [any Exhibit] = []
    for name in names {
      guard let exhibit = Exhibits.named(name) else {
        let known = Exhibits.all.map(\.name)
        throw .usage("lab: no exhibit '\(name)'; \(NearestName.hint(for: name, among: known))")
      }
      if !exhibits.contains(where: { $0.name == exhibit.name }) { exhibits.append(exhibit) }
    }
    return exhibits
  }

  private func list(on console: Console) {
    if output.json {
      let exhibits = Exhibits.all.map { exhibit -> ReportValue in
        [
          "name": .text(exhibit.name), "summary": .text(exhibit.summary),
          "sources": .list(exhibit.sources.map { .text($0) }),
        ]
      }
      console.print((["exhibits": .list(exhibits)] as ReportValue).json)
      return
    }
    let width = Exhibits.all.map(\.name.count).max() ?? 0
    for exhibit in Exhibits.all {
      let name = exhibit.name + String(repeating: " ", count: width - exhibit.name.count)
      console.print("\(name)  \(exhibit.summary)")
    }
  }
}

/// The progress of an exhibit, which several threads tell.
private final class LabProgress: Sendable {
  private let console: Console
  private let progress = Mutex<Progress?>(nil)

  init(_ console: Console) { self.console = console }

  func advance(to done: Int, of total: Int, note: String) {
    progress.withLock { progress in
      var meter = progress ?? Progress(of: total, unit: "steps", console: console)
      meter.advance(to: done, note: note)
      progress = meter
    }
  }

  func finish() {
    progress.withLock { progress in
      var meter = progress
      meter?.finish()
      progress = nil
    }
  }
}

/// Folders that a command is told to write.
private enum OutputFolder {
  /// Finds out, before any work is done, that a folder cannot be written in.
  ///
  /// - Throws: ``CommandError`` with exit code 73.
  static func check(_ path: String) throws(CommandError) {
    let files = FileManager.default
    var folder = URL(fileURLWithPath: path)
    var isDirectory: ObjCBool = false
    // What is not there yet is made in the nearest folder that is.
    while !files.fileExists(atPath: folder.path, isDirectory: &isDirectory), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    guard isDirectory.boolValue else {
      throw .cannotWrite("\(path): expected a folder to write, but \(folder.path) is a file")
    }
    guard files.isWritableFile(atPath: folder.path) else {
      throw .cannotWrite("\(path): cannot write in \(folder.path)")
    }
  }
}
