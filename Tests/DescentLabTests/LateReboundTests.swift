import DescentCurvature
import DescentOptimizers
import DescentTensor
import Testing

@testable import DescentLab

/// The first 500 steps of the source's run; the whole of it takes a release build.
@Suite struct LateReboundTests {
  private static let trace = PerceptronRun(
    name: "", optimizer: Adam(), steps: 501, snapshotInterval: 100, momentInterval: 100
  ).trace(seed: LateReboundSource.seed)

  @Test func theFirstSixLossesAreTheSourcesOwn() {
    for (step, loss) in LateReboundSource.losses.prefix(6) {
      #expect(abs(Self.trace.losses[step] / loss - 1) < 2e-6)
    }
    for (step, loss) in LateReboundSource.losses[6...8] {
      #expect(Self.trace.losses[step] < 10 * loss && Self.trace.losses[step] > loss / 10)
    }
  }

  /// Golden numbers from another implementation, with the eigenvalues of a Gram matrix.
  @Test func headroomAndForecast() throws {
    let problem = PerceptronProblem(seed: LateReboundSource.seed, dtype: .float64)
    let instrument = PerceptronCurvature(problem: problem, optimizer: Adam())
    var last = 0.0
    for (step, golden) in [(100, 2.7952), (300, 5.0980), (500, 6.9422)] {
      let (value, errorBar) = instrument.sharpness(at: try #require(Self.trace.snapshots[step]))
      #expect(abs(value - golden) < 6e-5)
      #expect(errorBar < 1e-5)
      last = value
    }
    #expect(abs(ReboundForecast(from: 500, sharpness: last).crossing(of: 38) - 3017) <= 3)
    let curvature = instrument.curvature(at: problem.model).value
    #expect(abs(curvature - 3162.820) < 1e-3)
    #expect(abs(prescribedEpsilon(rate: 1e-3, curvature: curvature) - 0.08323) < 1e-5)
    // Where 5 is passed is found among the snapshots and the updates between two of them.
    let crossing = try #require(instrument.crossing(of: 5, in: Self.trace.snapshots))
    let told = ReboundForecast(from: 500, sharpness: last).crossing(of: 5)
    #expect(abs(crossing - told) <= 1)
    #expect(instrument.crossing(of: 1000, in: Self.trace.snapshots) == nil)
  }

  @Test func theMomentsTellThatVIsNotZero() throws {
    let late = try #require(Self.trace.moments.last)
    #expect(late.step == 500 && late.belowEpsilon == 0)
    #expect(late.least > 0.04 && late.least <= late.lowerQuartile)
    #expect(late.lowerQuartile < late.median && late.median < late.upperQuartile)
    #expect(late.upperQuartile < late.greatest && late.lag < 1e-9)
    let first = try #require(Self.trace.moments.first)
    // The first update moves every weight by the learning rate, and v̂ is g².
    #expect(abs(first.move - 1) < 1e-6 && abs(first.lag - 1) < 1e-6 && first.cosine.isNaN)
    let averages = try #require(Self.trace.averages)
    #expect(averages.arithmeticError < 1e-12 && averages.geometricShare < 0.1)
  }

  @Test func threadsDoNotChangeAnything() {
    let runs = (1...3).map {
      PerceptronRun(name: "\($0)", optimizer: Adam(), steps: 4 * $0, clipping: .norm(Double($0)))
    }
    let alone = runs.map { $0.trace(seed: 5).losses }
    #expect(concurrentMap(runs, cost: \.steps) { $0.trace(seed: 5).losses } == alone)
    #expect(alone[0] != alone[1])
  }

  @Test func clippingBoundsWhatTheOptimizerSees() {
    let problem = PerceptronProblem(seed: 5, dtype: .float64)
    func gradient(_ clipping: PerceptronRun.Clipping?) -> Gradients {
      var now = PerceptronSnapshot(model: problem.model)
      return now.advance(on: problem, by: SGD(), clipping: clipping).gradient
    }
    #expect(abs(gradient(.norm(1)).norm - 1) < 1e-12 && gradient(nil).norm > 100)
    let cut = gradient(.value(0.5)).values.flatMap(\.doubles)
    #expect(cut.max() == 0.5 && cut.min() == -0.5)
  }

  @Test func reboundsAreTold() {
    var losses = [Double](repeating: 1, count: 50) + [1e-9, 1]
    losses += [Double](repeating: 1e-9, count: 200)
    #expect(Rebound(losses).settled == 52 && Rebound(losses).stayed)
    losses.append(2e-8)
    #expect(Rebound(losses).step == 252 && !Rebound(losses).stayed)
    #expect(Rebound([1, 1]).settled == nil && !Rebound([1, 1]).stayed)
    losses[252] = .nan
    #expect(Rebound(losses).step == 252)
  }

  @Test func aStoppedExhibitReportsNothing() {
    #expect(throws: ExhibitCancelled.self) {
      try LateRebound().run(ExhibitOptions(stepLimit: 2)) { _, _, _ in false }
    }
  }
}
