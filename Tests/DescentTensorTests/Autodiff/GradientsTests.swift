import Testing

@testable import DescentTensor

/// Gradients of models: by parameter, added up, tied, and inside `record`.
@Suite struct GradientsTests {
  private struct Line: Module {
    var slope = Parameter(Tensor([2.0, -1.0]))
    var shift: Parameter? = Parameter(Tensor(0.5))
    var unused = Parameter(Tensor([Float(1), 2, 3]))
    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("slope", &slope)
      visitor.visit("shift", &shift)
      visitor.visit("unused", &unused)
    }
    func callAsFunction(_ x: Tensor) -> Tensor {
      let y = (slope.value * x).sum()
      return shift.map { y + $0.value } ?? y
    }
  }

  private struct Pair: Module {
    var left = Line()
    var right = Line()
    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("left", &left)
      visitor.visit("right", &right)
    }
  }

  private let x = Tensor([3.0, 4.0])

  @Test func eachParameterHasItsGradient() throws {
    let model = Line()
    let (value, gradients) = valueAndGradient(at: model) { ($0(x)).squared() }
    #expect(value.scalar == 6.25)
    #expect(gradients.values == [x * 5, Tensor(5), Tensor([Float(0), 0, 0])])
    #expect(gradients[model.slope] == x * 5)
    #expect(gradients[try #require(model.shift)] == Tensor(5))
    #expect(gradients[Parameter(Tensor(1))] == nil)
    let squares: Double = 225 + 400 + 25
    #expect(gradients.norm == squares.squareRoot())
    #expect(gradients.isFinite)
  }

  @Test func parametersAreListedByPath() {
    var model = Pair()
    #expect(
      model.parameters.map(\.path) == [
        "left.slope", "left.shift", "left.unused", "right.slope", "right.shift", "right.unused",
      ])
    #expect(model.parameterCount == 12)
    model.right.slope = model.left.slope
    #expect(model.parameterCount == 10)
    model.right.shift = nil
    #expect(model.parameters.count == 5)
    var seen: [String] = []
    model.updateParameters { position, path, value in
      #expect(position == seen.count)
      seen.append(path)
      value = value * 0
    }
    #expect(seen == model.parameters.map(\.path))
    #expect(model.left.slope.value == Tensor([0.0, 0]))
  }

  @Test func tiedParametersShareTheSum() {
    var model = Pair()
    model.right.slope = model.left.slope
    let (_, gradients) = valueAndGradient(at: model) { $0.left(x) + 10 * $0.right(x) }
    #expect(gradients.values[0] == x * 11)
    #expect(gradients.values[3] == x * 11)
    let squares: Double = 121 * 25 + 1 + 100
    #expect(gradients.norm == squares.squareRoot())
  }

  @Test func gradientsAddUpAndScale() {
    let model = Line()
    var sum = valueAndGradient(at: model) { $0(x) }.gradient
    sum += valueAndGradient(at: model) { $0(x * 2) }.gradient
    #expect(sum.values[0] == x * 3)
    sum.scale(by: 0.5)
    #expect(sum.values[0] == x * 1.5)
  }

  @Test func gradientsOfOtherModelsAreNotAdded() async {
    await #expect(processExitsWith: .failure) {
      var a = valueAndGradient(at: Line()) { $0(Tensor([1.0, 1])) }.gradient
      a += valueAndGradient(at: Line()) { $0(Tensor([1.0, 1])) }.gradient
    }
  }

  @Test func recordedModelsGoBackwardsMoreThanOnce() {
    let model = Line()
    let (first, second, other) = record(model) { model -> (Gradients, Gradients, Gradients) in
      let y = model(x)
      let loss = y.squared()
      let first = loss.backward()
      return (first, loss.backward(), y.backward())
    }
    #expect(first.values == second.values)
    #expect(first.values[0] == x * 5 && other.values[0] == x)
  }

  @Test func recordingsNestInsideOneAnother() {
    let model = Line()
    let gradients = record(model) { outer in
      let inner = record(model) { inner in (inner(x) * outer(x)).backward() }
      // ∂/∂w of (inner · outer) is x · outer(x), whose own gradient by the outer slope is x xᵀ.
      return inner.values[0].sum().backward()
    }
    #expect(gradients.values[0] == x * 7)
  }

  @Test func backwardRefusesForeignValues() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(1).backward() }
    await #expect(processExitsWith: .failure) { _ = record(Line()) { _ in Tensor(1).backward() } }
    await #expect(processExitsWith: .failure) {
      let ended = record(Line()) { $0(Tensor([1.0, 1])) }
      _ = record(Line()) { _ in ended.backward() }
    }
    await #expect(processExitsWith: .failure) {
      _ = record(Line()) { ($0.slope.value * 2).backward() }
    }
    await #expect(processExitsWith: .failure) {
      _ = valueAndGradient(at: Tensor(1)) { x in
        _ = x.backward()
        return x
      }
    }
  }

  @Test func normsNeitherOverflowNorVanish() {
    struct One: Module {
      var w: Parameter
      mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("w", &w) }
    }
    for size in [1e20, 1.0, 1e-25] {
      let w = Tensor(repeating: size, shape: [3, 100])
      let model = One(w: Parameter(w))
      let gradients = valueAndGradient(at: model) { ($0.w.value * w).sum() }.gradient
      let exact = Double(Float(size)) * 300.0.squareRoot()
      #expect(abs(gradients.norm / exact - 1) < 1e-14, "\(size)")
      #expect(gradients.isFinite)
    }
    for bad in [Double.nan, .infinity] {
      let model = One(w: Parameter(Tensor([1.0, bad])))
      let gradients = valueAndGradient(at: model) { $0.w.value.squared().sum() }.gradient
      #expect(!gradients.isFinite)
    }
  }
}
