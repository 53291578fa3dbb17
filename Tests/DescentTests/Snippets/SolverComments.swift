// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/Solvers/Solver.swift.
import Descent
import Testing

@Suite struct SolverCommentsSnippets {
  @Test func comment1() throws {
    let solver = LBFGS(lineSearch: .strongWolfe)
    var state = LBFGS.State()
    var point = Tensor([4.0, -2])
    try solver.step(&point, state: &state) { (1 - $0).squared().sum() }
    expectPrinted("[1., 1.]  float64 [2]", point)
  }
}
