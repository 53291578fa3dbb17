// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/SparseAdam.md.
import Descent
import Testing

@Suite struct SparseAdamSnippets {
  @Test func runs() throws {
    var table = Tensor.zeros([1000, 2], dtype: .float64)
    var state = OptimizerState()
    let gradient = RowSparse(rows: [7], values: Tensor([[1.0, -1]]), of: table.shape)
    state.update(&table, along: gradient, using: SparseAdam(learningRate: 0.25))
    expectPrinted("true 0.0", table.abs().sum().scalar > 0.499, table[8].abs().max().scalar)
  }
}
