import DescentData
import DescentTensor
import Foundation
import Testing

@testable import DescentCommand

/// Tables that are no delimited text.
@Suite struct TrainFormatsTests {
  private let folder: TemporaryFolder

  private static let archive =
    """
    UEsDBC0AAAAIAAAAIQC/Dl5x//////////8FABQAeC5ucHkBABAAwAAAAAAAAABlAAAAAAAAAJvsF+obEMnIUMZQrZ\
    6SWpxcpG6loG6TaaKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GhY6CkaaOgq1CmQDLgYoYARiJihmAWJm\
    IGaDsjmAmBWIuaBiPEDMDsR8QAwAUEsDBC0AAAAIAAAAIQASFo5o//////////8FABQAeS5ucHkBABAAwAAAAAAAAA\
    BMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GhY6\
    mjoKtQoUAC4GKGBkQAXE8gFQSwMELQAAAAgAAAAhALCzV6n//////////wUAFAB3Lm5weQEAEADAAAAAAAAAAFAAAA\
    AAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaFjqaOgq1\
    ChQALgYweGAPoX/Uo/IJ0wBQSwECLQMtAAAACAAAACEAvw5ecWUAAADAAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucH\
    lQSwECLQMtAAAACAAAACEAEhaOaEwAAADAAAAABQAAAAAAAAAAAAAAgAGcAAAAeS5ucHlQSwECLQMtAAAACAAAACEA\
    sLNXqVAAAADAAAAABQAAAAAAAAAAAAAAgAEfAQAAdy5ucHlQSwUGAAAAAAMAAwCZAAAApgEAAAAA
    """

  init() throws { folder = try TemporaryFolder() }

  private func train(_ arguments: String...) throws -> JSON {
    let result = descent(
      ["train"] + arguments + ["--out", folder.path + "/run", "--json"] + TrainFixtures.short)
    try #require(result.code == 0, "\(result.error)")
    return try result.json
  }

  /// y = 2a − b, as a delimited text, an array with the target, and a pair of arrays.
  private func numbers() -> [[Double]] {
    (0..<60).map { i in
      let (a, b) = (Double(i * 37 % 60) / 8, Double(i * 17 % 60) / 4)
      return [a, b, 2 * a - b]
    }
  }

  @Test func arraysAreTables() throws {
    let rows = numbers()
    let text = rows.map { $0.map { "\($0)" }.joined(separator: ",") }.joined(separator: "\n")
    let csv = try folder.file("t.csv", text + "\n")
    let expected = try train(csv, "--no-header", "--target", "2")
    let weights = try bytes(folder.path + "/run/model.safetensors")
    let all = folder.path + "/t.npy"
    try NPY.write(Tensor(rows.flatMap { $0 }, shape: [60, 3]), to: all)
    for name in ["test", "baseline", "rows"] {
      #expect(try train(all, "--target", "2")[name] == expected[name])
    }
    #expect(try bytes(folder.path + "/run/model.safetensors") == weights)
    let (x, y) = (folder.path + "/x.npy", folder.path + "/y.npy")
    try NPY.write(Tensor(rows.flatMap { $0.dropLast() }, shape: [60, 2]), to: x)
    try NPY.write(Tensor(rows.map { $0[2] }), to: y)
    #expect(try train(x, "--target", y)["test"] == expected["test"])
    #expect(try bytes(folder.path + "/run/model.safetensors") == weights)
    // The configuration makes the run again, and the run predicts from each of the three.
    let again = descent(
      "train", "--config", folder.path + "/run/config.yaml", "--out", folder.path + "/again",
      "--quiet")
    #expect(again.code == 0, "\(again.error)")
    #expect(try bytes(folder.path + "/again/model.safetensors") == weights)
    let outputs = [csv, all, x].map { descent("predict", folder.path + "/run", $0) }
    #expect(outputs.allSatisfy { $0.code == 0 && $0.output == outputs[0].output })
    #expect(outputs[1].error == outputs[0].error && outputs[0].error.hasPrefix("60 rows with"))
    #expect(outputs[2].error == "")
  }

  /// Written by NumPy 2.4.6: savez_compressed(x=[[i, 2i] for i < 8], y=[0, 1, …, 1], w=[0.5, nan, …]).
  @Test func archivesAreTables() throws {
    let path = folder.path + "/t.npz"
    try #require(Data(base64Encoded: Self.archive)).write(to: URL(fileURLWithPath: path))
    let table = try Table.readArchive(path, missing: .keep)
    #expect(table.names == ["w", "x[0]", "x[1]", "y"])
    #expect(table.columns[2].values == .numbers((0..<8).map { Double(2 * $0) }))
    let trained = try train(path, "--target", "y", "--missing", "mean")
    #expect(trained["task"] == "classification" && trained["data"]?["missing_cells"] == ["w": 1])
    let result = descent("predict", folder.path + "/run", path, "--columns", "x[1]")
    try #require(result.code == 0, "\(result.error)")
    #expect(result.output.split(separator: "\n")[1].hasPrefix("0,"))
    #expect(result.errorLines.last?.hasPrefix("8 rows with y: accuracy ") == true)
  }

  @Test func jsonLinesAreTables() throws {
    func line(_ i: Int) -> String {
      let x = i % 9 == 4 ? "null" : "\(i * 37 % 60)"
      return #"{"id": "n\#(i)", "x": \#(x), "c": "w\#(i % 3)", "y": \#(i % 5).5}"#
    }
    let data = try folder.file("t.jsonl", (0..<90).map(line).joined(separator: "\n") + "\n")
    let trained = try train(data, "--target", "y", "--missing", "mean")
    #expect(trained["data"]?["missing_cells"] == ["x": 10])
    #expect(trained["data"]?["left_out"] == ["id"])
    let result = descent("predict", folder.path + "/run", data)
    try #require(result.code == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 91 && lines[0] == "id,prediction" && lines[1].hasPrefix("n0,"))
    #expect(result.errorLines.last?.hasPrefix("90 rows with y: rmse ") == true)
    // The same rows as delimited text have the same predictions.
    let csv =
      "id,x,c,y\n"
      + (0..<90).map { "n\($0),\($0 % 9 == 4 ? "" : "\($0 * 37 % 60)"),w\($0 % 3),\($0 % 5).5\n" }
      .joined()
    let other = descent("predict", folder.path + "/run", try folder.file("t.csv", csv))
    #expect(other.output == result.output)
    // A run that refuses what is missing does so here.
    _ = try train(try folder.file("w.csv", csv.replacing(",,", with: ",1,")), "--target", "y")
    let refused = descent("predict", folder.path + "/run", data)
    #expect(refused.code == 65)
    #expect(refused.error.contains("t.jsonl, line 5, column \"x\": expected a value"))
  }

  @Test func refusals() throws {
    func error(_ arguments: String...) -> String {
      descent(["train"] + arguments + ["--out", folder.path + "/no"]).error
    }
    let (x, y) = (folder.path + "/x.npy", folder.path + "/y.npy")
    try NPY.write(Tensor([1.0, .nan, 3, 4, 5, 6], shape: [6, 1]), to: x)
    try NPY.write(Tensor([1.0, 2, 3, 4, 5]), to: y)
    #expect(error(x, "--target", y).contains("expected 6 numbers, as many as \(x) has rows"))
    #expect(error(x, "--target", "0").contains("line 2, column \"0\": expected a value"))
    try NPY.write(Tensor([1.0, 2, 3, 4, 5, 6]), to: y)
    #expect(error(x, "--target", y, "--missing", "mean").contains("runs") == false)
    try NPY.write(Tensor.zeros([2, 2, 2]), to: x)
    #expect(error(x, "--target", "0").contains("expected an array of 1 or 2 axes for a table"))
  }
}
