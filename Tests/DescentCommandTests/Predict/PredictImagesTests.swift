import Foundation
import Testing

@testable import DescentCommand

@Suite struct PredictImagesTests {
  @Test(arguments: ["cnn", "mlp"]) func aFolderAndAFile(model: String) throws {
    let folder = try TemporaryFolder()
    let data = try TrainFixtures.images(in: folder)
    let run = folder.path + "/run"
    let trained = descent(
      "train", data, "--model", model, "--epochs", "2", "--batch-size", "10", "--out", run, "--json"
    )
    #expect(trained.code == 0, "\(trained.error)")
    let json = try descent("predict", run, data, "--json").json
    #expect(try json["metrics"] == trained.json["test"])
    #expect(try json["confusion"] == trained.json["confusion"])
    #expect(json["rows"] == 20 && json["compared"] == 20)
    // A file of images has no labels beside it.
    let images = data + "/t10k-images-idx3-ubyte"
    let alone = descent("predict", run, images)
    #expect(alone.code == 0 && alone.error == "")
    let lines = alone.output.split(separator: "\n")
    #expect(lines[0] == "image,prediction,probability_0,probability_1" && lines.count == 21)
    guard case .array(let kept)? = json["predictions"] else {
      throw CommandError.badData("no predictions")
    }
    for (row, line) in lines.dropFirst().enumerated() {
      let cells = line.split(separator: ",")
      #expect(cells[0] == "\(row)" && kept[row]["class"] == .string(String(cells[1])))
    }
    // The run needs the images it learned from no more.
    try FileManager.default.copyItem(atPath: images, toPath: folder.path + "/alone")
    try FileManager.default.removeItem(atPath: data)
    #expect(descent("predict", run, folder.path + "/alone").output == alone.output)
  }

  @Test func refusals() throws {
    let folder = try TemporaryFolder()
    let data = try TrainFixtures.images(in: folder)
    let run = folder.path + "/run"
    _ = descent("train", data, "--model", "mlp", "--epochs", "1", "--out", run, "--quiet")
    let other = try TemporaryFolder()
    let small = descent("predict", run, try TrainFixtures.images(in: other, size: 4))
    #expect(small.code == 65)
    #expect(small.error.contains("expected images of 1 × 8 × 8, as in training, found 1 × 4 × 4"))
    #expect(descent("predict", run, folder.path).code == 66)
    #expect(descent("predict", run, data + "/train-labels-idx1-ubyte").code == 65)
    #expect(descent("predict", run, data, "--with-inputs").code == 64)
  }
}
