// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTensor/Autodiff/Recording.swift.
import Descent
import Testing

@Suite struct RecordingCommentsSnippets {
  @Test func comment1() throws {
    let (value, gradient) = valueAndGradient(at: Tensor([1.0, -2])) { w in (w * w).sum() }
    expectPrinted("5.  float64 [ 2., -4.]  float64 [2]", value, gradient)
  }
}
