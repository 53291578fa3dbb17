// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Adafactor.md.
import Descent
import Testing

@Suite struct AdafactorSnippets {
  @Test func runs() throws {
    var weights = Tensor.ones([512, 256], dtype: .float64)
    var state = OptimizerState()
    state.update(&weights, along: weights, using: Adafactor())
    expectPrinted("512 256", state.buffer("row_var")?.count ?? 0, state.buffer("col_var")?.count ?? 0)
  }
}
