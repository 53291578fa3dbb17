// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTensor/Autodiff/RowSparse.swift.
import Descent
import Testing

@Suite struct RowSparseCommentsSnippets {
  @Test func comment1() throws {
    let values = Tensor([[1.0], [2], [4]])
    let gradient = RowSparse(rows: [3, 0, 3], values: values, of: [4, 1])
    expectPrinted("[0, 3]", gradient.rows)
    expectPrinted("[2., 0., 0., 5.]  float64 [4]", gradient.dense.flattened)
  }
}
