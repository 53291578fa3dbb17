// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTensor/Module/Module.swift.
import Descent
import Testing

@Suite struct ModuleCommentsSnippets {
  @Test func comment1() throws {
    struct Line: Module {
      var slope = Parameter(Tensor([2.0]))
      var height = Parameter(Tensor([-1.0]))
      mutating func visit(_ visitor: inout some ParameterVisitor) {
        visitor.visit("slope", &slope)
        visitor.visit("height", &height)
      }
    }
    expectPrinted("[\"slope\", \"height\"]", Line().parameters.map(\.path))
  }
}
