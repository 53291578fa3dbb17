// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/Schedules/Schedule.swift.
import Descent
import Testing

@Suite struct ScheduleCommentsSnippets {
  @Test func comment1() throws {
    let rate = Schedule.cosine(from: 1e-3, to: 1e-5, over: 900).warmedUp(over: 100)
    expectPrinted("0.001 1", rate(100), rate.problems(steps: 2000).count)
    let halved = Schedule("halved every 100") { 0.1 / Double(1 << min($0 / 100, 60)) }
    expectPrinted("0.025", Adam(learningRate: halved).learningRate(250))
  }
}
