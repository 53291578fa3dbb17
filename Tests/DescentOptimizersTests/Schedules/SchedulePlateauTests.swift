import DescentOptimizers
import Testing

/// The rate that follows a metric, where torch's numbers do not tell.
@Suite struct SchedulePlateauTests {
  @Test func whatIsNotANumberCutsNothing() {
    var plateau = ReduceOnPlateau(rate: 1, patience: 2)
    plateau.observe(0.5)
    let before = plateau
    for _ in 0..<10 { #expect(plateau.observe(.nan) == .ignored) }
    #expect(plateau.rate == 1)
    #expect(plateau.badEpochs == 0)
    #expect(plateau.ignoredMetrics == 10)
    // It is as if they had not been.
    var other = before
    for value in [0.6, 0.7, 0.8] {
      #expect(plateau.observe(value) == other.observe(value))
    }
    #expect(plateau.rate == 0.1)
  }

  @Test func anInfiniteMetricIsNoRecord() {
    var plateau = ReduceOnPlateau(rate: 1, patience: 0)
    #expect(plateau.observe(-.infinity) == .ignored)
    #expect(plateau.best == nil)
    #expect(plateau.observe(3) == .improved)
    #expect(plateau.observe(.infinity) == .ignored)
    #expect(plateau.observe(2) == .improved)
    #expect(plateau.observe(2) == .reduced(from: 1, to: 0.1))
  }

  @Test func saysWhatAMetricLedTo() {
    var plateau = ReduceOnPlateau(
      rate: 1, factor: 0.5, patience: 1, threshold: 0.1, cooldown: 2, leastRate: 0.4)
    let outcomes = [10, 9.5, 8.9, 8.8, 8.8, 8.8, 7, 6.5, 6.5, 1, 1, 1, 1, 1].map {
      plateau.observe($0)
    }
    #expect(
      outcomes == [
        .improved, .waiting(badEpochs: 1), .improved, .waiting(badEpochs: 1),
        .reduced(from: 1, to: 0.5), .coolingDown, .improved, .waiting(badEpochs: 1),
        .reduced(from: 0.5, to: 0.4), .improved, .coolingDown, .waiting(badEpochs: 1),
        .atTheLeastRate, .coolingDown,
      ])
  }

  @Test func goesUpwardsToo() {
    for (mode, steps) in [
      (ReduceOnPlateau.ThresholdMode.relative, [2, 2.15, 2.3]), (.absolute, [0.5, 0.6, 0.7]),
    ] {
      var plateau = ReduceOnPlateau(
        rate: 1, mode: .max, patience: 0, threshold: 0.1, thresholdMode: mode)
      #expect(plateau.observe(steps[0]) == .improved)
      #expect(plateau.observe(steps[1]) == .reduced(from: 1, to: 0.1), "\(mode)")
      #expect(plateau.observe(steps[2]) == .improved, "\(mode)")
    }
  }

  @Test func doesNotMoveByLessThanEpsilon() {
    var plateau = ReduceOnPlateau(rate: 1, patience: 0, epsilon: 0.95)
    plateau.observe(1)
    #expect(plateau.observe(1) == .atTheLeastRate)
    #expect(plateau.rate == 1)
  }
}
