import DescentLayers
import DescentTensor
import Testing

/// All tensors of a model out and in again, by torch's names.
@Suite struct ModelStateTests {
  private func model(seed: UInt64) -> Sequential {
    var generator = Generator(seed: seed)
    return Sequential {
      Linear(from: 3, to: 2, using: &generator)
      BatchNorm(2)
    }
  }

  private func tensors(_ model: some Module) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: model.state.map { ($0.path, $0.value) })
  }

  @Test func namesAreTorchs() {
    #expect(
      model(seed: 1).state.map(\.path) == [
        "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var",
        "1.num_batches_tracked",
      ])
  }

  @Test func restoredModelsAreTheSame() throws {
    var trained = model(seed: 1)
    var context = Context.training(using: Generator(seed: 0))
    let x = numbers([4, 3], dtype: .float32)
    _ = trained(x, in: &context)
    trained.applyUpdates(from: &context)
    var other = model(seed: 2)
    #expect(other(x) != trained(x))
    try other.restore(tensors(trained))
    #expect(other(x) == trained(x))
    #expect(other.buffers.last?.buffer.value.scalar == 1)
  }

  @Test func whatDoesNotFitIsRefused() {
    var model = model(seed: 1)
    let before = tensors(model)
    var state = before
    state["1.running_var"] = nil
    #expect(throws: ModelStateError.missing(path: "1.running_var")) { try model.restore(state) }
    state = before
    state["2.weight"] = Tensor(0)
    #expect(throws: ModelStateError.unknown(path: "2.weight")) { try model.restore(state) }
    state = before
    state["0.bias"] = Tensor([1.0, 2])
    let error = #expect(throws: ModelStateError.self) { try model.restore(state) }
    #expect(error?.description == "0.bias: expected float32 [2], found float64 [2]")
    #expect(tensors(model) == before)
  }
}
