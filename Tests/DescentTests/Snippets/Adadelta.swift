// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Adadelta.md.
import Descent
import Testing

@Suite struct AdadeltaSnippets {
  @Test func runs() throws {
    let result = minimize(
      { ($0 - 1).squared().sum() }, from: Tensor([4.0, -2]), using: Adadelta(), steps: 4000)
    expectPrinted("true", result.value < 1e-2)
  }
}
