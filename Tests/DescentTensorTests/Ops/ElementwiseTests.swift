import Foundation
import Testing

@testable import DescentTensor

/// A function of each element: what it computes, where it is smooth, and the same by Foundation.
struct MapRow: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let low: Double
  let high: Double
  let function: @Sendable (Tensor) -> Tensor
  let reference: @Sendable (Double) -> Double

  init(
    _ name: String, _ low: Double, _ high: Double,
    _ function: @escaping @Sendable (Tensor) -> Tensor,
    _ reference: @escaping @Sendable (Double) -> Double
  ) {
    testDescription = name
    (self.low, self.high) = (low, high)
    (self.function, self.reference) = (function, reference)
  }

  /// A new function of each element is one row here.
  static let all: [MapRow] = [
    MapRow("negate", -2, 2, { -$0 }, { -$0 }),
    MapRow("abs of positive", 0.1, 2, { $0.abs() }, { abs($0) }),
    MapRow("abs of negative", -2, -0.1, { $0.abs() }, { abs($0) }),
    MapRow("sign", 0.1, 2, { $0.sign() }, { _ in 1 }),
    MapRow("sign of negative", -2, -0.1, { $0.sign() }, { _ in -1 }),
    MapRow("exp", -3, 3, { $0.exp() }, { exp($0) }),
    MapRow("log", 0.2, 4, { $0.log() }, { log($0) }),
    MapRow("log1p", -0.7, 3, { $0.log1p() }, { log1p($0) }),
    MapRow("sqrt", 0.2, 4, { $0.sqrt() }, { $0.squareRoot() }),
    MapRow("rsqrt", 0.2, 4, { $0.rsqrt() }, { 1 / $0.squareRoot() }),
    MapRow("squared", -2, 2, { $0.squared() }, { $0 * $0 }),
    MapRow("pow 3", -2, 2, { $0.pow(3) }, { pow($0, 3) }),
    MapRow("pow 2", -2, 2, { $0.pow(2) }, { $0 * $0 }),
    MapRow("pow 1", -2, 2, { $0.pow(1) }, { $0 }),
    MapRow("pow 0", -2, 2, { $0.pow(0) }, { _ in 1 }),
    MapRow("pow -1", 0.3, 2, { $0.pow(-1) }, { 1 / $0 }),
    MapRow("pow 0.5", 0.3, 2, { $0.pow(0.5) }, { $0.squareRoot() }),
    MapRow("pow -1.7", 0.3, 2, { $0.pow(-1.7) }, { pow($0, -1.7) }),
    MapRow("sin", -7, 7, { $0.sin() }, { sin($0) }),
    MapRow("cos", -7, 7, { $0.cos() }, { cos($0) }),
    MapRow("tanh", -3, 3, { $0.tanh() }, { tanh($0) }),
    MapRow("sigmoid", -5, 5, { $0.sigmoid() }, { 1 / (1 + exp(-$0)) }),
    MapRow("softplus", -5, 5, { $0.softplus() }, { log1p(exp($0)) }),
    MapRow("relu of positive", 0.1, 2, { $0.relu() }, { $0 }),
    MapRow("relu of negative", -2, -0.1, { $0.relu() }, { _ in 0 }),
    MapRow("clamped inside", -1, 1, { $0.clamped(from: -1.1, to: 1.1) }, { $0 }),
    MapRow("clamped below", -3, -1.2, { $0.clamped(from: -1.1, to: 1.1) }, { _ in -1.1 }),
    MapRow("clamped above", 1.2, 3, { $0.clamped(to: 1.1) }, { _ in 1.1 }),
    MapRow("clamped nowhere", -2, 2, { $0.clamped() }, { $0 }),
    MapRow("+ number", -2, 2, { $0 + 1.25 }, { $0 + 1.25 }),
    MapRow("number +", -2, 2, { 1.25 + $0 }, { 1.25 + $0 }),
    MapRow("- number", -2, 2, { $0 - 1.25 }, { $0 - 1.25 }),
    MapRow("number -", -2, 2, { 1.25 - $0 }, { 1.25 - $0 }),
    MapRow("* number", -2, 2, { $0 * 1.25 }, { $0 * 1.25 }),
    MapRow("number *", -2, 2, { 1.25 * $0 }, { 1.25 * $0 }),
    MapRow("/ number", -2, 2, { $0 / 1.25 }, { $0 / 1.25 }),
    MapRow("number /", 0.4, 2, { 1.25 / $0 }, { 1.25 / $0 }),
  ]
}

/// A function of two elements, broadcast.
struct ZipRow: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The bounds of the second argument; the first lies between 0.3 and 2.
  let low: Double
  let high: Double
  let function: @Sendable (Tensor, Tensor) -> Tensor
  let reference: @Sendable (Double, Double) -> Double

  init(
    _ name: String, _ low: Double, _ high: Double,
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ reference: @escaping @Sendable (Double, Double) -> Double
  ) {
    testDescription = name
    (self.low, self.high) = (low, high)
    (self.function, self.reference) = (function, reference)
  }

  /// A new function of two elements is one row here.
  static let all: [ZipRow] = [
    ZipRow("+", -2, 2, { $0 + $1 }, { $0 + $1 }),
    ZipRow("-", -2, 2, { $0 - $1 }, { $0 - $1 }),
    ZipRow("*", -2, 2, { $0 * $1 }, { $0 * $1 }),
    ZipRow("/", 0.4, 2, { $0 / $1 }, { $0 / $1 }),
    ZipRow("pow", -2, 2, { $0.pow($1) }, { pow($0, $1) }),
    ZipRow("atan2 on the right", 0.1, 2, { .atan2($0, $1) }, { atan2($0, $1) }),
    ZipRow("atan2 on the left", -2, -0.1, { .atan2($0, $1) }, { atan2($0, $1) }),
    ZipRow("atan2 below", -2, 2, { .atan2(-$0, $1) }, { atan2(-$0, $1) }),
    ZipRow("maximum, the first", -2, 0.2, { .maximum($0, $1) }, { max($0, $1) }),
    ZipRow("maximum, the second", 2.1, 3, { .maximum($0, $1) }, { max($0, $1) }),
    ZipRow("minimum, the first", 2.1, 3, { .minimum($0, $1) }, { min($0, $1) }),
    ZipRow("minimum, the second", -2, 0.2, { .minimum($0, $1) }, { min($0, $1) }),
  ]

  static let shapes: [(Shape, Shape)] = [
    ([2, 3], [2, 3]), ([3], [2, 3]), ([2, 1], [1, 3]), ([], [2, 3]), ([2, 3], []), ([], []),
    ([2, 1, 3], [4, 1]), ([2, 3, 1], [3, 2]), ([1, 1], [3]), ([0, 3], [1, 3]),
  ]

  func inputs(_ shapes: (Shape, Shape), _ dtype: DType = .float64) -> [Tensor] {
    [
      numbers(shapes.0, from: 0.3, to: 2, salt: 1, dtype: dtype),
      numbers(shapes.1, from: low, to: high, salt: 2, dtype: dtype),
    ]
  }
}

/// Values of the functions of elements, against Foundation in double precision.
@Suite struct ElementwiseTests {
  @Test(arguments: MapRow.all) func mapsEachElement(_ row: MapRow) {
    for dtype in [DType.float32, .float64] {
      for shape in [[2, 3] as Shape, [], [0, 2], [37]] {
        let x = numbers(shape, from: row.low, to: row.high, dtype: dtype)
        let y = row.function(x)
        #expect(y.shape == shape && y.dtype == dtype)
        for (u, v) in zip(x.doubles, y.doubles) {
          // A number takes the element type before it is computed with.
          #expect(ulps(v, row.reference(u), dtype) <= 4, "\(dtype) at \(u)")
        }
      }
    }
  }

  @Test(arguments: ZipRow.all) func zipsTwoElements(_ row: ZipRow) throws {
    for dtype in [DType.float32, .float64] {
      for shapes in ZipRow.shapes {
        let inputs = row.inputs(shapes, dtype)
        let (a, b) = (inputs[0], inputs[1])
        let y = row.function(a, b)
        let shape = try #require(a.shape.broadcast(with: b.shape))
        #expect(y.shape == shape && y.dtype == dtype)
        for i in 0..<y.count {
          let u = a.element(at: source(of: i, in: shape, a.shape))
          let v = b.element(at: source(of: i, in: shape, b.shape))
          #expect(ulps(y.element(at: i), row.reference(u, v), dtype) <= 2, "\(dtype) \(shapes)")
        }
      }
    }
  }

  /// Where element `i` of a broadcast result comes from.
  private func source(of i: Int, in shape: Shape, _ from: Shape) -> Int {
    var rest = i
    var place = 0
    var stride = 1
    for k in 1...max(1, shape.rank) where k <= shape.rank {
      let index = rest % shape[-k]
      rest /= shape[-k]
      guard k <= from.rank else { continue }
      place += (from[-k] == 1 ? 0 : index) * stride
      stride *= from[-k]
    }
    return place
  }

  @Test func assignmentsComputeInPlace() {
    var x = Tensor([1.0, 2, 3])
    x += Tensor([1.0, 1, 1])
    x *= Tensor(2)
    x -= Tensor([0.0, 1, 2])
    x /= Tensor(4)
    #expect(x == Tensor([1.0, 1.25, 1.5]))
    x += 1
    x *= 4
    x -= 3
    x /= 2
    #expect(x == Tensor([2.5, 3, 3.5]))
  }

  @Test func assignmentsKeepTheShape() async {
    await #expect(processExitsWith: .failure) {
      var x = Tensor([1.0, 2, 3])
      x += Tensor.ones([2, 3], dtype: .float64)
    }
    await #expect(processExitsWith: .failure) {
      var x = Tensor([1.0, 2, 3])
      x /= Tensor.ones([3, 1], dtype: .float64)
    }
  }

  @Test func typesAreNotMixed() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1.0]) + Tensor([Float(1)]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([Int32(1)]) + 0.5 }
    await #expect(processExitsWith: .failure) { _ = Tensor([Int32(1)]).exp() }
    await #expect(processExitsWith: .failure) { _ = Tensor([true]) + Tensor([true]) }
  }
}
