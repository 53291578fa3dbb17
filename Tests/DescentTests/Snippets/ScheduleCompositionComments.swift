// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/Schedules/ScheduleComposition.swift.
import Descent
import Testing

@Suite struct ScheduleCompositionCommentsSnippets {
  @Test func comment1() throws {
    let rate = Schedule.linear(from: 0.01, to: 0.1, over: 10)
      .then(.cosine(from: 0.1, to: 0, over: 90), at: 10)
    expectPrinted("0.01 0.1", rate(0), rate(10))
  }
}
