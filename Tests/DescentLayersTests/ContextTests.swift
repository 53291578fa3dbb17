import DescentLayers
import DescentTensor
import Testing

/// What layers are told, and what they leave behind.
@Suite struct ContextTests {
  /// A layer that counts its calls in a tensor that is not trained.
  private struct Counter: Layer {
    func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
      if context.mode == .training { context.update("count", to: x.sum()) }
      return x + 1
    }
    mutating func visit(_ visitor: inout some ParameterVisitor) {}
  }

  @Test func updatesAreRecordedByPath() {
    let model = Sequential(Counter(), Sequential(Tanh(), Counter()))
    var context = Context.training(using: Generator(seed: 0))
    _ = model(Tensor([1.0, 2]), in: &context)
    #expect(Set(context.stateUpdates.keys) == ["0.count", "1.1.count"])
    #expect(context.stateUpdates["0.count"] == Tensor(3))
    _ = context.within("again") { Counter()(Tensor([5.0]), in: &$0) }
    #expect(context.stateUpdates["again.count"] == Tensor(5))
    context.update("plain", to: Tensor(1))
    #expect(context.stateUpdates["plain"] == Tensor(1))
  }

  @Test func updatesAreConstants() {
    let (_, gradient) = valueAndGradient(at: Tensor([1.0, 2])) { x in
      var context = Context.training(using: Generator(seed: 0))
      _ = Counter()(x, in: &context)
      return x.sum() * (context.stateUpdates["count"] ?? Tensor(0))
    }
    #expect(gradient == Tensor([3.0, 3]))
  }

  @Test func evaluationUpdatesNothing() {
    var context = Context.evaluation
    _ = Sequential(Counter())(Tensor([1.0]), in: &context)
    #expect(context.mode == .evaluation && context.stateUpdates.isEmpty)
  }

  @Test func pathsComeBackAfterErrors() {
    struct Stop: Error {}
    var context = Context.training(using: Generator(seed: 0))
    _ = try? context.within("part") { _ in throw Stop() }
    context.update("x", to: Tensor(1))
    #expect(Array(context.stateUpdates.keys) == ["x"])
  }

  @Test func activationsAreTheirFunctions() {
    let x = numbers([7])
    #expect(Tanh()(x) == x.tanh())
    #expect(Sigmoid()(x) == x.sigmoid())
    #expect(ReLU()(x) == x.relu())
    #expect(Sequential(Tanh(), ReLU()).parameterCount == 0)
  }
}
