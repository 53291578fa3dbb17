// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/WritingASchedule.md.
import Descent
import Testing

@Suite struct WritingAScheduleSnippets {
  @Test func runs() throws {
    let cosine = Schedule.cosine(from: 1, to: 0, over: 100)
    let steps = Schedule.step(from: 1, by: 0.5, every: 10)
    let wsd = Schedule.warmupStableDecay(peak: 1, warmup: 10, decay: 20, over: 100)
    expectPrinted("1.0 0.25 1.0", cosine(0), steps(25), wsd(50))
    let rate = Schedule.cosine(from: 1e-3, to: 1e-5, over: 900).warmedUp(over: 100)
    let twice = Schedule(0.1).then(.exponential(from: 0.1, by: 0.5), at: 10)
    let product = Schedule(2.0) * .linear(from: 1, to: 0, over: 4)
    expectPrinted("0.001 0.1 0.05 1.5", rate(100), twice(5), twice(11), product(1))
    let sawtooth = Schedule("a sawtooth of 10 steps") { step in 0.1 * Double(10 - step % 10) / 10 }
    expectPrinted("0.1 0.05 0.1", sawtooth(0), sawtooth(5), sawtooth(10))
    expectPrinted("a sawtooth of 10 steps", sawtooth)
    let short = Schedule.cosine(from: 1, to: 0, over: 100)
    expectPrinted("1 0", short.problems(steps: 1000).count, short.problems(steps: 100).count)
    var plateau = ReduceOnPlateau(rate: 0.1, factor: 0.5, patience: 1)
    for loss in [1.0, 0.5, .nan, 0.5, 0.5] { _ = plateau.observe(loss) }
    expectPrinted("0.05 1", plateau.rate, plateau.ignoredMetrics)
  }
}
