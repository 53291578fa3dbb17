import DescentLayers
import DescentTensor
import Testing

/// Running statistics: what they become, when, and how they are taken back.
@Suite struct BatchNormTests {
  @Test(arguments: ["0.1", "0.4", "cumulative"])
  func runningStatisticsAreTorchs(_ name: String) throws {
    let fixture = try #require(LayerFixture.all["running \(name)"])
    let torch = try #require(fixture.outputs)
    for (dtype, tolerance) in [(DType.float64, 1e-12), (.float32, 1e-5)] {
      let batches = try (0..<3).map { try #require(fixture.inputs["x\($0)"]).tensor(dtype) }
      var layer = BatchNorm2d(3, momentum: Double(name), dtype: dtype)
      var context = Context.training(using: Generator(seed: 0))
      var y = batches[0]
      for batch in batches { y = layer(batch, in: &context) }
      #expect(layer.running?.mean.value == Tensor.zeros([3], dtype: dtype))
      layer.applyUpdates(from: &context)
      func expect(_ ours: Tensor?, _ name: String) throws {
        let distance = distance(try #require(ours), try #require(torch[name]))
        #expect(distance <= tolerance, "\(name) \(dtype)")
      }
      try expect(layer.running?.mean.value, "mean")
      try expect(layer.running?.variance.value, "variance")
      try expect(layer.running?.batches.value, "count")
      try expect(y, "training")
      try expect(layer(batches[0]), "evaluation")
      guard torch["refreshed mean"] != nil else { continue }
      layer.refreshStatistics(over: batches, using: Generator(seed: 0)) { model, batch, context in
        _ = model(batch, in: &context)
      }
      try expect(layer.running?.mean.value, "refreshed mean")
      try expect(layer.running?.variance.value, "refreshed variance")
      try expect(layer.running?.batches.value, "refreshed count")
    }
  }

  @Test func stateIsNamedAsInTorch() {
    let model = Sequential(ReLU(), BatchNorm1d(2))
    #expect(model.parameters.map(\.path) == ["1.weight", "1.bias"])
    #expect(
      model.buffers.map(\.path)
        == ["1.running_mean", "1.running_var", "1.num_batches_tracked"])
    #expect(model.buffers[2].buffer.value.dtype == .int64)
    #expect(BatchNorm(2, isAffine: false, tracksStatistics: false).buffers.isEmpty)
    #expect(BatchNorm(2, isAffine: false).parameters.isEmpty)
  }

  @Test func withoutStatisticsEvaluationIsTraining() {
    let x = numbers([4, 2])
    let layer = BatchNorm(2, isAffine: false, tracksStatistics: false, dtype: .float64)
    var context = Context.training(using: Generator(seed: 0))
    #expect(layer(x) == layer(x, in: &context))
    #expect(difference(layer(x).mean(axis: 0), Tensor([0.0, 0])) < 1e-15)
  }

  @Test func aDiscardedStepLeavesNothing() {
    var layer = BatchNorm(2, dtype: .float64)
    var context = Context.training(using: Generator(seed: 0))
    _ = layer(numbers([4, 2]), in: &context)
    context.discardUpdates()
    layer.applyUpdates(from: &context)
    #expect(layer.running?.batches.value.scalar == 0)
    #expect(layer.running?.mean.value == Tensor([0.0, 0]))
  }

  @Test func wrongInputsAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = BatchNorm(3)(Tensor.ones([2, 4])) }
    await #expect(processExitsWith: .failure) {
      var context = Context.training(using: Generator(seed: 0))
      _ = BatchNorm(3)(Tensor.ones([1, 3]), in: &context)
    }
  }
}
