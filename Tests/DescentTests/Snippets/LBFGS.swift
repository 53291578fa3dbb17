// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/LBFGS.md.
import Descent
import Testing

@Suite struct LBFGSSnippets {
  @Test func runs() throws {
    let rosenbrock = { (w: Tensor) in
      100 * (w[1] - w[0].squared()).squared() + (1 - w[0]).squared()
    }
    let solver = LBFGS(lineSearch: .strongWolfe)
    let result = try minimize(rosenbrock, from: Tensor([-1.5, 2.0]), using: solver, steps: 10)
    expectPrinted("true true", result.value < 1e-8, result.evaluations < 100)
  }
}
