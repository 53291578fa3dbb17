import Foundation
import Testing

@testable import DescentCommand

/// What can be seen of `descent lab` without running an exhibit to its end.
@Suite struct LabTests {
  @Test func withoutANameItLists() throws {
    let plain = descent("lab")
    #expect(plain.code == 0 && plain.output.hasPrefix("late-rebound"))
    let listed = descent("lab", "--json")
    #expect(listed.code == 0 && listed.error.isEmpty)
    guard case .object(let members) = try listed.json else {
      Issue.record("not an object: \(listed.output)")
      return
    }
    #expect(members.first?.name == "exhibits")
  }

  @Test func anUnknownNameIsOneLineWithTheNearest() {
    let result = descent("lab", "late-rebond")
    #expect(result.code == 64 && result.output.isEmpty)
    #expect(result.error.contains("'late-rebond'") && result.error.contains("'late-rebound'"))
    #expect(result.errorLines.count == 1)
  }

  @Test func aFileInTheWayIsFoundBeforeTheWork() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("taken", "")
    let result = descent("lab", "late-rebound", "--out", file)
    #expect(result.code == 73 && result.errorLines.count == 1)
    #expect(result.error.contains(file))
  }

  @Test func ctrlCLeavesNothingHalfWritten() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/rebound"
    let result = descent(["lab", "late-rebound", "--json", "--out", out]) { true }
    #expect(result.code == 130 && result.output.isEmpty && result.errorLines.count == 1)
    #expect(!FileManager.default.fileExists(atPath: out))
  }
}
