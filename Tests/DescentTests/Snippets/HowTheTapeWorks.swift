// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTensor/DescentTensor.docc/HowTheTapeWorks.md.
import Descent
import Testing

@Suite struct HowTheTapeWorksSnippets {
  @Test func runs() throws {
    let cube = { (w: Tensor) in w * w * w }
    let (slope, curvature) = valueAndGradient(at: Tensor(2.0)) { w in
      valueAndGradient(at: w, of: cube).gradient
    }
    expectPrinted("12.  float64 12.  float64", slope, curvature)
    struct Line: Module {
      var slope = Parameter(Tensor([3.0]))
      mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("slope", &slope) }
    }
    let gradients = record(Line()) { line in
      let loss = (2 * line.slope.value).squared().sum()
      return loss.backward()
    }
    expectPrinted("[24.]  float64 [1]", gradients.values[0])
  }
}
