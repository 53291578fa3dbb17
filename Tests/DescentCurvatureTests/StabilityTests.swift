import DescentOptimizers
import DescentTensor
import Testing

@testable import DescentCurvature

/// Each threshold is tried on ½ λ w² with λ = 1: a hundredth below it converges, above it diverges.
@Suite struct StabilityTests {
  private func end(_ rule: some Optimizer) -> Double {
    minimize({ 0.5 * $0.squared().sum() }, from: Tensor([1.0]), using: rule, steps: 2000).value
  }

  @Test func gradientDescent() {
    let limit = StabilityThreshold.gradientDescent
    #expect(end(SGD(learningRate: Schedule(0.99 * limit))) < 1e-12)
    #expect(end(SGD(learningRate: Schedule(1.01 * limit))) > 1e12)
  }

  @Test(arguments: [0.5, 0.9])
  func momentum(β: Double) {
    let heavy = StabilityThreshold.heavyBall(momentum: β)
    #expect(end(SGD(learningRate: Schedule(0.99 * heavy), momentum: Schedule(β))) < 1e-6)
    #expect(end(SGD(learningRate: Schedule(1.01 * heavy), momentum: Schedule(β))) > 1e3)
    func nesterov(_ share: Double) -> SGD {
      let limit = StabilityThreshold.nesterov(momentum: β)
      return SGD(learningRate: Schedule(share * limit), momentum: Schedule(β), nesterov: true)
    }
    #expect(end(nesterov(0.99)) < 1e-6)
    #expect(end(nesterov(1.01)) > 1e3)
  }

  /// With ε far above √v̂, P is ε: a preconditioner that stays.
  @Test(arguments: [0.0, 0.5, 0.9])
  func adam(β1: Double) {
    let ε = 1e6
    func rule(_ share: Double) -> Adam {
      let η = share * StabilityThreshold.adam(beta1: β1) * ε
      return Adam(
        learningRate: Schedule(η), beta1: Schedule(β1), beta2: 0.99, epsilon: Schedule(ε))
    }
    // Bias correction makes the first steps longer and no more than that.
    #expect(end(rule(0.99)) < 1e-3)
    #expect(end(rule(1.01)) > 1e3)
    #expect(abs(StabilityThreshold.adam(beta1: 0.9) - 38) < 1e-12)
    #expect(StabilityThreshold.adam(beta1: 0) == StabilityThreshold.gradientDescent)
  }

  @Test func headroom() {
    let place = StabilityHeadroom(sharpness: 19, threshold: 38)
    #expect(place.used == 0.5 && place.headroom == 2 && place.isStable)
    #expect(!StabilityHeadroom(sharpness: 38, threshold: 38).isStable)
  }

  /// Measured on the perceptron of 2017, in another implementation.
  @Test(arguments: [(100, 2.7952), (300, 5.0980), (500, 6.9422), (1000, 11.2992)])
  func theForecastIsTheSameFromEveryStep(step: Int, sharpness: Double) {
    let forecast = ReboundForecast(from: step, sharpness: sharpness)
    #expect(abs(forecast.crossing(of: 38) - 3017) <= 1)
    let measured = [
      (1500, 16.0855), (2000, 21.7921), (2300, 25.8289), (2500, 28.8334), (3000, 37.6726),
    ]
    for (t, value) in measured {
      #expect(abs(forecast.sharpness(at: t) / value - 1) < 2e-4)
    }
    #expect(forecast.sharpness(at: forecast.crossing(of: 38)) >= 38)
    #expect(forecast.sharpness(at: forecast.crossing(of: 38) - 1) < 38)
  }

  /// β₂^−t is above every double from step 709,000 on; the run is at its steady growth by then.
  @Test func aForecastFromLateInALongRun() {
    let forecast = ReboundForecast(from: 1_000_000, sharpness: 19)
    #expect(forecast.crossing(of: 38) == 1_001_386)  // 1e6 + 2 ln 2 / −ln 0.999
    #expect(abs(forecast.sharpness(at: 1_001_386) - 38) < 0.02)
    #expect(forecast.crossing(of: 19) == 1_000_000)
  }

  @Test func aForecastOfWhatIsPastOrFarAway() {
    #expect(ReboundForecast(from: 500, sharpness: 50).crossing(of: 38) < 500)
    #expect(ReboundForecast(from: 500, sharpness: 1e-300).crossing(of: 38) == 1_387_700)
    let slow = ReboundForecast(from: 500, sharpness: 1, beta2: 1 - 0x1p-53)
    #expect(slow.crossing(of: 1e300) == Int.max)
  }

  @Test func thePrescribedEpsilon() {
    #expect(abs(prescribedEpsilon(rate: 1e-3, curvature: 3162.820) - 0.08323) < 5e-6)
  }
}
