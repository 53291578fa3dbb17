import DescentOptimizers
import DescentTensor
import Testing

/// Steps that can be followed with pencil and paper; the numbers are binary fractions, so that every
/// result is exact.
@Suite("First steps by hand")
struct FirstStepTests {
  /// The point after each gradient.
  private func path(
    _ optimizer: some Optimizer, from start: Double, along gradients: [Double]
  ) -> [Double] {
    var w = Tensor([start])
    var state = OptimizerState()
    return gradients.map { gradient in
      state.update(&w, along: Tensor([gradient]), using: optimizer)
      return w.scalar
    }
  }

  @Test("SGD: w − α g")
  func sgd() {
    // 2 − ½ · 3 = ½,   ½ − ½ · (−1) = 1
    #expect(path(SGD(learningRate: 0.5), from: 2, along: [3, -1]) == [0.5, 1])
    #expect(path(SGD(learningRate: 0.5, maximize: true), from: 2, along: [3, -1]) == [3.5, 3])
  }

  @Test("SGD with momentum, dampening and decay: the first gradient is not dampened")
  func momentum() {
    // g₁ = 1 + ½ · 2 = 2,      b₁ = 2,                       w₁ = 2 − ¼ · 2
    // g₂ = 1 + ½ · 1.5 = 1.75, b₂ = ½ · 2 + ¾ · 1.75 = 2.3125, w₂ = 1.5 − ¼ · 2.3125
    let rule = SGD(learningRate: 0.25, momentum: 0.5, dampening: 0.25, weightDecay: 0.5)
    #expect(path(rule, from: 2, along: [1, 1]) == [1.5, 0.921875])
  }

  @Test("SGD with Nesterov's momentum: g + μ b")
  func nesterov() {
    // g₁ = 2,     b₁ = 2,                  w₁ = 2 − ¼ (2 + ½ · 2)
    // g₂ = 1.625, b₂ = ½ · 2 + 1.625 = 2.625, w₂ = 1.25 − ¼ (1.625 + ½ · 2.625)
    let rule = SGD(learningRate: 0.25, momentum: 0.5, weightDecay: 0.5, nesterov: true)
    #expect(path(rule, from: 2, along: [1, 1]) == [1.25, 0.515625])
  }

  @Test("Adam: α m̂ / (√v̂ + ε) with ε after the correction")
  func adam() {
    // m = ½ · 2 = 1, v = ¼ · 4 = 1, m̂ = 2, v̂ = 4,   w = 1 − ¼ · 2 / (2 + 2)
    let rule = Adam(learningRate: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 2)
    #expect(path(rule, from: 1, along: [2]) == [0.875])
    // The same with g = 1 + ½ · 2.
    let decayed = Adam(learningRate: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 2, weightDecay: 0.5)
    #expect(path(decayed, from: 2, along: [1]) == [1.875])
    // The first step of a small ε is α, whatever the gradient's size.
    let paper = Adam(learningRate: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 0)
    #expect(path(paper, from: 1, along: [1024]) == [0.75])
    #expect(path(paper, from: 1, along: [-0x1p-30]) == [1.25])
  }

  @Test("Adam with ε before the correction, as TensorFlow has it")
  func beforeCorrection() {
    // α₁ = ¼ √¼ / ½ = ¼,   w = 1 − ¼ · 1 / (1 + 3)
    let rule = Adam(
      learningRate: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 3, epsilonPlacement: .beforeCorrection)
    #expect(path(rule, from: 1, along: [2]) == [0.9375])
  }

  @Test("AdamW: the weight shrinks by α λ, and the moments do not see it")
  func adamW() {
    // 1 · (1 − ¼ · ½) − ⅛
    let rule = AdamW(learningRate: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 2, weightDecay: 0.5)
    #expect(path(rule, from: 1, along: [2]) == [0.75])
    let same = Adam(
      learningRate: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 2, weightDecay: 0.5,
      decoupledWeightDecay: true)
    #expect(path(same, from: 1, along: [2]) == [0.75])
    // A weight without a gradient shrinks all the same: 1 − ⅛.
    #expect(path(rule, from: 1, along: [0]) == [0.875])
  }

  @Test("Yogi: v moves by (1 − β₂) g² towards g², and stays where it is g²")
  func yogi() {
    // m = ½ · 2 = 1, m̂ = 2, and v̂ = 4 v.
    func path(_ start: Double, _ epsilon: Schedule) -> [Double] {
      let rule = Yogi(
        learningRate: 0.25, beta1: 0.5, beta2: 0.75, epsilon: epsilon,
        initialAccumulatorValue: start)
      return self.path(rule, from: 1, along: [2])
    }
    // v = 0 + ¼ · 4 = 1,   w = 1 − ¼ · 2 / (2 + 2)
    #expect(path(0, 2) == [0.875])
    // v = 5 − ¼ · 4 = 4,   w = 1 − ¼ · 2 / (4 + 4)
    #expect(path(5, 4) == [0.9375])
    // v = 4
    #expect(path(4, 4) == [0.9375])
  }

  @Test("AMSGrad: the greatest v so far stays below the gradient")
  func amsgrad() {
    // v₁ = 1, v₂ = ¾: the greatest is 1;  m₂ = ½;  m̂₂ = ½ / ¾;  v̂₂ = 1 / (1 − 9⁄16)
    let rule = Adam(learningRate: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 2, amsgrad: true)
    let path = path(rule, from: 1, along: [2, 0])
    #expect(path[0] == 0.875)
    let second = 0.875 - 0.25 * (0.5 / 0.75) / (1 / 0.4375.squareRoot() + 2)
    #expect(abs(path[1] - second) <= second.ulp)
  }
}
