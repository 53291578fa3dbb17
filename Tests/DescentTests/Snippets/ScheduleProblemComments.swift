// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/Schedules/ScheduleProblem.swift.
import Descent
import Testing

@Suite struct ScheduleProblemCommentsSnippets {
  @Test func comment1() throws {
    let cuts = Schedule.multiStep(from: 0.1, by: 0.1, at: [0, 30, 600])
    // One is at step 0 already, one never happens.
    expectPrinted("2", cuts.problems(steps: 300).count)
  }
}
