import Foundation
import Testing

@testable import DescentData

/// Well-known data sets, where a folder `../shared` beside the package holds them.
@Suite struct RealDataTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data/csv").path

  private static var isThere: Bool { FileManager.default.fileExists(atPath: folder) }

  @Test(
    .enabled(if: isThere, "no folder ../shared/data/csv beside the package"),
    arguments: [
      ("abalone.csv", false, 4177, 8, "8", 10),
      ("banknote_authentication.csv", false, 1372, 4, "4", 4),
      ("pima-indians-diabetes.csv", false, 768, 8, "8", 8),
      ("sonar.csv", false, 208, 60, "60", 60),
      ("winequality-red.csv", true, 1599, 11, "quality", 11),
    ])
  func readsAndEncodes(
    name: String, hasHeader: Bool, rows: Int, features: Int, target: String, width: Int
  ) throws {
    let table = try Table.read(
      Self.folder + "/" + name, options: TableOptions(hasHeader: hasHeader))
    #expect(table.rowCount == rows)
    #expect(table.columns.count == features + 1)
    let all = Array(0..<rows)
    let encoder = try TableEncoder(
      fitting: table, target: table.columnIndex(of: target), trainingRows: all)
    let matrix = try encoder.features(of: table, rows: all)
    #expect(matrix.columns == width)
    #expect(matrix.values.allSatisfy { $0.isFinite })
    _ = try encoder.targets(of: table, rows: all)
  }
}
