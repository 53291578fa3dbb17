// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/Minimize.swift.
import Descent
import Testing

@Suite struct MinimizeCommentsSnippets {
  @Test func comment1() throws {
    let rosenbrock = { (w: Tensor) in
      100 * (w[1] - w[0].squared()).squared() + (1 - w[0]).squared()
    }
    let result = minimize(
      rosenbrock, from: Tensor([-1.5, 2.0]), using: Adam(learningRate: 0.01), steps: 10_000)
    expectPrinted("true 10001", result.value < 1e-6, result.evaluations)
  }
  @Test func comment2() throws {
    let rosenbrock = { (w: Tensor) in
      100 * (w[1] - w[0].squared()).squared() + (1 - w[0]).squared()
    }
    let result = try minimize(
      rosenbrock, from: Tensor([-1.5, 2.0]), using: LBFGS(lineSearch: .strongWolfe))
    expectPrinted("true", result.value < 1e-8)
  }
}
