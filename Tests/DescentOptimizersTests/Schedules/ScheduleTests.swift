import DescentOptimizers
import Testing

/// What schedules are worth at steps that one can compute by hand, and how they combine.
@Suite struct ScheduleTests {
  private static func values(_ schedule: Schedule, _ steps: Int64...) -> [Double] {
    steps.map { schedule($0) }
  }

  private static func expectNear(
    _ schedule: Schedule, _ expected: [(Int64, Double)],
    _ location: SourceLocation = #_sourceLocation
  ) {
    for (step, value) in expected {
      #expect(
        abs(schedule(step) - value) <= 4e-16 * abs(value), "step \(step): \(schedule(step))",
        sourceLocation: location)
    }
  }

  @Test func risesAgainAfterTheCosine() {
    let line = Schedule.cosine(from: 4, to: 2, over: 10)
    Self.expectNear(line, [(0, 4), (5, 3), (10, 2), (15, 3), (20, 4), (30, 2)])
    // Far steps are as exact as near ones.
    #expect(line(20_000_000_000_003) == line(3))
  }

  @Test func warmsUpWithoutAWastedStep() {
    let line = Schedule.cosine(from: 8, over: 10).warmedUp(over: 3)
    Self.expectNear(line, [(0, 2), (1, 4), (2, 6), (3, 8), (8, 4), (13, 0)])
    Self.expectNear(
      Schedule(8).warmedUp(over: 4, from: 0), [(0, 0), (1, 2), (3, 6), (4, 8), (9, 8)])
  }

  @Test func warmupCosineStaysAtItsEnd() {
    let line = Schedule.warmupCosine(peak: 8, to: 2, warmup: 3, over: 13)
    Self.expectNear(line, [(0, 2), (2, 6), (3, 8), (8, 5), (13, 2), (14, 2), (400, 2)])
    Self.expectNear(.warmupCosine(peak: 8, warmup: 0, over: 10), [(0, 8), (5, 4)])
  }

  @Test func warmupStableDecay() {
    let line = Schedule.warmupStableDecay(peak: 8, to: 4, warmup: 3, decay: 4, over: 20)
    Self.expectNear(
      line, [(0, 2), (2, 6), (3, 8), (16, 8), (17, 7), (18, 6), (19, 5), (20, 4), (50, 4)])
    let root = Schedule.warmupStableDecay(
      peak: 8, to: 4, warmup: 0, decay: 4, over: 20, shape: .squareRoot)
    Self.expectNear(root, [(0, 8), (16, 8), (17, 6), (20, 4)])
  }

  @Test func oneCycleStaysAtItsEnd() {
    let line = Schedule.oneCycle(
      peak: 1, over: 10, annealing: .linear, divisor: 4, finalDivisor: 2)
    Self.expectNear(line, [(0, 0.25), (2, 1), (9, 0.125), (10, 0.125), (99, 0.125)])
  }

  @Test func rex() {
    Self.expectNear(
      .rex(from: 6, over: 10), [(0, 6), (5, 4), (8, 2), (10, 0), (11, 0)])
  }

  @Test func noam() {
    // d^(−1/2) = 1/8; up to the step 4 it grows by 4^(−3/2) = 1/8 a step.
    Self.expectNear(
      .noam(width: 64, warmup: 4, factor: 2),
      [(0, 0.03125), (1, 0.0625), (3, 0.125), (15, 0.0625), (24, 0.05)])
  }

  @Test func inverseSquareRoot() {
    Self.expectNear(
      .inverseSquareRoot(peak: 6, warmup: 4), [(0, 1.5), (1, 3), (3, 6), (15, 3), (35, 2)])
    Self.expectNear(.inverseSquareRoot(peak: 6), [(0, 6), (3, 3)])
  }

  @Test func multipliesItsWay() {
    let line = Schedule.multiplicative(from: 3, "its step") { Double($0) }
    #expect(Self.values(line, 0, 1, 2, 3, 4) == [3, 3, 6, 18, 72])
    // Backwards too: what was asked before changes nothing.
    #expect(Self.values(line, 4, 1, 3, 0, 2) == [72, 3, 18, 3, 6])
  }

  @Test func composes() {
    let sequence = Schedule.linear(from: 0, to: 4, over: 4).then(
      Schedule.step(from: 10, by: 0.5, every: 2).then(7, at: 3), at: 6)
    #expect(Self.values(sequence, 0, 3, 4, 5, 6, 7, 8, 9, 99) == [0, 3, 4, 4, 10, 10, 5, 7, 7])
    let product = sequence * 2
    #expect(Self.values(product, 3, 6, 8) == [6, 20, 10])
    let twice: Schedule = 2 * 3
    #expect(twice.constant == 6)
    #expect(sequence.constant == nil)
  }

  @Test func saysWhatItIs() {
    #expect(
      "\(Schedule.cosine(from: 1e-3, to: 1e-5, over: 900).warmedUp(over: 100))"
        == "warm-up over 100 steps, then cosine from 0.001 to 1e-05 over 900 steps")
    #expect(
      "\(Schedule.linear(from: 0.1 * 0.1, to: 123_456_789, over: 5))"
        == "line from 0.01 to 123457000 over 5 steps")
    #expect("\(Schedule.step(from: -1.0 / 3, every: 2))" == "-0.333333, times 0.1 every 2 steps")
    #expect(
      "\(Schedule.exponential(from: 0, by: 0.9) * .multiStep(from: 1, at: [3, 5]))"
        == "0 × 0.9 ^ step × (1, times 0.1 at 3, 5)")
  }

  @Test func anyHyperparameterTakesOne() {
    let rule = Adam(
      learningRate: .cosine(from: 1, over: 10), beta1: .linear(from: 0.5, to: 0.9, over: 4),
      weightDecay: .exponential(from: 0.1, by: 0.5))
    #expect(rule.beta1(4) == 0.9)
    #expect(rule.weightDecay(1) == 0.05)
  }
}

/// What does not fit a run.
@Suite struct ScheduleProblemTests {
  private static func problems(_ schedule: Schedule, _ steps: Int64) -> [String] {
    schedule.problems(steps: steps).map(\.description)
  }

  @Test func aMilestoneThatNeverFires() {
    let line = Schedule.multiStep(from: 0.1, by: 0.5, at: [30, 300])
    #expect(
      Self.problems(line, 300) == [
        "the cut by 0.5 at step 300 never happens: the run has 300 steps"
      ])
    #expect(Self.problems(line, 301) == [])
    #expect(Self.problems(.step(from: 0.1, every: 5), 5).count == 1)
    #expect(Self.problems(.step(from: 0.1, every: 5), 6) == [])
  }

  @Test func aCutBeforeTheFirstStep() {
    // A notebook halves where `step % 70 == 0`, and so at step 0 already.
    let line = Schedule.multiStep(from: 3, by: 0.5, at: [0, 70, 140])
    #expect(line(0) == 1.5)
    #expect(
      Self.problems(line, 300) == [
        "the cut by 0.5 happens at step 0 already: the value before it is never used"
      ])
  }

  @Test func aHorizonThatIsNotTheRuns() {
    let line = Schedule.cosine(from: 0.1, over: 100)
    #expect(Self.problems(line, 100) == [])
    #expect(Self.problems(line, 101) == [])
    #expect(
      Self.problems(line, 102) == [
        "the cosine ends at step 100, the run has 102: after it the rate rises again"
      ])
    #expect(
      Self.problems(line, 99) == [
        "the cosine is made for 100 steps, the run has 99: it does not come to its end"
      ])
    for line in [
      Schedule.oneCycle(peak: 0.1, over: 100), .polynomial(from: 0.1, over: 100),
      .rex(from: 0.1, over: 100), .warmupCosine(peak: 0.1, warmup: 10, over: 100),
      .warmupStableDecay(peak: 0.1, warmup: 10, decay: 10, over: 100),
    ] {
      #expect(Self.problems(line, 100) == [], "\(line)")
      #expect(Self.problems(line, 200).count == 1, "\(line)")
      #expect(!Self.problems(line, 50).isEmpty, "\(line)")
    }
  }

  @Test func partsHaveEndsOfTheirOwn() {
    let warm = Schedule.linear(from: 0.01, to: 0.1, over: 10)
    let line = warm.then(.cosine(from: 0.1, over: 90), at: 10)
    #expect(Self.problems(line, 100) == [])
    #expect(
      Self.problems(warm.then(.cosine(from: 0.1, over: 90), at: 5), 95) == [
        "the end of the line at step 10 never happens: the next part begins at step 5"
      ])
    let first = Schedule.cosine(from: 0.1, over: 90).then(0.01, at: 50)
    #expect(
      Self.problems(first, 200) == [
        "the cosine is made for 90 steps, its part ends at step 50: it does not come to its end"
      ])
    #expect(
      Self.problems(line, 8) == [
        "the end of the line at step 10 never happens: the run has 8 steps",
        "the change to cosine from 0.1 to 0 over 90 steps at step 10 never happens: the run has 8 steps",
        "the cosine is made for 100 steps, the run has 8: it does not come to its end",
      ])
    #expect(Self.problems(Schedule.cosine(from: 1, over: 5).warmedUp(over: 20), 25) == [])
    #expect(Self.problems(Schedule.cosine(from: 1, over: 5).warmedUp(over: 20), 15).count == 2)
    let product = Schedule.multiStep(from: 0.1, at: [9]) * .exponential(from: 1, by: 0.9)
    #expect(Self.problems(product, 9).count == 1)
  }

  @Test func valuesThatNoRateCanBe() {
    let line = Schedule("falling") { 0.5 - 0.1 * Double($0) }
    #expect(Self.problems(line, 6) == [])
    #expect(Self.problems(line, 20).count == 1)
    #expect(Self.problems(line, 20)[0].hasPrefix("the value at step 6 is -0.1"))
    #expect(Self.problems(Schedule("none") { $0 == 3 ? .nan : 1 }, 4).count == 1)
    #expect(
      Self.problems(.linear(from: 0, to: 1, over: 5), 10) == [
        "the value at step 0 is 0: the first step moves nothing"
      ])
    #expect(Self.problems(0, 10) == [])
  }
}
