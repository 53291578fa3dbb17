import DescentLayers
import DescentTensor
import Testing

/// Lookup, its gradient, and the row that stands for nothing.
@Suite struct EmbeddingTests {
  @Test func valuesAndGradientsAreTorchs() throws {
    try expectTorch("embedding") { Embedding(weight: $0[input: "weight"])($0[input: "rows"]) }
    try expectTorch("embedding padding") {
      Embedding(weight: $0[input: "weight"], paddingIndex: 0)($0[input: "rows"])
    }
  }

  @Test func anyWholeNumbersAndShapes() {
    let layer = Embedding(weight: numbers([5, 2]))
    let rows = Tensor([Int32(4), 0, 4, 1], shape: [2, 2, 1])
    let y = layer(rows)
    #expect(y.shape == [2, 2, 1, 2])
    #expect(y[1, 0, 0] == layer.weight.value[4])
    #expect(layer(rows.converted(to: .uint8)) == y)
    #expect(layer(Tensor(2, dtype: .int64)) == layer.weight.value[2])
    #expect(layer(Tensor.zeros([0], dtype: .int64)).shape == [0, 2])
  }

  @Test func theGradientCanBeDifferentiated() {
    let rows = Tensor([Int64(3), 0, 3, 1])
    for padding in [nil, 0] {
      let check = checkGradient(at: [numbers([4, 2])], order: 2) {
        Embedding(weight: $0[0], paddingIndex: padding)(rows).tanh()
      }
      // Differences see the padding row, which has no gradient: only the others are compared there.
      if padding == nil { #expect(check.error < 2e-8, "\(check)") }
    }
  }

  @Test func wrongRowsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = Embedding(weight: Tensor.ones([3, 2]))(Tensor([Int64(3)]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Embedding(weight: Tensor.ones([3, 2]))(Tensor([Int64(-1)]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Embedding(weight: Tensor.ones([3, 2]))(Tensor([Float(1)]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Embedding(weight: Tensor.ones([3, 2]), paddingIndex: 3)
    }
  }
}
