import DescentData
import DescentTensor
import DescentTraining
import Foundation
import Testing

@testable import DescentCommand

@Suite struct TrainTests {
  private let folder: TemporaryFolder
  private let data: String

  init() throws {
    folder = try TemporaryFolder()
    data = try folder.file("line.csv", TrainFixtures.regression)
  }

  private func train(_ arguments: String..., out: String = "run") -> CommandResult {
    descent(
      ["train", data, "--target", "y", "--out", folder.path + "/" + out] + TrainFixtures.short
        + arguments)
  }

  @Test func regressionFromFileToFolder() throws {
    let result = train("--json")
    #expect(result.code == 0)
    #expect(
      result.errorLines == [
        "regression: y is a number of more than two values (--task classification takes them for "
          + "classes)"
      ])
    let json = try result.json
    guard case .object(let members) = json else { throw CommandError.badData("no object") }
    #expect(
      members.map(\.name) == [
        "task", "target", "rows", "parameters", "epochs", "best_epoch", "test", "baseline", "data",
        "run", "seconds",
      ])
    #expect(json["task"] == "regression")
    #expect(json["target"] == "y")
    #expect(json["rows"] == ["train": 41, "validation": 7, "test": 12])
    // Five inputs: a, b and three colours.
    #expect(json["parameters"] == .integer(5 * 8 + 8 + 8 * 4 + 4 + 4 + 1))
    #expect(json["epochs"] == 4)
    #expect(json["run"] == .string(folder.path + "/run"))
    #expect(
      try names(in: folder.path + "/run") == [
        "checkpoints", "config.yaml", "curves.svg", "encoder.json", "metrics.csv",
        "model.safetensors", "report.html", "result.json",
      ])
    let written = try JSONReader.read(Array(try bytes(folder.path + "/run/result.json")))
    for member in members where !["run", "seconds"].contains(member.name) {
      #expect(written[member.name] == member.value)
    }
    let metrics = String(decoding: try bytes(folder.path + "/run/metrics.csv"), as: UTF8.self)
    let lines = metrics.split(separator: "\n")
    #expect(
      lines[0]
        == "epoch,step,train_loss,validation_loss,validation_rmse,learning_rate,gradient_norm")
    #expect(lines.count == 5)
    #expect(lines[4].hasPrefix("4,12,"))
  }

  /// Weights, encoder and split as they were saved give the metrics as they were printed, with the
  /// network written out in double precision.
  @Test func theSavedModelIsTheOneThatWasJudged() throws {
    let json = try train("--json", "--dropout", "0").json
    let run = folder.path + "/run/"
    let encoder = try JSONDecoder().decode(TableEncoder.self, from: bytes(run + "encoder.json"))
    let weights = try Safetensors.read(run + "model.safetensors")
    #expect(
      weights.entries.map { "\($0.name) \($0.shape)" } == [
        "0.bias [8]", "0.weight [8, 5]", "2.bias [4]", "2.weight [4, 8]", "4.bias [1]",
        "4.weight [1, 4]",
      ])
    let table = try Table.read(data)
    var generator = Generator(seed: 0)
    let rows = HoldOut(count: 60, using: &generator)
    func layer(_ x: [Double], _ name: String) -> [Double] {
      let w = weights["\(name).weight"]?.floats ?? []
      let b = weights["\(name).bias"]?.floats ?? []
      return b.indices.map { i in
        x.indices.reduce(Double(b[i])) { $0 + Double(w[i * x.count + $1]) * x[$1] }
      }
    }
    let features = try encoder.features(of: table, rows: rows.test)
    guard case .number(let standardization) = encoder.target.encoding,
      case .numbers(let all) = table.columns[3].values
    else { throw CommandError.badData("no numbers") }
    let predictions = rows.test.indices.map { i -> Double in
      let x = features.values[i * 5..<(i + 1) * 5].map { Double($0) }
      let y = layer(layer(layer(x, "0").map { max($0, 0) }, "2").map { max($0, 0) }, "4")
      return standardization.invert(y[0])
    }
    let expected = RegressionMetrics(predictions: predictions, targets: rows.test.map { all[$0] })
    let rmse = try #require(json["test"]?["rmse"]?.double)
    let r2 = try #require(json["test"]?["r2"]?.double)
    #expect(abs(rmse - expected.rmse) <= 1e-5)
    #expect(abs(r2 - expected.r2) <= 1e-5)
    // The baseline by hand: always the mean of the training rows.
    let mean = rows.training.reduce(0) { $0 + all[$1] } / Double(rows.training.count)
    let squares = rows.test.map { (all[$0] - mean) * (all[$0] - mean) }
    let guess = try #require(json["baseline"]?["rmse"]?.double)
    #expect(abs(guess - (squares.reduce(0, +) / 12).squareRoot()) <= 1e-6)
  }

  @Test func theBestEpochsWeightsAreKept() throws {
    // A rate at which the loss is soon as good as it gets, and no patience to end the run.
    let json = try train("--json", "--epochs", "12", "--lr", "0.3", "--patience", "0").json
    let text = String(decoding: try bytes(folder.path + "/run/metrics.csv"), as: UTF8.self)
    let losses = text.split(separator: "\n").dropFirst().map {
      Double($0.split(separator: ",")[3]) ?? .nan
    }
    #expect(losses.count == 12)
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? -1
    #expect(best < 11)
    #expect(json["best_epoch"] == .integer(best + 1))
    // A run that ends with that epoch has the same weights.
    _ = train("--epochs", "\(best + 1)", "--lr", "0.3", "--patience", "0", out: "again")
    #expect(
      try bytes(folder.path + "/run/model.safetensors")
        == bytes(folder.path + "/again/model.safetensors"))
  }

  @Test func theConfigurationMakesTheSameRunAgain() throws {
    let options = [
      "--seed", "5", "--activation", "tanh", "--dropout", "0.2", "--optimizer", "sgd", "-O",
      "momentum=0.9", "-O", "nesterov=true", "--patience", "3",
    ]
    _ = descent(
      ["train", data, "--target", "y", "--out", folder.path + "/run"] + TrainFixtures.short
        + options)
    let again = descent(
      "train", "--config", folder.path + "/run/config.yaml", "--out", folder.path + "/again",
      "--threads", "1", "--quiet", "--json")
    #expect(again.code == 0)
    #expect(again.error == "")
    let step = "checkpoints/" + (try names(in: folder.path + "/run/checkpoints")[0])
    let files = try names(in: folder.path + "/run").filter { $0 != "checkpoints" }
    let saved = try names(in: folder.path + "/run/" + step).map { step + "/" + $0 }
    #expect(files.count == 7 && saved.count == 5)
    for name in files + saved {
      #expect(
        try bytes(folder.path + "/run/" + name) == bytes(folder.path + "/again/" + name), "\(name)")
    }
    _ = train("--seed", "6", out: "other")
    #expect(
      try bytes(folder.path + "/run/metrics.csv") != bytes(folder.path + "/other/metrics.csv"))
  }

  @Test func classificationWithoutNames() throws {
    let file = try folder.file("half.csv", TrainFixtures.classification)
    let result = descent(
      ["train", file, "--no-header", "--target", "2", "--out", folder.path + "/run", "--json"]
        + TrainFixtures.short + ["--epochs", "60", "--patience", "0"])
    // On a busy machine the progress is told as well.
    let notes = result.errorLines.filter { !$0.contains(" steps/s") }
    #expect(notes == ["classification: column 2 has 2 classes: no, yes"])
    let json = try result.json
    #expect(json["task"] == "classification")
    guard case .object(let test)? = json["test"], case .object(let baseline)? = json["baseline"]
    else { throw CommandError.badData("no metrics") }
    #expect(test.map(\.name) == ["accuracy", "log_loss", "auc", "f1"])
    #expect(baseline.map(\.name) == test.map(\.name))
    #expect(json["baseline"]?["auc"]?.double == 0.5)
    let accuracy = try #require(json["test"]?["accuracy"]?.double)
    let guess = try #require(json["baseline"]?["accuracy"]?.double)
    #expect(accuracy > guess)
  }

  @Test func theTaskCanBeSaid() throws {
    let rows = (0..<40).map { "\($0 % 7),\($0 % 3)" }.joined(separator: "\n")
    let file = try folder.file("three.csv", "x,c\n" + rows + "\n")
    func task(_ arguments: String...) throws -> JSON {
      try descent(
        ["train", file, "--target", "c", "--json", "--out", folder.path + "/three"]
          + TrainFixtures.short + arguments
      ).json
    }
    #expect(try task()["task"] == "regression")
    let classified = try task("--task", "classification")
    #expect(classified["task"] == "classification")
    // Three classes have no area under a curve.
    #expect(classified["test"]?["auc"] == nil)
    #expect(classified["test"]?["f1"] != nil)
  }

  @Test func theTableAndItsSentence() throws {
    let result = train()
    let lines = result.output.split(separator: "\n")
    #expect(lines[0].split(separator: " ") == ["model", "baseline"])
    #expect(lines[1].contains("rmse"))
    #expect(lines[4].hasPrefix("On 12 rows it has not seen the model is "))
    #expect(lines[5].contains("89 parameters, 4 epochs, the weights of epoch "))
  }
}
