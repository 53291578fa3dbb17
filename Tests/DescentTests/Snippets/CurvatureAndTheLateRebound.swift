// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentCurvature/DescentCurvature.docc/CurvatureAndTheLateRebound.md.
import Descent
import Testing

@Suite struct CurvatureAndTheLateReboundSnippets {
  @Test func runs() throws {
    let curvatures = Tensor([0.1, 1, 50])
    let loss = { @Sendable (w: Tensor) in 0.5 * (curvatures * w.squared()).sum() }
    let hessian = SymmetricOperator.hessian(at: Tensor([1.0, 1, 1]), of: loss)
    var generator = Generator(seed: 0)
    let top = lanczos(hessian, largest: 1, using: &generator).largest[0]
    let momentum = StabilityHeadroom(
      sharpness: 0.05 * top.value, threshold: StabilityThreshold.heavyBall(momentum: 0.9))
    expectPrinted("true 1.52", momentum.isStable, (100 * momentum.headroom).rounded() / 100)
    var w = Tensor([1.0, 1, 1])
    var state = OptimizerState()
    let rule = Adam(learningRate: 0.01)
    for _ in 0..<300 {
      state.update(&w, along: valueAndGradient(at: w, of: loss).gradient, using: rule)
    }
    let preconditioner = adamPreconditioner(of: state, for: rule) ?? []
    let seen = SymmetricOperator.hessian(at: w, of: loss).preconditioned(by: preconditioner)
    let sharpness = 0.01 * lanczos(seen, largest: 1, using: &generator).largest[0].value
    expectPrinted("true", sharpness < StabilityThreshold.adam(beta1: 0.9))
    let forecast = ReboundForecast(from: 500, sharpness: 6.942)
    expectPrinted("3017", forecast.crossing(of: StabilityThreshold.adam(beta1: 0.9)))
    let epsilon = prescribedEpsilon(rate: 0.01, curvature: 316.2)
    expectPrinted("0.0832", (10_000 * epsilon).rounded() / 10_000)
  }
}
