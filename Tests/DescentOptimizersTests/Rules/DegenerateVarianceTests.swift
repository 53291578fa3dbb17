import DescentOptimizers
import DescentTensor
import Testing

/// RMSprop where what it divides by is 0, or nothing but rounding.
@Suite("RMSprop with a mean square of zero, or a variance of zero")
struct DegenerateVarianceTests {
  @Test(
    "Without ε an element that had no gradient yet stands still",
    arguments: [
      RMSprop(learningRate: 0.5, rho: 0.75, epsilon: 0),
      RMSprop(learningRate: 0.5, rho: 0.75, epsilon: 0, momentum: 0.5),
      RMSprop(learningRate: 0.5, rho: 0.75, epsilon: 0, maximize: true),
    ], [DType.float32, .float64])
  func noGradient(rule: RMSprop, dtype: DType) {
    var (w, state) = (Tensor([1, 2, 3], dtype: dtype), OptimizerState())
    let sign: Double = rule.maximize ? -1 : 1
    state.update(&w, along: Tensor([0, 4, -0.0], dtype: dtype), using: rule)
    // g / √(¼ g²) = 2
    #expect(w.doubles == [1, 2 - sign, 3])
    // The same element moves once it has one, and one whose gradient is 0 again does not.
    let before = w.doubles
    state.update(&w, along: Tensor([4, 0, 0], dtype: dtype), using: rule)
    #expect(w.doubles[0] == 1 - sign && w.doubles[2] == 3)
    #expect(w.doubles[1] == (rule.momentum.constant == 0 ? before[1] : before[1] - 0.5 * sign))
  }

  @Test("Without ε a gradient whose square is below the least number moves nothing")
  func underflow() {
    var (w, state) = (Tensor([1], dtype: .float32), OptimizerState())
    state.update(&w, along: Tensor([1e-30], dtype: .float32), using: RMSprop(epsilon: 0))
    #expect(w.doubles == [1])
  }

  /// How far 2,000 steps along a gradient of 0.1 go.
  private func distance(_ rule: RMSprop, _ dtype: DType) -> Double {
    var (w, state) = (Tensor([0], dtype: dtype), OptimizerState())
    let gradient = Tensor([0.1], dtype: dtype)
    for _ in 0..<2000 { state.update(&w, along: gradient, using: rule) }
    return -w.scalar
  }

  @Test("A variance's floor bounds the centered rule on a constant gradient")
  func constantGradient() {
    let plain = distance(RMSprop(learningRate: 1e-3), .float32)
    #expect(1.9 < plain && plain < 2.5)
    // torch's rule divides by what rounding leaves of the variance: hundreds instead of two.
    #expect(distance(RMSprop(learningRate: 1e-3, centered: true), .float32) > 100)
    for dtype in [DType.float32, .float64] {
      for floor in [0.01, 0.25] {
        let rule = RMSprop(learningRate: 1e-3, centered: true, varianceFloor: Schedule(floor))
        let bounded = distance(rule, dtype)
        #expect(plain < bounded && bounded < 1.001 * plain / floor.squareRoot(), "\(floor)")
      }
    }
  }

  @Test("Rounding makes a variance negative, whose root is not a number; a floor's is one")
  func negativeVariance() {
    // The first step of ρ = 0 makes s = g² and m = g; then s is that up to rounding.
    let rho = Schedule("0, then 0.9") { $0 == 0 ? 0 : 0.9 }
    let gradient = randomTensor([200], .float32, seed: 17)
    let strays = [0, 0.01].map { floor in
      let rule = RMSprop(rho: rho, centered: true, varianceFloor: Schedule(floor))
      var (w, state) = (Tensor(zerosLike: gradient), OptimizerState())
      for _ in 0..<2 { state.update(&w, along: gradient, using: rule) }
      return w.doubles.filter(\.isNaN).count
    }
    #expect(strays[0] > 10)
    #expect(strays[1] == 0)
  }

  @Test("A floor changes nothing where the variance is above it")
  func varyingGradient() {
    let rules = [0, 0.01].map { RMSprop(centered: true, varianceFloor: Schedule($0)) }
    let ends = rules.map { rule in
      var (w, state) = (randomTensor([50], .float32, seed: 3), OptimizerState())
      for seed in 0..<20 as Range<UInt64> {
        // Gradients around 0 vary more than they are; ρ = 0.99 keeps their mean small.
        state.update(&w, along: randomTensor([50], .float32, seed: seed), using: rule)
      }
      return w
    }
    #expect(firstDifference(ends[0], ends[1]) == nil)
  }

  @Test("A gradient that is not a number is not hidden")
  func notANumber() {
    for rule in [RMSprop(epsilon: 0), RMSprop(epsilon: 0, centered: true, varianceFloor: 0.1)] {
      var (w, state) = (Tensor([1.0]), OptimizerState())
      state.update(&w, along: Tensor([Double.nan]), using: rule)
      #expect(w.scalar.isNaN)
    }
  }
}
