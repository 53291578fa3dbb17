import Foundation
import Testing

@testable import DescentCommand

/// Missing values and unseen words, as a user of `descent train` meets them.
@Suite struct TrainMissingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// 40 rows of a number, a word and an empty column; every tenth number and every eighth word is
  /// missing.
  private static func rows(blank: Bool = true) -> [String] {
    (0..<40).map { i in
      let x = i % 10 == 3 ? "NA" : "\(Double(i) / 4)"
      let word = i % 8 == 5 ? "" : ["red", "green", "blue"][i % 3]
      return "\(x),\(word)" + (blank ? "," : "") + ",\(i % 7).5"
    }
  }

  private func train(_ text: String, _ arguments: String...) throws -> CommandResult {
    let file = try folder.file("t.csv", text)
    return descent(
      ["train", file, "--out", folder.path + "/run", "--json"] + TrainFixtures.short + arguments)
  }

  private static let whole = "x,word,blank,y\n" + rows().joined(separator: "\n") + "\n"
  private static let narrow =
    "x,word,y\n" + rows(blank: false).joined(separator: "\n") + "\n"

  @Test func refusedWithTheWayOut() throws {
    let result = try train(Self.narrow, "--target", "y")
    #expect(result.code == 65)
    #expect(
      result.errorLines == [
        "descent: \(folder.path)/t.csv, line 5, column \"x\": expected a value, found \"NA\"; "
          + "--missing mean puts the mean there, --missing drop leaves such rows out"
      ])
  }

  @Test func theMeanAndNoCategory() throws {
    let result = try train(Self.whole, "--target", "y", "--missing", "mean")
    #expect(result.code == 0, "\(result.error)")
    #expect(
      result.errorLines.dropFirst() == [
        "\(folder.path)/t.csv: 9 cells without a value (x 4, word 5): a number is taken for the "
          + "training rows' mean, a word for none of the categories",
        "left out, without a value in the training rows: blank",
      ])
    let data = try #require(try result.json["data"])
    #expect(data["rows"] == 40 && data["dropped_rows"] == 0)
    #expect(data["missing_cells"] == ["x": 4, "word": 5, "blank": 40])
    #expect(data["left_out"] == ["blank"])
    // A number and three words, and nothing for the empty column.
    #expect(try result.json["parameters"] == .integer(4 * 8 + 8 + 8 * 4 + 4 + 4 + 1))
  }

  @Test func droppedRowsAreCountedByColumn() throws {
    let result = try train(Self.narrow, "--target", "y", "--missing", "drop")
    #expect(result.code == 0, "\(result.error)")
    // The number of row 13 and the word too.
    #expect(
      result.errorLines.last
        == "\(folder.path)/t.csv: dropped 8 rows with missing values (x 4, word 5)")
    let json = try result.json
    #expect(json["data"]?["rows"] == 32 && json["data"]?["dropped_rows"] == 8)
    #expect(json["rows"] == ["train": 23, "validation": 3, "test": 6])
    let none = try train(Self.whole, "--target", "y", "--missing", "drop")
    #expect(none.code == 65)
    #expect(none.error.contains("column \"blank\" lacks 40"))
  }

  @Test(arguments: ["refuse", "mean"]) func aTargetWithoutAValueCanOnlyBeDropped(
    _ rule: String
  ) throws {
    let text = "x,y\n" + (0..<20).map { "\($0),\($0 == 4 ? "null" : "\($0 % 6)")\n" }.joined()
    let result = try train(text, "--target", "y", "--missing", rule)
    #expect(result.code == 65)
    #expect(result.error.contains("line 6, column \"y\": expected a value"))
    #expect(result.error.hasSuffix("; --missing drop leaves such rows out\n"))
    let dropped = try train(text, "--target", "y", "--missing", "drop")
    #expect(try dropped.json["data"]?["rows"] == 19)
  }

  @Test func compressedAndWithoutNames() throws {
    let text = Self.rows(blank: false).joined(separator: "\n") + "\n"
    let path = folder.path + "/t.gz"
    try storedGzip(Array(text.utf8)).write(to: URL(fileURLWithPath: path))
    let result = descent(
      ["train", path, "--no-header", "--target", "2", "--missing", "mean", "--json", "--out"]
        + [folder.path + "/run"] + TrainFixtures.short)
    #expect(result.code == 0, "\(result.error)")
    #expect(try result.json["data"]?["missing_cells"] == ["0": 4, "1": 5])
  }

  /// One row in 60 has a word of its own: it is in some part, and counted unless that is training.
  @Test func unseenWordsAreCounted() throws {
    let text =
      "x,word,y\n"
      + (0..<60).map { "\($0),\($0 < 12 ? "only\($0)" : "common"),\($0 % 7).5\n" }.joined()
    let result = try train(text, "--target", "y")
    #expect(result.code == 0, "\(result.error)")
    let data = try #require(try result.json["data"])
    func count(_ part: String) -> Double {
      data["unseen_categories"]?[part]?["word"]?.double ?? 0
    }
    let total = Int(count("validation") + count("test"))
    // Inputs: x, "common", and those of the twelve words that are in training rows.
    let parameters = try #require(try result.json["parameters"]?.double)
    let inputs = (Int(parameters) - 8 - 8 * 4 - 4 - 4 - 1) / 8
    #expect(inputs == 2 + 12 - total)
    #expect(total > 0)
    #expect(
      result.errorLines.last
        == "\(total) cells of the validation and test rows with a word that no "
        + "training row has (word \(total)): taken for none of the categories")
  }
}
