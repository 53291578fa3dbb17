// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTensor/Replay/ReplayedFunction.swift.
import Descent
import Testing

@Suite struct ReplayedFunctionCommentsSnippets {
  @Test func comment1() throws {
    let f = ReplayedFunction { w in w[0].tanh().squared() + 0.01 * w[1].abs() + w[1].sigmoid() }
    var w = Tensor([-4.0, 5])
    for _ in 0..<300 { w = w - 0.5 * f.valueAndGradient(at: w).gradient }
    expectPrinted("[]", f(w).shape)
  }
}
