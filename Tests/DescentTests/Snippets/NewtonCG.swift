// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/NewtonCG.md.
import Descent
import Testing

@Suite struct NewtonCGSnippets {
  @Test func runs() throws {
    let rosenbrock = { (w: Tensor) in
      100 * (w[1] - w[0].squared()).squared() + (1 - w[0]).squared()
    }
    let result = try minimize(rosenbrock, from: Tensor([-1.5, 2.0]), using: NewtonCG(), steps: 100)
    expectPrinted("0.0 [1., 1.]  float64 [2]", result.value, result.point)
  }
}
