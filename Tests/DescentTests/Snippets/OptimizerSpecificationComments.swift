// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/Catalog/OptimizerSpecification.swift.
import Descent
import Testing

@Suite struct OptimizerSpecificationCommentsSnippets {
  @Test func comment1() throws {
    let specification = OptimizerSpecification("adamw", ["lr": 0.01, "betas": [0.9, 0.99]])
    let optimizer = try specification.makeOptimizer()
    expectPrinted("[0.9, 0.99]", OptimizerSpecification(optimizer).options["betas"] ?? .none)
  }
}
