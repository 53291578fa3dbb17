// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTraining/Replay/StepInput.swift.
import Descent
import Testing

@Suite struct StepInputCommentsSnippets {
  @Test func comment1() throws {
    struct Pair: StepInput {
      var left: Tensor, right: Tensor
      mutating func visitTensors(_ body: (inout Tensor) -> Void) {
        body(&left)
        body(&right)
      }
    }
    var pair = Pair(left: .ones([2]), right: .zeros([3]))
    var shapes: [Shape] = []
    pair.visitTensors { shapes.append($0.shape) }
    expectPrinted("[[2], [3]]", shapes)
  }
}
