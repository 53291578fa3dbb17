import Testing
import DescentTensor

/// An operation whose recording is compared with itself: inputs between 0.25 and 1.25.
struct ReplayCase: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [Shape]
  /// What is drawn and added to the inputs.
  var draws: @Sendable ([Tensor], inout Generator) -> [Tensor]
  let body: @Sendable ([Tensor]) -> Tensor

  var testDescription: String { name }

  init(
    _ name: String, _ shapes: [Shape] = [[3, 4]],
    draws: @escaping @Sendable ([Tensor], inout Generator) -> [Tensor] = { x, _ in
      x.map { Tensor(zerosLike: $0) }
    },
    _ body: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.name = name
    self.shapes = shapes
    self.draws = draws
    self.body = body
  }
}

extension ReplayCase {
  /// Every operation.
  static let all: [ReplayCase] =
    rows + elementwise + broadcasts + reductions + shapes + images + random + layers

  private static let images: [ReplayCase] = [
    ReplayCase("conv2d", [[2, 4, 7, 6], [6, 2, 3, 2], [6]]) {
      $0[0].conv2d(
        $0[1], bias: $0[2], stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2)
    },
    ReplayCase("conv2d and relu", [[9, 3, 20, 20], [8, 3, 3, 3]]) {
      ($0[0] - 0.7).conv2dRelu($0[1] - 0.7, padding: .same)
    },
    ReplayCase("a residual block", [[2, 3, 6, 5], [3, 3, 3, 3], [3]]) {
      let x = $0[0] - 0.7
      return x.conv2dRelu($0[1] - 0.7, bias: $0[2], adding: x, padding: 1)
    },
    ReplayCase("conv1d", [[2, 3, 9], [2, 3, 4]]) { $0[0].conv1d($0[1], padding: 1) },
    ReplayCase("maxPool2d", [[3, 2, 7, 8]]) {
      $0[0].maxPool2d(2) + $0[0].adaptiveMaxPool2d([3, 4])
    },
    ReplayCase("avgPool2d", [[3, 2, 6, 8]]) {
      $0[0].avgPool2d(2) + $0[0].adaptiveAvgPool2d([3, 4])
    },
  ]

  /// Every function of elements that has a row, between the bounds of that.
  private static let rows: [ReplayCase] =
    MapRow.all.map { row in
      ReplayCase(row.testDescription) { row.function(stretched($0[0], row.low, row.high)) }
    }
    + ZipRow.all.map { row in
      ReplayCase(row.testDescription, [[3, 4], [3, 1]]) {
        row.function($0[0] + 0.3, stretched($0[1], row.low, row.high))
      }
    }

  /// From between 0.25 and 1.25 to between other bounds.
  private static func stretched(_ x: Tensor, _ low: Double, _ high: Double) -> Tensor {
    (x - 0.25) * (high - low) + low
  }

  private static let elementwise: [ReplayCase] = [
    ReplayCase("numbers") { 2 / (($0[0] * 3 + 1) / 4 - 7) - (1 - $0[0]) },
    ReplayCase("select") { ($0[0] .> 0.7).select($0[0] * 2, $0[0] * $0[0]) },
    ReplayCase("in float64") { $0[0].converted(to: .float64).tanh().converted(to: $0[0].dtype) },
    ReplayCase("a value used often") { x in
      (0..<5).reduce(x[0]) { y, _ in y * x[0] + y }
    },
    ReplayCase("a long chain", [[40_000]]) { (($0[0] * 2).tanh() + $0[0]).sigmoid() * $0[0] },
    ReplayCase("chains with other work between", [[5000], [5000], []]) { x in
      let a = (x[0] * x[1]).exp() + x[2]
      let b = (a .> 2).select(a * x[1], -a) / (x[0].sum() + a)
      return (b + a[3]).tanh() * x[2] - b.abs()
    },
    ReplayCase("a chain of many", [[4096]]) { x in
      (0..<80).reduce(x[0]) { y, k in (y * x[0] + Double(k)).sqrt() }
    },
    ReplayCase("an unread value") { x in
      _ = (x[0] * 3).exp()
      return x[0] * 2
    },
    ReplayCase("a constant") {
      $0[0] * Tensor.linspace(from: 1, to: 2, count: 4, dtype: $0[0].dtype)
    },
  ]

  private static let broadcasts: [ReplayCase] = [
    ReplayCase("add", [[3, 4], [3, 4]]) { $0[0] + $0[1] },
    ReplayCase("add a row", [[3, 4], [4]]) { $0[0] + $0[1] },
    ReplayCase("subtract a column", [[3, 4], [3, 1]]) { $0[0] - $0[1] },
    ReplayCase("multiply by a scalar", [[3, 4], []]) { $0[0] * $0[1] },
    ReplayCase("divide", [[2, 1, 3], [4, 1]]) { $0[0] / $0[1] },
    ReplayCase("pow", [[3, 4], [4]]) { $0[0].pow($0[1]) },
    ReplayCase("maximum", [[3, 4], [3, 4]]) { .maximum($0[0], $0[1]) },
    ReplayCase("minimum", [[3, 4], [4]]) { .minimum($0[0], $0[1]) },
    ReplayCase("broadcast", [[3, 1]]) { $0[0].broadcast(to: [2, 3, 5]) },
    ReplayCase("an element of itself", [[40_000]]) { ($0[0] * 2) * ($0[0] * 2)[0] },
  ]

  private static let reductions: [ReplayCase] = [
    ReplayCase("sum") { $0[0].sum() },
    ReplayCase("sum of an axis", [[3, 4, 2]]) { $0[0].sum(axes: [0, 2]) },
    ReplayCase("a great sum", [[7, 9000]]) { $0[0].sum(axis: 1) },
    ReplayCase("mean") { $0[0].mean(axis: 0) },
    ReplayCase("variance") { $0[0].variance(axis: 1) },
    ReplayCase("norm") { $0[0].norm(axis: 1) },
    ReplayCase("max") { $0[0].max(axis: 1) },
    ReplayCase("min") { $0[0].min() },
    ReplayCase("softmax") { $0[0].softmax() },
    ReplayCase("softmax of columns") { $0[0].softmax(axis: 0) },
    ReplayCase("logSoftmax") { $0[0].logSoftmax() },
    ReplayCase("logSumExp") { $0[0].logSumExp(axis: 1) },
    ReplayCase("matmul", [[3, 4], [4, 5]]) { $0[0].matmul($0[1]) },
    ReplayCase("linear", [[6, 4], [5, 4], [5]]) { $0[0].linear($0[1], bias: $0[2]) },
    ReplayCase("linear and relu", [[2, 3, 4], [5, 4], [5]]) {
      $0[0].linearRelu($0[1], bias: $0[2])
    },
    ReplayCase("batched matmul", [[2, 3, 4], [4, 5]]) { $0[0].matmul($0[1]) },
    ReplayCase("matrix times vector", [[3, 4], [4]]) { $0[0].matmul($0[1]) },
    ReplayCase("two layers", [[8, 6], [6, 5], [5], [5, 2]]) {
      ($0[0].matmul($0[1]) + $0[2]).relu().matmul($0[3])
    },
  ]

  private static let shapes: [ReplayCase] = [
    ReplayCase("reshaped") { $0[0].reshaped(to: [2, 6]) * 2 },
    ReplayCase("permuted", [[2, 3, 4]]) { $0[0].permuted([2, 0, 1]) },
    ReplayCase("a row") { $0[0][1] * $0[0][2] },
    ReplayCase("a slice") { $0[0][1..., .strided(by: 2)] },
    ReplayCase("an assigned slice", [[3, 4], [4]]) { x in
      var y = x[0]
      y[1] = x[1]
      return y * x[0]
    },
    ReplayCase("an assigned row of a value", [[3, 4], [4]]) { x in
      var y = x[0] * 2
      y[1] = x[1]
      return y
    },
    ReplayCase("concatenate", [[3, 4], [2, 4]]) { .concatenate([$0[0], $0[1], $0[0]]) },
    ReplayCase("stack", [[3], [3]]) { .stack([$0[0], $0[1]], axis: 1) },
    ReplayCase("split") { x in
      let parts = x[0].split(count: 2, axis: 1)
      return parts[0] * parts[1]
    },
    ReplayCase("gather", [[5, 3]]) { $0[0].gather([4, 0, 4, -2]) },
    ReplayCase("gather by what was computed", [[5, 3]]) { $0[0].gather($0[0].argmax(axis: 0)) },
    ReplayCase("picking", [[5, 3]]) { $0[0].picking($0[0].argmin(axis: 1)) },
  ]

  private static let random: [ReplayCase] = [
    ReplayCase(
      "dropout", draws: drawn { .dropoutMask($0, probability: 0.4, dtype: $1, using: &$2) }
    ) {
      $0[0] * 2
    },
    ReplayCase(
      "bernoulli", draws: drawn { .bernoulli($0, probability: 0.4, dtype: $1, using: &$2) }
    ) {
      $0[0] * 2
    },
    ReplayCase("rand", draws: drawn { .rand($0, dtype: $1, using: &$2) }) { $0[0].exp() },
    ReplayCase("randn", draws: drawn { .randn($0, dtype: $1, using: &$2) }) { $0[0].exp() },
    ReplayCase("uniform", draws: drawn { .uniform($0, from: 1, to: 3, dtype: $1, using: &$2) }) {
      $0[0].exp()
    },
    ReplayCase("exponential", draws: drawn { .exponential($0, dtype: $1, using: &$2) }) {
      $0[0].sqrt()
    },
    ReplayCase(
      "an unread draw",
      draws: { x, generator in
        _ = Tensor.rand([3], using: &generator)
        return x.map { .rand($0.shape, dtype: $0.dtype, using: &generator) }
      }
    ) { $0[0] * 2 },
  ]

  private static func drawn(
    _ draw: @escaping @Sendable (Shape, DType, inout Generator) -> Tensor
  ) -> @Sendable ([Tensor], inout Generator) -> [Tensor] {
    { inputs, generator in inputs.map { draw($0.shape, $0.dtype, &generator) } }
  }
}
