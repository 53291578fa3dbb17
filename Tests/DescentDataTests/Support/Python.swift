import Foundation

/// The Python of the machine, for tests that hold files against what other programs read and write.
///
/// It is `DESCENT_PYTHON`, or `python3` of the path. A test whose packages are not installed says so.
enum Python {
  static let path = ProcessInfo.processInfo.environment["DESCENT_PYTHON"] ?? "python3"

  /// Whether these modules can be imported.
  static func has(_ modules: String...) -> Bool {
    (try? run("import " + modules.joined(separator: ", "))) != nil
  }

  /// What a script prints; an error if it fails.
  @discardableResult
  static func run(_ script: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [path, "-c", script] + arguments
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    // Only the output can be long.
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(text: String(decoding: said, as: UTF8.self))
    }
    return String(decoding: printed, as: UTF8.self)
  }

  struct Failure: Error { let text: String }
}
