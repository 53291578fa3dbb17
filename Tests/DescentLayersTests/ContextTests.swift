import DescentLayers
import DescentTensor
import Foundation
import Testing

/// What layers are told, and what they leave behind.
@Suite struct ContextTests {
  /// A layer that adds up its inputs in a tensor that is not trained.
  private struct Counter: Layer {
    var count = Buffer(Tensor(0))
    func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
      if context.mode == .training {
        context.update(count, to: context.value(of: count) + x.sum())
      }
      return x + 1
    }
    mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("count", &count) }
  }

  @Test func updatesWaitUntilTheyAreApplied() {
    var model = Sequential(Counter(), Sequential(Tanh(), Counter()))
    var context = Context.training(using: Generator(seed: 0))
    #expect(model.buffers.map(\.path) == ["0.count", "1.1.count"])
    #expect(model.parameters.isEmpty)
    for _ in 0..<2 { _ = model(Tensor([1.0, 2]), in: &context) }
    #expect(model.buffers.map(\.buffer.value.scalar) == [0, 0])
    let before = model
    model.applyUpdates(from: &context)
    #expect(model.buffers[0].buffer.value.scalar == 6)
    #expect(abs(model.buffers[1].buffer.value.scalar - 2 * (tanh(2.0) + tanh(3.0))) < 1e-14)
    #expect(before.buffers.map(\.buffer.value.scalar) == [0, 0])
    // The context has forgotten them.
    let after = model.buffers.map(\.buffer.value)
    model.applyUpdates(from: &context)
    #expect(model.buffers.map(\.buffer.value) == after)
  }

  @Test func discardedUpdatesAreGone() {
    var model = Counter()
    var context = Context.training(using: Generator(seed: 0))
    _ = model(Tensor([5.0]), in: &context)
    #expect(context.hasUpdate(for: model.count))
    context.discardUpdates()
    model.applyUpdates(from: &context)
    #expect(model.count.value.scalar == 0)
  }

  @Test func updatesAreConstants() {
    let counter = Counter()
    let (_, gradient) = valueAndGradient(at: Tensor([1.0, 2])) { x in
      var context = Context.training(using: Generator(seed: 0))
      _ = counter(x, in: &context)
      return x.sum() * context.value(of: counter.count)
    }
    #expect(gradient == Tensor([3.0, 3]))
  }

  @Test func evaluationUpdatesNothing() {
    let counter = Counter()
    var context = Context.evaluation
    _ = Sequential(counter)(Tensor([1.0]), in: &context)
    #expect(context.mode == .evaluation && !context.hasUpdate(for: counter.count))
  }

  @Test func anUpdateOfAnotherShapeIsRefused() async {
    await #expect(processExitsWith: .failure) {
      var context = Context.training(using: Generator(seed: 0))
      context.update(Buffer(Tensor(0)), to: Tensor([1.0, 2]))
    }
  }

  @Test func activationsAreTheirFunctions() {
    let x = numbers([7])
    #expect(Tanh()(x) == x.tanh())
    #expect(Sigmoid()(x) == x.sigmoid())
    #expect(ReLU()(x) == x.relu())
    #expect(Sequential(Tanh(), ReLU()).parameterCount == 0)
  }
}
