import Foundation
import Testing

@testable import DescentCommand

/// `descent train --resume`: the files of a run that was stopped are those of one that was not.
@Suite struct TrainResumeTests {
  private let folder: TemporaryFolder
  private let data: String
  private static let files = ["model.safetensors", "metrics.csv", "result.json", "curves.svg"]

  init() throws {
    folder = try TemporaryFolder()
    data = try folder.file("line.csv", TrainFixtures.regression)
  }

  private func train(
    _ out: String, _ arguments: [String] = [],
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) -> CommandResult {
    descent(
      ["train", data, "--target", "y", "--out", folder.path + "/" + out] + TrainFixtures.short
        + arguments, isInterrupted: isInterrupted)
  }

  private func resume(_ run: String, _ arguments: String...) -> CommandResult {
    descent(["train", "--resume", folder.path + "/" + run] + arguments)
  }

  private func expectSame(_ run: String, _ other: String) throws {
    for name in Self.files {
      let same =
        try bytes("\(folder.path)/\(run)/\(name)") == bytes("\(folder.path)/\(other)/\(name)")
      #expect(same, "\(name) of \(run) and \(other)")
    }
  }

  /// Twelve steps; with what remembers most: a plateau, an average, windows, a bound.
  @Test(arguments: [
    [], ["--accumulate", "2", "--clip", "average-norm:0.1"], ["--average", "ema:0.9"],
    ["--schedule", "plateau:patience=0"], ["--optimizer", "adafactor", "--average", "swa"],
    ["--optimizer", "sgd", "-O", "momentum=0.9", "--schedule", "onecycle", "--validation", "0"],
  ])
  func isTheRunThatWasNotStopped(arguments: [String]) throws {
    let whole = train("whole", arguments)
    #expect(whole.code == 0, "\(whole.error)")
    for stop in [1, 3, 4, 8] {
      let asked = Counter()
      let first = train("run\(stop)", arguments, isInterrupted: { asked.next() >= stop })
      #expect(first.code == 130)
      let second = resume("run\(stop)")
      #expect(second.code == 0, "\(second.error)")
      #expect(second.error.contains("going on after step \(stop), epoch"))
      try expectSame("run\(stop)", "whole")
    }
  }

  /// Every step once, whoever wrote it: what was logged after the last checkpoint is logged anew.
  @Test func logsAreThoseOfOneRun() throws {
    let options = ["--log", "csv,jsonl,tensorboard", "--checkpoint-every", "5"]
    _ = train("whole", options)
    let asked = Counter()
    _ = train("run", options, isInterrupted: { asked.next() >= 8 })
    try FileManager.default.removeItem(atPath: folder.path + "/run/checkpoints/step-000000008")
    #expect(resume("run").code == 0)
    for name in ["steps.csv", "epochs.csv"] {
      let (a, b) = (folder.path + "/whole/logs/" + name, folder.path + "/run/logs/" + name)
      #expect(try bytes(a) == bytes(b), "\(name)")
    }
    let steps = String(decoding: try bytes(folder.path + "/run/logs/steps.csv"), as: UTF8.self)
    #expect(steps.split(separator: "\n").count == 1 + 12)
    #expect(try names(in: folder.path + "/run/logs").count == 5)
  }

  @Test func goesOnForMoreEpochsButNotForNone() throws {
    _ = train("long", ["--epochs", "7"])
    _ = train("run")
    let none = resume("run")
    #expect(none.code == 64)
    #expect(
      none.errorLines.last
        == "descent: \(folder.path)/run is finished after 4 epochs; a greater --epochs goes on with it"
    )
    let more = resume("run", "--epochs", "7")
    #expect(more.code == 0, "\(more.error)")
    try expectSame("run", "long")
    #expect(
      try bytes("\(folder.path)/run/config.yaml") == bytes("\(folder.path)/long/config.yaml"))
  }

  @Test func whatARunWasBegunWithStays() throws {
    _ = train("run")
    for option in [["--batch-size", "3"], ["--seed", "4"], ["--target", "a"], ["--out", "b"]] {
      let result = descent(["train", "--resume", folder.path + "/run"] + option)
      #expect(result.code == 64)
      #expect(
        result.errorLines.last
          == "descent: \(option[0]): a run that goes on keeps what it was begun with; leave it out")
    }
  }

  @Test func otherDataAreRefused() throws {
    _ = train("run", isInterrupted: { true })
    _ = try folder.file("line.csv", TrainFixtures.regression.replacing("0.5", with: "0.6"))
    let result = resume("run")
    #expect(result.code == 65)
    #expect(
      result.errorLines.last?.hasPrefix(
        "descent: expected the data that the run began with, CRC-32C ") == true)
  }

  @Test func aDamagedCheckpointIsPassedOver() throws {
    let asked = Counter()
    _ = train("whole")
    _ = train("run", ["--checkpoint-every", "2"], isInterrupted: { asked.next() >= 7 })
    let last = folder.path + "/run/checkpoints/step-000000007"
    try Data().write(to: URL(fileURLWithPath: last + "/optimizer.safetensors"))
    let result = resume("run")
    #expect(result.code == 0)
    #expect(result.error.contains("\(last): damaged checkpoint: expected "))
    #expect(result.error.contains("found 0; the one before it is used"))
    #expect(result.error.contains("going on after step 6, epoch 2"))
    try expectSame("run", "whole")
  }

  @Test func whereNothingWasSavedTheRunBeginsAnew() throws {
    _ = train("whole")
    _ = train("run", isInterrupted: { true })
    try FileManager.default.removeItem(atPath: folder.path + "/run/checkpoints")
    let result = resume("run")
    #expect(result.error.contains("run holds no checkpoint; the run begins anew"))
    try expectSame("run", "whole")
  }

  @Test func noRun() throws {
    #expect(
      resume("none").errorLines == ["descent: \(folder.path)/none: no such run folder"])
    #expect(resume("none").code == 66)
    #expect(
      resume("line.csv").errorLines
        == ["descent: \(folder.path)/line.csv: expected a run folder, found a file"])
  }

  @Test(arguments: [
    ("--checkpoint-every", "0", "500steps, 2epochs, 30s or none"),
    ("--checkpoint-every", "two", "500steps, 2epochs, 30s or none"),
    ("--clip", "-1", "a bound above 0, norm:1, value:1 or average-norm:1"),
    ("--clip", "max:1", "a bound above 0, norm:1, value:1 or average-norm:1"),
    ("--average", "ema:1", "ema, ema:0.999, swa or none"),
    ("--accumulate", "0", "a number from 1 to 1000000"),
  ])
  func optionsThatMakeNoSense(name: String, value: String, expected: String) {
    let result = train("run", [name, value])
    #expect(result.code == 64)
    #expect(result.errorLines == ["descent: \(name): expected \(expected), got '\(value)'"])
  }

  /// The process itself is killed; `Scripts/kill-and-resume.py` does it a few hundred times.
  @Test func killed() throws {
    _ = train("whole", ["--epochs", "40"])
    let program = Bundle.module.bundleURL.deletingLastPathComponent()
      .appendingPathComponent("descent")
    func start(_ arguments: [String]) throws -> Process {
      let process = Process()
      process.executableURL = program
      process.arguments = arguments
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }
    let run = folder.path + "/run"
    let begin =
      ["train", data, "--target", "y", "--out", run] + TrainFixtures.short
      + ["--epochs", "40", "--checkpoint-every", "1"]
    for pause in [0.03, 0.2, 0.4] {
      let isBegun = FileManager.default.fileExists(atPath: run + "/config.yaml")
      let process = try start(isBegun ? ["train", "--resume", run] : begin)
      Thread.sleep(forTimeInterval: pause)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let isBegun = FileManager.default.fileExists(atPath: run + "/config.yaml")
    let last = try start(isBegun ? ["train", "--resume", run] : begin)
    last.waitUntilExit()
    let isFinished = FileManager.default.fileExists(atPath: run + "/result.json")
    #expect(last.terminationStatus == 0 || (last.terminationStatus == 64 && isFinished))
    try expectSame("run", "whole")
  }
}
