// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/Schedules/ScheduleSpecification.swift.
import Descent
import Testing

@Suite struct ScheduleSpecificationCommentsSnippets {
  @Test func comment1() throws {
    let specification = try ScheduleSpecification(parsing: "linear:0.1,total_iters=10 @10 cosine")
    let rates = try specification.makeRates(from: ScheduleStart(rate: 0.1, steps: 100))
    expectPrinted("linear:start_factor=0.1,total_iters=10 @10 cosine", specification)
    expectPrinted("0.1", rates.learningRate(10))
  }
}
