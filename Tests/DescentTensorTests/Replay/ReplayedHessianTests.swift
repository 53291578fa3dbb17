import DescentTensor
import Testing

@Suite("Replayed Hessian-vector products")
struct ReplayedHessianTests {
  struct Model: Module {
    var (a, b): (Parameter, Parameter)

    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("a", &a)
      visitor.visit("b", &b)
    }

    init(_ seed: UInt64) {
      var generator = Generator(seed: seed)
      a = Parameter(.randn([5, 3], dtype: .float64, using: &generator))
      b = Parameter(.randn([3, 2], dtype: .float64, using: &generator))
    }
  }

  @Test("The bits of the eager product, at every model and along every vector")
  func bits() {
    var generator = Generator(seed: 1)
    let x = Tensor.randn([7, 5], dtype: .float64, using: &generator)
    @Sendable func loss(_ model: Model) -> Tensor {
      x.matmul(model.a.value).tanh().matmul(model.b.value).squared().mean()
    }
    let hessian = ReplayedHessian(of: loss)
    var model = Model(1)
    for seed in 0..<7 {
      model.updateParameters { _, _, value in
        value = .randn(value.shape, dtype: .float64, using: &generator)
      }
      let v = model.parameters.map {
        Tensor.randn($0.parameter.value.shape, dtype: .float64, using: &generator)
      }
      let expected = hessianVectorProduct(at: model, along: v, of: loss).product
      #expect(hessian.product(at: model, along: v) == expected, "model \(seed)")
    }
    #expect(hessian.counts.recorded == 3 && hessian.counts.replayed == 4)
  }

  @Test("A loss that reads elements is computed eagerly")
  func reading() {
    let hessian = ReplayedHessian { (model: Model) in
      let y = model.a.value.squared().sum() * model.b.value.squared().sum()
      return y.scalar > 10 ? y : y * 2
    }
    let model = Model(1)
    let v = model.parameters.map { $0.parameter.value }
    let expected = hessianVectorProduct(at: model, along: v) { model in
      let y = model.a.value.squared().sum() * model.b.value.squared().sum()
      return y.scalar > 10 ? y : y * 2
    }.product
    for _ in 0..<4 { #expect(hessian.product(at: model, along: v) == expected) }
    #expect(hessian.counts.replayed == 0)
  }

  @Test("A function's values alone are replayed too, of any shape")
  func values() {
    let function = ReplayedFunction { w in (w[0].tanh() * w[1]).exp() }
    var generator = Generator(seed: 3)
    for _ in 0..<6 {
      let w = Tensor.randn([2, 40, 50], using: &generator)
      #expect(function(w) == (w[0].tanh() * w[1]).exp())
    }
  }
}
