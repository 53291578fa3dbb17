import DescentLayers
import DescentOptimizers
import DescentTensor
import Testing

/// Gradients of a table that have the rows which were looked up: where they are, what they add up to,
/// and what rules make of them.
@Suite("Row-sparse gradients of an embedding")
struct EmbeddingGradientTests {
  private let table = randomTensor([6, 3], .float64, seed: 4)
  private let rows = Tensor([Int64(4), 1, 4, 0])
  private let weights = randomTensor([4, 3], .float64, seed: 5)

  private func gradients(
    sparse: Bool, padding: Int? = nil, also loss: @escaping (Embedding) -> Tensor? = { _ in nil }
  ) -> Gradients {
    let model = Embedding(weight: table, paddingIndex: padding, hasSparseGradient: sparse)
    return valueAndGradient(at: model) { model in
      let y = (model(rows).tanh() * weights).sum()
      return loss(model).map { y + $0 } ?? y
    }.gradient
  }

  @Test("The rows and their values; the norm; what is dense")
  func values() throws {
    let (sparse, dense) = (gradients(sparse: true), gradients(sparse: false))
    let found = try #require(sparse.rowSparse(at: 0))
    #expect(found.rows == [0, 1, 4] && found.shape == [6, 3])
    #expect(sparse.values[0].shape == [3, 3])
    #expect(found.dense == dense.values[0])
    #expect(abs(sparse.norm - dense.norm) < 1e-15)
    #expect(dense.rowSparse(at: 0) == nil && sparse.unreached.isEmpty)
    var made = sparse
    made.makeDense()
    #expect(made.values[0] == dense.values[0] && made.rowSparse(at: 0) == nil)
    // The row that stands for nothing has no gradient.
    #expect(gradients(sparse: true, padding: 4).rowSparse(at: 0)?.rows == [0, 1])
    #expect(
      gradients(sparse: true, padding: 4).rowSparse(at: 0)?.dense
        == gradients(sparse: false, padding: 4).values[0])
  }

  @Test("Two lookups, and another use of the table, are added up")
  func several() {
    let again = gradients(sparse: true) { $0(Tensor([Int64(5), 1])).sum() }
    #expect(again.rowSparse(at: 0)?.rows == [0, 1, 4, 5])
    #expect(
      again.rowSparse(at: 0)?.dense
        == gradients(sparse: false) { $0(Tensor([Int64(5), 1])).sum() }.values[0])
    let tied = gradients(sparse: true) { $0.weight.value.squared().sum() }
    #expect(tied.rowSparse(at: 0) == nil)
    let expected = gradients(sparse: false) { $0.weight.value.squared().sum() }.values[0]
    #expect((tied.values[0] - expected).abs().max().scalar < 1e-15)
  }

  @Test("Gradients of several batches are added up, row by row or dense")
  func accumulated() {
    let expected = self.gradients(sparse: false).values[0] * 2
    let model = Embedding(weight: table, hasSparseGradient: true)
    func gradients(of loss: (Embedding) -> Tensor) -> Gradients {
      valueAndGradient(at: model, of: loss).gradient
    }
    var both = gradients { ($0(rows).tanh() * weights).sum() }
    let dense = gradients { $0.weight.value.squared().sum() }
    let other = gradients { $0(Tensor([Int64(5)])).sum() }
    both += both
    #expect(both.rowSparse(at: 0)?.dense == expected)
    both += other
    #expect(both.rowSparse(at: 0)?.rows == [0, 1, 4, 5])
    var (left, right) = (both, dense)
    left += dense
    right += both
    #expect(left.rowSparse(at: 0) == nil && left.values[0] == right.values[0])
    #expect(left.values[0] == (both.rowSparse(at: 0)?.dense ?? dense.values[0]) + dense.values[0])
  }

  @Test("A rule for dense gradients takes the dense form, to the bit")
  func denseRules() {
    func trained(_ sparse: Bool) -> Tensor {
      var model = Embedding(weight: table, hasSparseGradient: sparse)
      var state = OptimizerState()
      for _ in 0..<3 {
        let (_, gradients) = valueAndGradient(at: model) { ($0(rows).tanh() * weights).sum() }
        state.update(&model, along: gradients, using: AdamW(learningRate: 0.1))
      }
      return model.weight.value
    }
    #expect(trained(true) == trained(false))
    var (own, state) = (table, OptimizerState())
    for _ in 0..<3 {
      let (_, dense) = valueAndGradient(at: own) { ($0.gather(rows).tanh() * weights).sum() }
      let touched = [0, 1, 4]
      state.update(
        &own, along: RowSparse(rows: touched, values: dense.gather(touched), of: [6, 3]),
        using: AdamW(learningRate: 0.1))
    }
    #expect(own == trained(false))
  }

  @Test("SparseAdam moves the rows that were looked up, as on a table of one's own")
  func sparseRule() {
    var model = Embedding(weight: table, hasSparseGradient: true)
    var (own, ownState, state) = (table, OptimizerState(), OptimizerState())
    let rule = SparseAdam(learningRate: 0.1)
    for step in 0..<4 {
      let rows = Tensor([Int64(step), 5, Int64(step)])
      let (_, gradients) = valueAndGradient(at: model) { $0(rows).squared().sum() }
      let (_, dense) = valueAndGradient(at: own) { $0.gather(rows).squared().sum() }
      state.update(&model, along: gradients, using: rule)
      let touched = [step, 5]
      ownState.update(
        &own, along: RowSparse(rows: touched, values: dense.gather(touched), of: [6, 3]),
        using: rule)
    }
    #expect(model.weight.value == own)
    #expect(state.buffer("exp_avg") == ownState.buffer("exp_avg"))
    #expect(model.weight.value[4] == table[4] && model.weight.value[5] != table[5])
  }

  @Test("SparseAdam takes a dense gradient for one with all rows")
  func denseGradient() {
    let start = randomTensor([4], .float32, seed: 1)
    var (a, b) = (start, start)
    var (state, other) = (OptimizerState(), OptimizerState())
    let gradient = randomTensor([4], .float32, seed: 2)
    state.update(&a, along: gradient, using: SparseAdam())
    other.update(
      &b, along: RowSparse(rows: [0, 1, 2, 3], values: gradient, of: [4]), using: SparseAdam())
    #expect(a == b && a != start)
  }
}
