import DescentData
import DescentLayers
import DescentTensor
import DescentTraining
import Foundation
import Testing

@testable import DescentCommand

@Suite("descent inspect") struct InspectTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func inspect(_ path: String, _ arguments: String...) -> CommandResult {
    descent(["inspect", path] + arguments)
  }

  @Test func weights() throws {
    let path = folder.path + "/m.safetensors"
    try Safetensors(
      entries: [
        SafetensorsEntry(
          name: "layers.0.weight", shape: [2, 3], floats: [1, -2, 3, .nan, 5, .infinity]),
        SafetensorsEntry(name: "step", shape: [], int64s: [7]),
        SafetensorsEntry(name: "none", shape: [0, 4], floats: []),
      ], metadata: ["format": "pt"]
    ).write(to: path)
    let json = try inspect(path, "--json").json
    #expect(json["file"] == .string(path) && json["format"] == "safetensors")
    #expect(json["count"] == 7 && json["metadata"] == ["format": "pt"])
    guard case .array(let tensors)? = json["tensors"] else {
      Issue.record("no tensors")
      return
    }
    let weight = try #require(tensors.first { $0["name"] == "layers.0.weight" })
    #expect(weight["dtype"] == "float32" && weight["shape"] == [2, 3] && weight["count"] == 6)
    #expect(weight["min"] == -2.0 && weight["max"] == 5.0 && weight["mean"] == 1.75)
    #expect(weight["not_finite"] == 2)
    // sqrt((0.75² + 3.75² + 1.25² + 3.25²) / 4)
    #expect(abs((weight["std"]?.double ?? 0) - 2.5860201081971503) < 1e-12)
    let none = try #require(tensors.first { $0["name"] == "none" })
    #expect(none["mean"]?.double?.isNaN == true && none["count"] == 0)
    let lines = inspect(path).output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "\(path): safetensors, 3 tensors, 7 numbers")
    #expect(lines[1] == "  format: pt" && lines[2] == "")
    #expect(lines[3] == "  tensor           type     shape   min  mean  max    std  not finite")
    #expect(
      lines.contains("  layers.0.weight  float32  [2, 3]   -2  1.75    5  2.586           2"))
    #expect(lines.contains("  none             float32  [0, 4]"))
  }

  @Test func arrays() throws {
    let path = folder.path + "/x.npy"
    try NPY.write(Tensor([1, 2, 3, 6], shape: [2, 2], dtype: .float64), to: path)
    let json = try inspect(path, "--json").json
    #expect(json["format"] == "NPY" && json["dtype"] == "float64" && json["shape"] == [2, 2])
    #expect(json["mean"] == 3.0 && json["min"] == 1.0 && json["max"] == 6.0)
    let idx = folder.path + "/labels"
    try Data([0, 0, 11, 1, 0, 0, 0, 2, 0xff, 0xfe, 0, 4]).write(to: URL(fileURLWithPath: idx))
    let result = inspect(idx)
    #expect(result.output.hasPrefix("\(idx): IDX, int16, big-endian [2]\n  read as int32\n"))
    #expect(try inspect(idx, "--json").json["min"] == -2.0)
  }

  /// Python: numpy.savez of x = arange(6).reshape(2, 3) and y = array([True]).
  @Test func archives() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Fuzzing/Corpus/npz/stored").standardizedFileURL.path
    let json = try inspect(path, "--json").json
    guard case .array(let arrays)? = json["arrays"], json["format"] == "NPZ" else {
      Issue.record("no arrays")
      return
    }
    #expect(arrays.map { $0["name"] } == ["x", "y"])
    #expect(arrays[0]["shape"] == [2, 3] && arrays[0]["mean"] == 2.5)
  }

  @Test func tables() throws {
    let path = try folder.file(
      "t.csv", "size;quarter;empty\n1,5;\"hill\";\n2;harbour;NA\ninf;hill;\n4;hill;\n")
    let json = try inspect(path, "--json").json
    #expect(json["rows"] == 4 && json["delimiter"] == ";")
    guard case .array(let columns)? = json["columns"], columns.count == 3 else {
      Issue.record("no columns")
      return
    }
    #expect(columns[0]["kind"] == "number" && columns[0]["words"] == 1)
    #expect(columns[0]["numbers"] == 3 && columns[0]["not_finite"] == 1)
    #expect(columns[0]["min"] == 2.0 && columns[0]["max"] == 4.0)
    #expect(columns[1]["kind"] == "category" && columns[1]["distinct_words"] == 2)
    #expect(columns[1]["commonest_words"] == ["hill": 3, "harbour": 1])
    #expect(columns[2]["kind"] == "empty" && columns[2]["missing"] == 4)
    let text = inspect(path).output
    #expect(text.contains("a table with semicolons, 4 rows, 3 columns"))
    #expect(text.contains("2 distinct: hill (3), harbour (1)"))
    #expect(try inspect(path, "--no-header", "--json").json["rows"] == 5)
  }

  @Test func jsonLines() throws {
    let path = try folder.file(
      "log.jsonl",
      "{\"step\": 1, \"loss\": 0.5}\n{\"step\": 2, \"loss\": \"nan\", \"tag\": \"x\"}\n")
    let json = try inspect(path, "--json").json
    #expect(json["format"] == "jsonl" && json["rows"] == 2)
    guard case .array(let columns)? = json["columns"] else { return }
    #expect(columns.map { $0["name"] } == ["step", "loss", "tag"])
    #expect(columns[1]["numbers"] == 2 && columns[1]["not_finite"] == 1)
    #expect(columns[2]["missing"] == 1 && columns[2]["words"] == 1)
  }

  @Test func records() throws {
    let path = folder.path + "/a.tfrecord"
    var writer = try TFRecordWriter(path)
    try writer.append(
      TFExample(["label": .integers([7]), "x": .floats([1, .nan]), "image": .bytes([[1, 2]])]))
    try writer.append(TFExample(["label": .integers([9]), "x": .floats([3, 4, 5])]))
    try writer.append([1, 2, 3])
    try writer.finish()
    let json = try inspect(path, "--json").json
    #expect(json["format"] == "TFRecord" && json["records"] == 3 && json["examples"] == 2)
    guard case .array(let features)? = json["features"] else { return }
    #expect(features.map { $0["name"] } == ["image", "label", "x"])
    #expect(features[0]["examples"] == 1 && features[1]["max"] == 9.0)
    #expect(features[2]["not_finite"] == 1 && features[2]["least_values"] == 2)
    let text = inspect(path).output
    #expect(text.contains("TFRecord, 3 records") && text.contains("2 of them are examples"))
  }

  @Test func events() throws {
    let writer = try TFEventWriter(folder: folder.path)
    for step in 0..<5 as Range<Int64> {
      let value = step == 3 ? Double.nan : Double(step) / 2
      try writer.append([.init("loss", .scalar(value))], step: step)
    }
    try writer.append(
      [
        .init("w", .histogram(TFHistogram(Tensor([1, 2] as [Float])))), .init("note", .text(["a"])),
      ],
      step: 9)
    try writer.appendHyperparameters(["lr": .number(0.5)], metrics: ["loss"])
    writer.flush()
    let json = try inspect(writer.path, "--json").json
    #expect(json["format"] == "tfevents" && json["damage"] == [])
    guard case .array(let scalars)? = json["scalars"], scalars.count == 1 else {
      Issue.record("no scalars")
      return
    }
    #expect(scalars[0]["tag"] == "loss" && scalars[0]["points"] == 5)
    #expect(scalars[0]["not_finite"] == 1 && scalars[0]["last"] == 2.0)
    #expect(scalars[0]["first_step"] == 0 && scalars[0]["last_step"] == 4)
    #expect(json["histograms"] == ["w": 1] && json["texts"] == ["note": 1])
    #expect(json["hyperparameters"] == ["lr": 0.5])
    let text = inspect(writer.path).output
    #expect(text.contains("0…4") && text.contains("histograms") && text.contains("lr"))
  }

  @Test func aRun() throws {
    let data = try folder.file("line.csv", TrainFixtures.regression)
    let run = folder.path + "/run"
    #expect(
      descent(["train", data, "--target", "y", "--out", run] + TrainFixtures.short).code == 0)
    let json = try inspect(run, "--json").json
    let result = try JSON(readingFile: run + "/result.json")
    #expect(json["format"] == "run" && json["result"] == result)
    #expect(json["epochs"] == result["epochs"])
    #expect(json["config"]?["target"] == "y")
    guard case .array(let files)? = json["weights"] else { return }
    #expect(files.count == 1 && files[0]["count"] == result["parameters"])
    let text = inspect(run).output
    #expect(text.hasPrefix("\(run): a run\n"))
    for word in ["optimizer", "train_loss", "0.weight", "parameters"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test func aCheckpoint() throws {
    let checkpoints = CheckpointFolder(folder.path + "/checkpoints")
    var checkpoint = Checkpoint(step: 12)
    try checkpoint.put(["rate": 0.5], as: "schedule")
    checkpoint.put(
      Sequential(Linear(weight: Tensor([[1, 2]], dtype: .float32), bias: nil)), as: "model")
    let path = try checkpoints.save(checkpoint)
    let json = try inspect(path, "--json").json
    #expect(json["format"] == "checkpoint" && json["step"] == 12 && json["is_best"] == false)
    #expect(json["state"]?["schedule"] == ["rate": 0.5])
    guard case .array(let files)? = json["tensors"] else { return }
    #expect(files.count == 1 && files[0]["count"] == 2)
    let text = inspect(path).output
    #expect(text.contains("a checkpoint of step 12") && text.contains("as they were written"))
    #expect(try inspect(checkpoints.path, "--json").json["steps"] == [12])

    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/model.safetensors")))
    bytes[bytes.count - 1] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/model.safetensors"))
    let damaged = inspect(path)
    #expect(damaged.code == 65 && damaged.error.contains("model.safetensors: expected {"))
  }

  @Test func refusals() throws {
    func line(_ path: String) -> (Int32, String) {
      let result = inspect(path)
      #expect(result.output.isEmpty && result.errorLines.count == 1)
      return (result.code, result.error)
    }
    let missing = line(folder.path + "/none")
    #expect(missing.0 == 66 && missing.1.contains("no such file"))
    let empty = line(try folder.file("empty", ""))
    #expect(empty.0 == 65 && empty.1.contains("empty file"))
    let other = line(folder.path)
    #expect(other.0 == 65 && other.1.contains("expected a run (config.yaml) or a checkpoint"))
    let damaged = folder.path + "/d.safetensors"
    try Data([9, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\": 1} ".utf8))
      .write(to: URL(fileURLWithPath: damaged))
    #expect(line(damaged).0 == 65)
    let ragged = line(try folder.file("r.csv", "a,b\n1,2\n3\n"))
    #expect(ragged.1 == "descent: \(folder.path)/r.csv, line 3: expected 2 fields, found 1\n")
    let device = line("/dev/null")
    #expect(device.0 == 66 && device.1.contains("expected a file on a disk"))
    // Each line is six of the one before.
    let lines = (1...12).map { k in
      "a\(k): &a\(k) [" + Array(repeating: "*a\(k - 1)", count: 6).joined(separator: ", ") + "]\n"
    }
    _ = try folder.file("config.yaml", "a0: &a0 x\n" + lines.joined())
    #expect(line(folder.path).1.contains("expected at most"))
  }
}
