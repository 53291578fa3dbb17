import Foundation
import Synchronization

@testable import DescentCommand

/// What a command printed and how it ended.
struct CommandResult {
  let code: Int32
  let output: String
  let error: String

  /// The lines on standard error.
  var errorLines: [String] { error.split(separator: "\n").map(String.init) }

  /// Standard output as one JSON document.
  var json: JSON {
    get throws { try JSONReader.read(Array(output.utf8)) }
  }
}

/// Collects what is printed; printing may come from any thread.
private final class Collector: Sendable {
  let text = Mutex("")
  func add(_ piece: String) { text.withLock { $0 += piece } }
}

/// Runs the command within this process.
func descent(_ arguments: String...) -> CommandResult { descent(arguments) }

/// Runs the command within this process.
func descent(
  _ arguments: [String], isInterrupted: @escaping @Sendable () -> Bool = { false }
) -> CommandResult {
  let (output, error) = (Collector(), Collector())
  let console = Console(
    output: { output.add($0) }, error: { error.add($0) }, isInteractive: false,
    isInterrupted: isInterrupted)
  let code = Console.$current.withValue(console) { CommandLauncher.run(arguments) }
  return CommandResult(
    code: code, output: output.text.withLock { $0 }, error: error.text.withLock { $0 })
}

/// A folder that lasts as long as the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/descent-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    let file = path + "/" + name
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }
}
