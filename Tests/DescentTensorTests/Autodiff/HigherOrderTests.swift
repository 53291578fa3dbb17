import Testing

@testable import DescentTensor

/// Hessians, their products, and derivatives along a vector.
@Suite struct HigherOrderTests {
  private let point = Tensor([0.7, -1.2, 0.4])

  private func f(_ x: Tensor) -> Tensor {
    x[0] * x[0] * x[1] + (x[1] * x[2]).sin() + x[2].exp() * x[0]
  }

  /// The Hessian of `f` by hand.
  private var byHand: Tensor {
    let (x, y, z) = (0.7, -1.2, 0.4)
    let (s, c) = (Tensor(y * z).sin().scalar, Tensor(y * z).cos().scalar)
    let e = Tensor(z).exp().scalar
    let yz: Double = c - y * z * s
    let zz: Double = e * x - y * y * s
    let rows: [[Double]] = [[2 * y, 2 * x, e], [2 * x, -z * z * s, yz], [e, yz, zz]]
    return Tensor(rows)
  }

  @Test func hessianIsTheOneByHand() {
    #expect(difference(hessian(at: point, of: f), byHand) < 1e-14)
    let square = hessian(at: numbers([2, 2])) { ($0 * $0).sum() }
    #expect(square == Tensor.identity(4, dtype: .float64) * 2)
  }

  @Test func productsAreTheHessiansColumns() {
    let v = Tensor([0.3, -0.8, 2])
    let (value, gradient, product) = hessianVectorProduct(at: point, along: v, of: f)
    #expect(value.scalar == f(point).scalar)
    #expect(difference(gradient, valueAndGradient(at: point, of: f).gradient) < 1e-15)
    #expect(difference(product, byHand.matmul(v)) < 1e-14)
  }

  @Test func resultsKeepTheirHistoryInsideARecording() {
    // d/dx of (value + sum of the gradient + sum of H v) for f = Σ x³, v = 1: 3 x² + 6 x + 6.
    let x = Tensor([0.5, -2.0])
    let (_, slope) = valueAndGradient(at: x) { x in
      let h = hessianVectorProduct(at: x, along: Tensor([1.0, 1])) { ($0 * $0 * $0).sum() }
      return h.value + h.gradient.sum() + h.product.sum()
    }
    let expected: Tensor = 3 * x * x + 6 * x + 6
    #expect(difference(slope, expected) < 1e-14)
    let (_, along) = valueAndGradient(at: x) { x in
      let d = derivative(at: x, along: Tensor([1.0, 2])) { $0 * $0 }
      return d.value.sum() + d.derivative.sum()
    }
    #expect(difference(along, 2 * x + Tensor([2.0, 4])) < 1e-14)
  }

  @Test func derivativeAlongAVector() {
    let v = Tensor([1.0, 2, -1])
    let (value, along) = derivative(at: point, along: v) { $0.sin() * $0[0] }
    #expect(value == point.sin() * point[0])
    let expected: Tensor = point.cos() * v * 0.7 + point.sin() * 1
    #expect(difference(along, expected) < 1e-15)
    #expect(derivative(at: point, along: v) { _ in Tensor(3) }.derivative.scalar == 0)
  }

  private struct Tied: Module {
    var a = Parameter(Tensor([0.5, -1.5]))
    var b: Parameter
    var c = Parameter(Tensor([2.0, 1.0]))
    init() { b = a }
    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("a", &a)
      visitor.visit("b", &b)
      visitor.visit("c", &c)
    }
  }

  @Test func tiedParametersCountOnce() {
    // f = Σ a b c with b = a, so f = Σ a² c: H v = (2 c v + 2 a w, 2 a v).
    let model = Tied()
    let (a, c) = (model.a.value, model.c.value)
    let (v, w) = (Tensor([1.0, 2]), Tensor([-1.0, 0.5]))
    let (value, gradient, product) = hessianVectorProduct(at: model, along: [v, v, w]) {
      ($0.a.value * $0.b.value * $0.c.value).sum()
    }
    #expect(value.scalar == (a * a * c).sum().scalar)
    #expect(gradient == [2 * a * c, 2 * a * c, a * a])
    let first: Tensor = 2 * c * v + 2 * a * w
    #expect(product == [first, first, 2 * a * v])
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      _ = hessianVectorProduct(at: Tensor([1.0, 2]), along: Tensor([1.0])) { $0.sum() }
    }
    await #expect(processExitsWith: .failure) {
      _ = hessianVectorProduct(at: Tied(), along: [Tensor(1), Tensor(1), Tensor(1)]) {
        ($0.a.value * $0.c.value).sum()
      }
    }
    await #expect(processExitsWith: .failure) {
      _ = derivative(at: Tensor([1.0, 2]), along: Tensor([1.0])) { $0.sum() }
    }
  }
}
