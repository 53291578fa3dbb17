// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentLayers/DescentLayers.docc/WritingALayer.md.
import Descent
import Testing

@Suite struct WritingALayerSnippets {
  @Test func runs() throws {
    struct Block: Layer {
      var norm: LayerNorm
      var wide: Linear
      var narrow: Linear

      init(_ width: Int, using generator: inout Generator) {
        norm = LayerNorm(width)
        wide = Linear(from: width, to: 4 * width, using: &generator)
        narrow = Linear(from: 4 * width, to: width, using: &generator)
      }

      func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
        x + narrow(wide(norm(x, in: &context), in: &context).gelu(), in: &context)
      }

      mutating func visit(_ visitor: inout some ParameterVisitor) {
        visitor.visit("norm", &norm)
        visitor.visit("wide", &wide)
        visitor.visit("narrow", &narrow)
      }
    }

    var generator = Generator(seed: 0)
    let model = Sequential(Block(8, using: &generator), Linear(from: 8, to: 2, using: &generator))
    expectPrinted("[\"0.norm.weight\", \"0.norm.bias\", \"0.wide.weight\"]", model.parameters.map(\.path).prefix(3))
    expectPrinted("[5, 2]", model(Tensor.ones([5, 8])).shape)
    struct Scale: Layer {
      var factor = Parameter(Tensor.ones([1]))
      var calls = Buffer(Tensor.zeros([1]))

      func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
        if context.mode == .training { context.update(calls, to: context.value(of: calls) + 1) }
        return x * factor.value
      }

      mutating func visit(_ visitor: inout some ParameterVisitor) {
        visitor.visit("factor", &factor)
        visitor.visit("calls", &calls)
      }
    }

    var scale = Scale()
    var context = Context.training(using: generator)
    _ = scale(Tensor.ones([3]), in: &context)
    expectPrinted("[0.]  float32 [1]", scale.calls.value)
    scale.applyUpdates(from: &context)
    expectPrinted("[1.]  float32 [1]", scale.calls.value)
    struct Jitter: Layer {
      func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
        guard context.mode == .training else { return x }
        return x + 0.1 * Tensor.randn(x.shape, using: &context.generator)
      }
      mutating func visit(_ visitor: inout some ParameterVisitor) {}
    }
    expectPrinted("[1., 1.]  float32 [2]", Jitter()(Tensor.ones([2])))
    var wide = Generator(seed: 1)
    let point = Tensor.randn([3, 8], dtype: .float64, using: &wide)
    let check = checkGradient(at: [point]) { $0[0].tanh().squared().sum() }
    expectPrinted("true", check.error < 1e-6)
  }
}
