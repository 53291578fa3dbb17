import Foundation
import Testing

@testable import DescentCommand

@Suite struct TrainFolderTests {
  private let folder: TemporaryFolder
  private let data: String

  init() throws {
    folder = try TemporaryFolder()
    data = try folder.file("line.csv", TrainFixtures.regression)
  }

  private func train(
    _ out: String, _ arguments: String...,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) -> CommandResult {
    descent(
      ["train", data, "--target", "y", "--out", folder.path + "/" + out, "--json"]
        + TrainFixtures.short + arguments, isInterrupted: isInterrupted)
  }

  @Test func whatIsNotOursIsLeftAlone() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/mine", withIntermediateDirectories: true)
    let note = try folder.file("mine/note.txt", "keep me")
    let first = train("mine")
    #expect(try first.json["run"] == .string(folder.path + "/mine-2"))
    #expect(first.error.contains("mine holds other files; the run goes to"))
    #expect(try train("mine").json["run"] == .string(folder.path + "/mine-3"))
    #expect(try names(in: folder.path + "/mine") == ["note.txt"])
    #expect(try String(contentsOfFile: note, encoding: .utf8) == "keep me")
  }

  @Test func aRunThatIsNamedIsReplacedAndSaidSo() throws {
    _ = train("run")
    let before = try bytes(folder.path + "/run/metrics.csv")
    let second = train("run", "--seed", "8")
    #expect(second.error.contains("run holds a run; it is replaced"))
    #expect(try bytes(folder.path + "/run/metrics.csv") != before)
    #expect(try names(in: folder.path) == ["line.csv", "run"])
  }

  @Test func aRunStaysWhereItsSuccessorFails() throws {
    _ = train("run")
    let run = folder.path + "/run"
    let before = try bytes(run + "/model.safetensors")
    let second = train("run", "--lr", "1e30")
    #expect(second.code == 1)
    #expect(second.error.contains("run holds a run; it is replaced"))
    #expect(try bytes(run + "/model.safetensors") == before)
    #expect(try names(in: folder.path) == ["line.csv", "run"])
  }

  /// As a run leaves it that is killed while it begins.
  @Test func halfAConfigurationIsNoRun() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/run", withIntermediateDirectories: true)
    _ = try folder.file("run/config.yaml.12-1.tmp", "da")
    #expect(try train("run").json["run"] == .string(folder.path + "/run"))
    #expect(try !names(in: folder.path + "/run").contains("config.yaml.12-1.tmp"))
  }

  /// As a disk leaves it that had no room for the first checkpoint.
  @Test func halfACheckpointIsNoRun() throws {
    let settings = ["data": data, "target": "y", "out": folder.path + "/run"]
    var wanted = TrainSettings()
    for (name, text) in settings {
      wanted.set(try #require(TrainKey(rawValue: name)), to: text, source: name)
    }
    let run = try RunFolder(try wanted.makeConfiguration(), console: .current)
    try FileManager.default.createDirectory(
      atPath: folder.path + "/run/checkpoints/.step-3-1.part", withIntermediateDirectories: true)
    _ = try folder.file("run/checkpoints/.step-3-1.part/model.safetensors", "half")
    run.discard()
    #expect(try names(in: folder.path) == ["line.csv"])
  }

  @Test func foldersAboveAreMade() throws {
    #expect(try train("a/b/c").json["run"] == .string(folder.path + "/a/b/c"))
  }

  @Test func ctrlCSavesTheBestSoFar() throws {
    // Three steps an epoch; asked after each.
    let asked = Counter()
    let result = train("run", isInterrupted: { asked.next() > 7 })
    #expect(result.code == 130)
    #expect(try result.json["epochs"] == 2)
    #expect(result.errorLines.last?.contains("descent train --resume \(folder.path)/run") == true)
    #expect(try names(in: folder.path + "/run").contains("model.safetensors"))
  }

  @Test func ctrlCInTheFirstEpochLeavesARunToGoOnWith() throws {
    let result = train("a/run", isInterrupted: { true })
    #expect(result.code == 130)
    #expect(result.output == "")
    #expect(
      result.errorLines.last == "descent: interrupted in the first epoch; descent train --resume "
        + folder.path + "/a/run goes on")
    #expect(try names(in: folder.path + "/a/run") == ["checkpoints", "config.yaml"])
  }

  @Test func ctrlCLeavesNothingWhereNothingIsSaved() throws {
    let result = train("a/run", "--checkpoint-every", "none", isInterrupted: { true })
    #expect(result.code == 130)
    #expect(result.errorLines.last == "descent: interrupted in the first epoch; nothing was saved")
    #expect(try names(in: folder.path) == ["line.csv"])
  }

  @Test func anUnfinishedRunIsLeftAlone() throws {
    _ = train("run", isInterrupted: { true })
    let second = train("run")
    #expect(try second.json["run"] == .string(folder.path + "/run-2"))
    #expect(
      second.error.contains(
        "run holds a run that descent train --resume \(folder.path)/run goes on with; the run goes")
    )
  }

  @Test func aDivergedRunLeavesNothing() throws {
    let result = train("run", "--lr", "1e30")
    #expect(result.code == 1)
    #expect(result.output == "")
    #expect(
      result.errorLines.last?.hasPrefix("descent: training diverged at step 1: expected a finite")
        == true)
    #expect(try names(in: folder.path) == ["line.csv"])
  }
}
