import DescentData
import DescentTensor
import DescentTraining
import Foundation
import Testing

@testable import DescentCommand

@Suite struct PredictTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func train(_ data: String, _ arguments: String...) throws -> JSON {
    let result = descent(
      ["train", data, "--out", folder.path + "/run", "--json"] + TrainFixtures.short + arguments)
    try #require(result.code == 0, "\(result.error)")
    return try result.json
  }

  private func predict(_ data: String, _ arguments: String...) -> CommandResult {
    descent(["predict", folder.path + "/run", data] + arguments)
  }

  private var run: String { folder.path + "/run" }

  /// The rows that a run with seed 0 was judged by, as a file of their own in their order.
  private func testRows(_ path: String, hasHeader: Bool = true) throws -> String {
    var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let header = hasHeader ? [lines.removeFirst()] : []
    var generator = Generator(seed: 0)
    let rows = HoldOut(count: lines.count, using: &generator).test
    let text = (header + rows.map { lines[$0] }).joined(separator: "\n") + "\n"
    return try folder.file("test-rows.csv", text)
  }

  /// With the same rows the same metrics, to the last bit, and the same again from the CSV.
  @Test func theTestRowsHaveTheTestsMetrics() throws {
    let data = try folder.file("d.csv", TrainFixtures.regression)
    let trained = try train(data, "--target", "y")
    let rows = try testRows(data)
    let json = try predict(rows, "--json").json
    #expect(json["metrics"] == trained["test"])
    #expect(json["rows"] == 12 && json["predicted"] == 12 && json["compared"] == 12)
    let csv = predict(rows)
    #expect(csv.code == 0)
    let lines = csv.output.split(separator: "\n")
    #expect(lines[0] == "prediction" && lines.count == 13)
    guard case .array(let kept)? = json["predictions"] else {
      throw CommandError.badData("no predictions")
    }
    #expect(lines.dropFirst().map { Double($0) } == kept.map(\.double))
    let truth = try String(contentsOfFile: rows, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { Double($0.split(separator: ",").last ?? "") ?? .nan }
    let squares = zip(truth, kept).map { y, p in
      let d = y - (p.double ?? .nan)
      return d * d
    }
    let rmse = (squares.reduce(0, +) / 12).squareRoot()
    #expect(abs(rmse - (trained["test"]?["rmse"]?.double ?? 0)) <= 1e-6)
    #expect(csv.errorLines.count == 1 && csv.error.hasPrefix("12 rows with y: rmse "))
  }

  @Test func classesWithoutNames() throws {
    let data = try folder.file("d.csv", TrainFixtures.classification)
    let trained = try train(data, "--no-header", "--target", "2", "--epochs", "30")
    let rows = try testRows(data, hasHeader: false)
    let json = try predict(rows, "--json").json
    for name in ["classes", "confusion"] { #expect(json[name] == trained[name]) }
    #expect(json["metrics"] == trained["test"])
    // Without the target's column, and with copies of the others by their index.
    let text = try String(contentsOfFile: rows, encoding: .utf8)
    let short = try folder.file(
      "short.csv",
      text.split(separator: "\n").map { $0.split(separator: ";").prefix(2).joined(separator: ";") }
        .joined(separator: "\n"))
    let result = predict(short, "--columns", "1,0")
    try #require(result.code == 0, "\(result.error)")
    #expect(result.error == "")
    let lines = result.output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines[0] == ["1", "0", "prediction", "probability_no", "probability_yes"])
    guard case .array(let kept)? = json["predictions"] else {
      throw CommandError.badData("no predictions")
    }
    for (line, row) in zip(lines.dropFirst(), kept) {
      #expect(row["class"] == .string(String(line[2])))
      #expect(row["probabilities"] == .numbers(line[3...].compactMap { Double($0) }))
      let shares = line[3...].compactMap { Double($0) }
      #expect(abs(shares[0] + shares[1] - 1) <= 1e-12)
      #expect((shares[1] > shares[0]) == (line[2] == "yes"))
    }
  }

  /// 90 rows with a name each, of which the model does not learn.
  private var named: String {
    "id,x,word,y\n"
      + (0..<90).map { "\"n,\($0)\",\($0 % 9 == 4 ? "" : "\($0)"),w\($0 % 3),\($0 % 5).5\n" }
      .joined()
  }

  @Test func namesAreCopiedAndWhatIsNewIsCounted() throws {
    let data = try folder.file("d.csv", named)
    _ = try train(data, "--target", "y", "--missing", "mean")
    let new = try folder.file("new.csv", "more,word,x,id\n7,w0,1,a\n8,w9,,b\n9,,3, \"c\"\n")
    let result = predict(new)
    try #require(result.code == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines.map(\.first) == ["id", "a", "b", "c"])
    #expect(
      result.errorLines == [
        "\(new): 2 cells without a value (x 1, word 1): a number is taken for the training rows' "
          + "mean, a word for none of the categories",
        "\(new): 1 cell with a word that no training row had (word 1): taken for none of the "
          + "categories",
      ])
    let json = try predict(new, "--json", "--quiet").json
    #expect(json["missing_cells"] == ["x": 1, "word": 1])
    #expect(json["unseen_categories"] == ["word": 1])
    #expect(json["metrics"] == nil && json["compared"] == nil)
    // The mean and no category, by hand: what a row of just these has.
    let encoder = try JSONDecoder().decode(TableEncoder.self, from: bytes(run + "/encoder.json"))
    guard case .number(let x) = encoder.features[0].encoding else { return }
    let same = try folder.file("same.csv", "x,word\n\(x.mean),w9\n3,none\n")
    let other = try predict(same, "--json", "--quiet").json
    guard case .array(let a)? = json["predictions"], case .array(let b)? = other["predictions"]
    else { throw CommandError.badData("no predictions") }
    #expect(a[1] == b[0] && a[2] == b[1])
  }

  @Test func allColumnsAndAFile() throws {
    let data = try folder.file("d.csv", named)
    _ = try train(data, "--target", "y", "--missing", "mean")
    let new = try folder.file("new.csv", "id,x,word,prediction\n\"a \"\"b\"\"\",1,w0,old\n")
    let out = folder.path + "/out.csv"
    let result = predict(new, "--with-inputs", "--out", out, "--json")
    try #require(result.code == 0, "\(result.error)")
    #expect(try result.json["out"] == .string(out))
    #expect(try result.json["predictions"] == nil)
    let text = try String(contentsOfFile: out, encoding: .utf8)
    #expect(text.hasPrefix("id,x,word,prediction,prediction_2\n\"a \"\"b\"\"\",1,w0,old,"))
    #expect(text.split(separator: "\n").count == 2)
    #expect(predict(new, "--columns", "none").output.hasPrefix("prediction\n"))
  }

  /// Rows that the run's rule drops stay in their place, without a prediction.
  @Test func droppedRowsKeepTheirPlace() throws {
    let data = try folder.file("d.csv", named)
    let trained = try train(data, "--target", "y", "--missing", "drop")
    #expect(trained["data"]?["dropped_rows"] == 10)
    let result = predict(data, "--columns", "id")
    try #require(result.code == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 91)
    #expect(lines[5] == "\"n,4\"," && lines[6].hasPrefix("\"n,5\",") && lines[6].count > 8)
    #expect(
      result.errorLines[0]
        == "\(data): 10 rows of 90 without a prediction, for want of a value (x 10)"
        + ", as --missing drop of the run has it")
    #expect(result.errorLines[1].hasPrefix("80 rows with y: rmse "))
    #expect(try predict(data, "--json").json["predicted"] == 80)
  }

  /// Some targets are missing, one is no number: the others are compared.
  @Test func targetsThatCannotBeComparedAreLeftOut() throws {
    let data = try folder.file("d.csv", named)
    _ = try train(data, "--target", "y", "--missing", "mean")
    let new = try folder.file("new.csv", "x,word,y\n1,w0,?\n2,w1,\n3,w1,2.5\n4,w1,unknown\n")
    let result = predict(new)
    try #require(result.code == 0)
    #expect(
      result.errorLines[0]
        == "\(new): y is no number in 2 rows, the first on line 2: \"?\"; not compared")
    #expect(result.errorLines[1].hasPrefix("1 row with y: rmse "))
  }

  /// A row has the same bits alone and among others, in the first piece and in the last.
  @Test func aRowIsTheSameAnywhere() throws {
    let data = try folder.file("d.csv", TrainFixtures.regression)
    _ = try train(data, "--target", "y")
    let lines = TrainFixtures.regression.split(separator: "\n")
    let many = (0..<4100).map { lines[1 + $0 % 60] }.joined(separator: "\n")
    let long = try folder.file("long.csv", lines[0] + "\n" + many + "\n")
    let all = predict(long, "--quiet").output.split(separator: "\n").dropFirst()
    #expect(all.count == 4100)
    #expect(Set(all).count <= 60)
    for row in [1, 60] {
      let alone = try folder.file("alone.csv", lines[0] + "\n" + lines[row] + "\n")
      #expect(predict(alone, "--quiet").output.split(separator: "\n")[1] == all[row])
    }
  }
}
