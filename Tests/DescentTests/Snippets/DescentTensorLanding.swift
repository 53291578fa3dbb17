// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTensor/DescentTensor.docc/DescentTensor.md.
import Descent
import Testing

@Suite struct DescentTensorLandingSnippets {
  @Test func runs() throws {
    let w = Tensor([1.0, -2, 3])
    let (value, gradient) = valueAndGradient(at: w) { w in (w * w).sum() }
    expectPrinted("14.  float64", value)
    expectPrinted("[ 2., -4.,  6.]  float64 [3]", gradient)
  }
}
