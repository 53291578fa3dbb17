import Foundation
import Testing

@testable import DescentCommand

@Suite("Training on images") struct TrainImagesTests {
  private func images(in folder: TemporaryFolder, size: Int = 8) throws -> String {
    try TrainFixtures.images(in: folder, size: size)
  }

  @Test(arguments: ["cnn", "mlp"]) func learnsToTellRowsFromColumns(model: String) throws {
    let folder = try TemporaryFolder()
    let data = try images(in: folder)
    let run = folder.path + "/run"
    let result = descent(
      "train", data, "--model", model, "--epochs", "6", "--batch-size", "10", "--optimizer", "adam",
      "--lr", "0.005", "--seed", "3", "--out", run, "--json")
    #expect(result.code == 0, "\(result.error)")
    let json = try result.json
    #expect(json["rows"] == ["train": 60, "validation": 0, "test": 20])
    #expect(json["task"] == "classification")
    // 1·16·9 + 16, two of 16·16·9 + 16, 16·32·9 + 32, two of 32·32·9 + 32; 128 features.
    let convolutions = 160 + 2 * 2320 + 4640 + 2 * 9248
    let head = (model == "cnn" ? 128 : 64) * 64 + 64 + 64 * 2 + 2
    #expect(json["parameters"] == .integer((model == "cnn" ? convolutions : 0) + head))
    #expect(json["test"]?["accuracy"]?.double == 1)
    #expect(json["best_epoch"] == 6)
    // The configuration that was left behind makes the same run again.
    let again = descent(
      "train", "--config", run + "/config.yaml", "--out", folder.path + "/again", "--json")
    #expect(again.code == 0, "\(again.error)")
    #expect(
      try bytes(run + "/model.safetensors") == bytes(folder.path + "/again/model.safetensors"))
    #expect(try bytes(run + "/metrics.csv") == bytes(folder.path + "/again/metrics.csv"))
  }

  @Test func holdsImagesOut() throws {
    let folder = try TemporaryFolder()
    let result = descent(
      "train", try images(in: folder), "--model", "mlp", "--epochs", "2", "--validation", "0.25",
      "--out", folder.path + "/run", "--json")
    #expect(result.code == 0, "\(result.error)")
    #expect(try result.json["rows"] == ["train": 45, "validation": 15, "test": 20])
  }

  @Test func refusals() throws {
    let folder = try TemporaryFolder()
    let data = try images(in: folder)
    func refused(_ arguments: String...) -> (Int32, String) {
      let result = descent(["train"] + arguments + ["--out", folder.path + "/no"])
      return (result.code, result.errorLines.last ?? "")
    }
    #expect(refused(data, "--target", "label").0 == 64)
    #expect(refused(data, "--target", "label").1.contains("--target: is for tables"))
    #expect(refused(data, "--model", "rnn").1.contains("mlp or cnn"))
    #expect(refused(data, "--validation", "1").1.contains("0 to 0.9"))
    let table = try folder.file("a.csv", TrainFixtures.regression)
    #expect(refused(table, "--target", "y", "--model", "cnn").1.contains("folder of images"))
    let other = try TemporaryFolder()
    let small = try images(in: other, size: 3)
    #expect(refused(small).1.contains("at least 4 × 4"))

    let labels = URL(fileURLWithPath: data + "/train-labels-idx1-ubyte")
    try TrainFixtures.idx([59], [UInt8](repeating: 1, count: 59)).write(to: labels)
    #expect(refused(data).0 == 65)
    #expect(refused(data).1.contains("expected 60 bytes, one for each image"))
    try TrainFixtures.idx([60], [UInt8](repeating: 1, count: 60)).write(to: labels)
    #expect(refused(data).1.contains("two labels or more, got only 1"))
    try FileManager.default.removeItem(at: labels)
    #expect(refused(data).0 == 66)
    #expect(refused(data).1.contains("train-labels-idx"))
  }

  @Test func plateauNeedsHeldOutRows() throws {
    let folder = try TemporaryFolder()
    let result = descent(
      "train", try images(in: folder), "--model", "mlp", "--schedule", "plateau", "--out",
      folder.path + "/run")
    #expect(result.code == 64)
    #expect(result.error.contains("--validation 0 leaves no rows"))
  }
}
