import DescentPlots
import Foundation
import Testing

/// The figures that stand in the articles are those that are drawn here.
///
/// `DESCENT_WRITE_FIGURES=1 swift test --filter GuideFigureTests` draws them anew.
@Suite("Figures of the guides")
struct GuideFigureTests {
  private static let resources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/DescentOptimizers/DescentOptimizers.docc/Resources")

  @Test(arguments: GuideFigure.allCases)
  func isWhatIsDrawn(_ guide: GuideFigure) throws {
    let file = Self.resources.appending(path: "\(guide.rawValue).svg")
    let svg = try guide.figure().svg
    if ProcessInfo.processInfo.environment["DESCENT_WRITE_FIGURES"] != nil {
      try svg.write(to: file, atomically: true, encoding: .utf8)
    }
    let committed = try String(contentsOf: file, encoding: .utf8)
    #expect(committed.utf8.count <= 61_440)
    if guide.isExact { #expect(svg == committed) }
  }
}
