// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentCurvature/DescentCurvature.docc/DescentCurvature.md.
import Descent
import Testing

@Suite struct DescentCurvatureLandingSnippets {
  @Test func runs() throws {
    let a = Tensor([1.0, 4, 9])
    let bowl = SymmetricOperator.hessian(at: Tensor([0.5, 0.5, 0.5])) { w in
      0.5 * (a * w.squared()).sum()
    }
    var generator = Generator(seed: 0)
    let spectrum = lanczos(bowl, largest: 1, smallest: 1, using: &generator)
    expectPrinted("true", abs(spectrum.largest[0].value - 9) < 1e-9)
  }
}
