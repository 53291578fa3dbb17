import Descent
import Foundation
import Testing

@Suite struct ReadmeTests {
  @Test func theExampleConvergesAsItSays() {
    let loss = readmeExample().scalar
    #expect(loss > 0.1 && loss < 0.3, "the README says about 0.18, the loss is \(loss)")
  }

  @Test func theExampleIsTheOneThatRuns() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let package = tests.deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: package.appending(path: "README.md"), encoding: .utf8)
    let source = try String(
      contentsOf: tests.appending(path: "ReadmeExample.swift"), encoding: .utf8)
    let printed = try #require(text(of: readme, from: "```swift\nimport Descent\n\n", to: "```"))
    let run = try #require(
      text(of: source, from: "  // README: begin\n", to: "  // README: end"))
    let unindented = run.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("  ") ? $0.dropFirst(2) : $0 }.joined(separator: "\n")
    #expect(printed == unindented)
  }

  private func text(of whole: String, from begin: String, to end: String) -> Substring? {
    guard let begin = whole.range(of: begin),
      let end = whole.range(of: end, range: begin.upperBound..<whole.endIndex)
    else { return nil }
    return whole[begin.upperBound..<end.lowerBound]
  }
}
