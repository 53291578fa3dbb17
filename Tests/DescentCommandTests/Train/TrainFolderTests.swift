import Foundation
import Synchronization
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

  @Test func aRunThatCannotBeReplacedWholeStays() throws {
    _ = train("run")
    let run = folder.path + "/run"
    let before = try bytes(run + "/model.safetensors")
    try FileManager.default.removeItem(atPath: run + "/curves.svg")
    try FileManager.default.createDirectory(
      atPath: run + "/curves.svg", withIntermediateDirectories: false)
    let second = train("run", "--seed", "8")
    #expect(second.code == 73)
    #expect(
      second.errorLines.last
        == "descent: \(run)/curves.svg: cannot write: expected a file, found a folder")
    #expect(try names(in: run).count == 6)
    #expect(try bytes(run + "/model.safetensors") == before)
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
    #expect(result.errorLines.last?.contains("run/config.yaml begins again") == true)
    #expect(try names(in: folder.path + "/run").count == 6)
  }

  @Test func ctrlCInTheFirstEpochLeavesNothing() throws {
    let result = train("a/run", isInterrupted: { true })
    #expect(result.code == 130)
    #expect(result.output == "")
    #expect(result.errorLines.last == "descent: interrupted in the first epoch; nothing was saved")
    #expect(try names(in: folder.path) == ["line.csv"])
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

/// Counts how often it is asked.
private final class Counter: Sendable {
  private let count = Mutex(0)
  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
