import DescentOptimizers
import DescentTensor
import Testing

@Suite("Sharpness-aware minimization")
struct SAMTests {
  struct Model: Module {
    var w = Parameter(Tensor([-1.25, 1.5]))
    var b = Parameter(Tensor([0.75]))
    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("w", &w)
      visitor.visit("b", &b)
    }
    var loss: Tensor {
      let (x, y, z) = (w.value[0], w.value[1], b.value[0])
      return (1 - x).squared() + 5 * (y - x.squared()).squared() + (z * y - 0.5).squared()
    }
  }

  @Test(
    "10 steps of SGD with momentum, as pytorch_optimizer's take them",
    arguments: [
      (false, [-0.8096330156031111, 0.8655517982750047, 0.48319101471901776]),
      (true, [-0.8019899340416947, 0.8242367006446103, 0.48790732346480037]),
    ])
  func trajectory(adaptive: Bool, end: [Double]) {
    let rule = SAM(SGD(learningRate: 0.015625, momentum: 0.5), rho: 0.125, adaptive: adaptive)
    var (model, state) = (Model(), OptimizerState())
    let first = rule.step(&model, state: &state) { $0.loss }
    #expect(first.scalar == Model().loss.scalar)
    for _ in 0..<9 { rule.step(&model, state: &state) { $0.loss } }
    for (a, b) in zip(model.w.value.doubles + model.b.value.doubles, end) {
      // Their norm is held in float32, which is worth 6e-8 of the climb.
      #expect(abs(a - b) < 1e-7)
    }
  }

  @Test("the climb is ρ long, and the model does not move by it")
  func climb() {
    let model = Model()
    let (_, gradients) = valueAndGradient(at: model) { $0.loss }
    let there = SAM(SGD(), rho: 0.25).climbed(model, along: gradients)
    let moved =
      (there.w.value - model.w.value).squared().sum().scalar
      + (there.b.value - model.b.value).squared().sum().scalar
    #expect(abs(moved.squareRoot() - 0.25) < 1e-12)
    #expect(there.loss.scalar > model.loss.scalar)
    var (a, b) = (model, model)
    var (s, t) = (OptimizerState(), OptimizerState())
    // Without a climb it is the base, to the bit.
    SAM(SGD(learningRate: 0.01), rho: 0).step(&a, state: &s) { $0.loss }
    t.update(&b, along: gradients, using: SGD(learningRate: 0.01))
    #expect(firstDifference(a.w.value, b.w.value) == nil)
  }

  @Test("a gradient of 0 does not climb")
  func flat() {
    var (model, state) = (Model(), OptimizerState())
    SAM(SGD(learningRate: 1)).step(&model, state: &state) { ($0.w.value * 0).sum() }
    #expect(firstDifference(model.w.value, Model().w.value) == nil)
  }

  @Test func negativeRho() async {
    await #expect(processExitsWith: .failure) { _ = SAM(SGD(), rho: -1) }
  }
}
