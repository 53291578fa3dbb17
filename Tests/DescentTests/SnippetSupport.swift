import DescentPlots
import Foundation
import Testing

/// What `print` would write.
func printed(_ items: Any...) -> String { items.map { "\($0)" }.joined(separator: " ") }

/// Expects what a page says is printed.
func expectPrinted(
  _ expected: String, _ items: Any..., sourceLocation: SourceLocation = #_sourceLocation
) {
  let found = items.map { "\($0)" }.joined(separator: " ")
  #expect(found == expected, sourceLocation: sourceLocation)
}

/// Expects a number within a quarter of what a page says it is about.
func expectAbout(
  _ expected: Double, _ item: Any, sourceLocation: SourceLocation = #_sourceLocation
) {
  let found = Double("\(item)".prefix { $0 != " " }) ?? .nan
  #expect(
    abs(found - expected) <= 0.25 * abs(expected), "about \(expected), found \(item)",
    sourceLocation: sourceLocation)
}

/// A file in a folder that is of this process alone.
func scratch(_ name: String) -> String {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "descent-snippets-\(ProcessInfo.processInfo.processIdentifier)")
  try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder.appending(path: name).path
}

/// Writes a page's figure into the package if `DESCENT_WRITE_FIGURES` is set.
func draw(_ figure: Figure, _ path: String) throws {
  guard ProcessInfo.processInfo.environment["DESCENT_WRITE_FIGURES"] != nil else { return }
  let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  try figure.svg.write(to: package.appending(path: path), atomically: true, encoding: .utf8)
}
