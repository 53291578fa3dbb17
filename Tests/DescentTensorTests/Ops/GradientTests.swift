import Testing

@testable import DescentTensor

/// A differentiable function with the inputs to try it at.
struct GradientRow: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let inputs: [Tensor]
  /// Whether the derivative is not constant, so that the second order has something to check.
  let function: @Sendable ([Tensor]) -> Tensor

  init(
    _ name: String, _ inputs: [Tensor], _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    testDescription = name
    self.inputs = inputs
    self.function = function
  }

  init(_ name: String, _ shape: Shape, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.init(name, [numbers(shape)]) { function($0[0]) }
  }

  /// A new op that is not a function of elements is one row here.
  static let structural: [GradientRow] = [
    GradientRow("sum", [2, 3, 2]) { $0.sum() },
    GradientRow("sum 0 2", [2, 3, 2]) { $0.sum(axes: [0, 2]) },
    GradientRow("sum 1 keep", [2, 3, 2]) { $0.sum(axis: 1, keepingAxis: true) },
    GradientRow("sum of a scalar", []) { $0.sum() },
    GradientRow("mean", [2, 3]) { $0.mean() },
    GradientRow("mean -1", [2, 3]) { $0.mean(axis: -1) },
    GradientRow("variance", [2, 3]) { $0.variance() },
    GradientRow("variance 0", [4, 2]) { $0.variance(axes: [0], correction: 0, keepingAxes: true) },
    GradientRow("norm", [2, 3]) { $0.norm() },
    GradientRow("norm 1", [2, 3]) { $0.norm(axes: [1]) },
    GradientRow("norm 0 keep", [2, 3]) { $0.norm(axes: [0], keepingAxes: true) },
    GradientRow("max", [2, 3]) { $0.max() * $0 },
    GradientRow("max 0", [4, 3]) { $0.max(axes: [0]) * $0 },
    GradientRow("min 1 2", [2, 3, 2]) { $0.min(axes: [1, 2], keepingAxes: true) * $0 },
    GradientRow("logSumExp", [2, 3]) { $0.logSumExp(axis: -1) },
    GradientRow("logSumExp 0", [2, 3]) { $0.logSumExp(axis: 0, keepingAxis: true) },
    GradientRow("logSumExp 0 2", [2, 3, 2]) { $0.logSumExp(axes: [0, 2]) },
    GradientRow("logSumExp of all", [2, 3]) { $0.logSumExp() },
    GradientRow("softmax", [2, 3]) { $0.softmax() },
    GradientRow("softmax 0", [3, 2]) { $0.softmax(axis: 0) },
    GradientRow("softmax 1 of 3", [2, 3, 2]) { $0.softmax(axis: 1) },
    GradientRow("logSoftmax", [2, 3]) { $0.logSoftmax() },
    GradientRow("logSoftmax 0", [3, 2]) { $0.logSoftmax(axis: 0) },
    GradientRow("reshaped", [2, 3]) { $0.reshaped(to: [3, -1]) * $0.reshaped(to: [3, 2]) },
    GradientRow("transposed", [2, 3]) { $0.transposed.tanh() },
    GradientRow("permuted", [2, 3, 2]) { $0.permuted([2, 0, 1]).tanh() },
    GradientRow("broadcast", [2, 1]) { $0.broadcast(to: [3, 2, 4]).tanh() },
    GradientRow("broadcast of a scalar", []) { $0.broadcast(to: [3, 2]).tanh() },
    GradientRow("expandingAxis", [2, 3]) { $0.expandingAxis(1) * $0.expandingAxis(0) },
    GradientRow("squeezed", [2, 1, 3]) { $0.squeezed(axis: 1).tanh() },
    GradientRow("split", [5, 2]) { x in
      let parts = x.split(lengths: [2, 1, 2])
      return parts[0] * parts[2] + parts[1]
    },
    GradientRow("gather", [3, 2]) { $0.gather([2, 0, 2, -1]).tanh() },
    GradientRow("gather 1", [2, 3]) {
      $0.gather(Tensor([Int32(1), 1, 0, 2], shape: [2, 2]), axis: 1).tanh()
    },
    GradientRow("picking", [3, 4]) { $0.picking(Tensor([Int32(3), 0, -2])).tanh() },
    GradientRow("row", [3, 2]) { $0[1].tanh() * $0[-1] },
    GradientRow("element", [3, 2]) { ($0[1][0] * $0[2, 1]).tanh() },
    GradientRow("slice", [4, 3]) { $0[1..<3, .strided(by: -2)].tanh() },
    GradientRow("slice with a new axis", [4, 3]) { $0[.ellipsis, .newAxis, 1].tanh() },
    GradientRow("converted", [2, 3]) { $0.converted(to: .float64).tanh() },
    GradientRow("concatenate", [numbers([2, 3]), numbers([2, 2], salt: 1)]) {
      .concatenate([$0[0], $0[1].tanh(), $0[0]], axis: 1).squared()
    },
    GradientRow("stack", [numbers([2, 3]), numbers([2, 3], salt: 1)]) {
      .stack($0, axis: -1).tanh()
    },
    GradientRow("select", [numbers([2, 3]), numbers([3], salt: 1), numbers([2, 1], salt: 2)]) {
      ($0[0] .> 0).select($0[1], $0[2]).tanh()
    },
    GradientRow("assignment", [numbers([3, 2]), numbers([2], salt: 1)]) {
      var y = $0[0].squared()
      y[1] = $0[1].tanh()
      y[.all, 0] = $0[1][0] * $0[1][1]
      return y.squared()
    },
    GradientRow("vector vector", [numbers([3]), numbers([3], salt: 1)]) { $0[0].matmul($0[1]) },
    GradientRow("matrix vector", [numbers([2, 3]), numbers([3], salt: 1)]) { $0[0].matmul($0[1]) },
    GradientRow("vector matrix", [numbers([3]), numbers([3, 2], salt: 1)]) { $0[0].matmul($0[1]) },
    GradientRow("matmul", [numbers([2, 3]), numbers([3, 4], salt: 1)]) {
      $0[0].matmul($0[1]).tanh()
    },
    GradientRow("matmul batched", [numbers([2, 2, 3]), numbers([2, 3, 2], salt: 1)]) {
      $0[0].matmul($0[1]).tanh()
    },
    GradientRow("matmul broadcast", [numbers([2, 1, 2, 3]), numbers([3, 3, 2], salt: 1)]) {
      $0[0].matmul($0[1]).tanh()
    },
    GradientRow("matmul by one matrix", [numbers([3, 2, 2]), numbers([2, 2], salt: 1)]) {
      $0[0].matmul($0[1]).tanh()
    },
    GradientRow("matmul, left transposed", [numbers([3, 2]), numbers([3, 4], salt: 1)]) {
      $0[0].matmul($0[1], transposingLeft: true).tanh()
    },
    GradientRow("matmul, right transposed", [numbers([2, 3]), numbers([4, 3], salt: 1)]) {
      $0[0].matmul($0[1], transposingRight: true).tanh()
    },
    GradientRow("matmul, both transposed", [numbers([2, 3, 2]), numbers([4, 3], salt: 1)]) {
      $0[0].matmul($0[1], transposingLeft: true, transposingRight: true).tanh()
    },
    GradientRow("custom", [2, 3]) { x in
      .custom(of: [x], value: x.detached.sin()) { [$0 * x.cos()] }
    },
  ]

  static let maps = MapRow.all.map { row in
    GradientRow(row.testDescription, [numbers([2, 3], from: row.low, to: row.high)]) {
      row.function($0[0])
    }
  }

  static let zips = ZipRow.all.flatMap { row in
    ZipRow.shapes.map { shapes in
      GradientRow("\(row.testDescription) \(shapes.0) \(shapes.1)", row.inputs(shapes)) {
        row.function($0[0], $0[1])
      }
    }
  }

  static let all = structural + maps + zips
}

/// Gradients of every op against central differences, and of the gradients; the two ways back of each
/// against each other.
@Suite struct GradientTests {
  @Test(arguments: GradientRow.all) func agreesWithDifferences(_ row: GradientRow) {
    let first = checkGradient(at: row.inputs, of: row.function)
    #expect(first.error < 2e-8, "\(first)")
    let second = checkGradient(at: row.inputs, order: 2, of: row.function)
    #expect(second.error < 2e-8, "second order: \(second)")
  }

  @Test(arguments: GradientRow.all) func bothPullbacksAgree(_ row: GradientRow) {
    for dtype in [DType.float32, .float64] where row.testDescription != "converted" {
      let inputs = row.inputs.map { $0.converted(to: dtype) }
      let (fused, recorded) = bothPullbacks(of: row.function, at: inputs)
      for (k, (a, b)) in zip(fused, recorded).enumerated() {
        #expect((a == nil) == (b == nil))
        guard let a, let b else { continue }
        #expect(a.shape == inputs[k].shape && a.dtype == dtype)
        // Both round in the same places, but for what cancels in a sum.
        #expect(difference(a, b) <= 4 * dtype.epsilon, "\(dtype), input \(k)")
      }
    }
  }

  @Test func maskedCotangentsAreZeroInBothPullbacks() {
    // An infinite cotangent where the function is flat must not become not-a-number.
    let x = Tensor([-1.0, 2])
    for function in [{ $0[0].relu() }, { $0[0].clamped(from: 0, to: 3) }] as [([Tensor]) -> Tensor]
    {
      let (fused, recorded) = bothPullbacks(
        of: { (function($0) * Tensor([Double.infinity, 1])).relu() + function($0) }, at: [x])
      #expect(fused[0]?.doubles.map(\.isNaN) == recorded[0]?.doubles.map(\.isNaN))
      let tape = Tape.open()
      defer { tape.pointee.close() }
      let y = function([tape.pointee.watch(x)])
      for differentiable in [false, true] {
        Tape.backward(
          tape, from: y, seed: Tensor([-Double.infinity, -1]), differentiable: differentiable
        ) { #expect($1?.doubles == [0, -1], "leaf \($0)") }
      }
    }
  }

  @Test func kinksTakeTorchsSide() {
    func slope(_ x: [Double], _ f: (Tensor) -> Tensor) -> [Double] {
      valueAndGradient(at: Tensor(x)) { f($0).sum() }.gradient.doubles
    }
    #expect(slope([0, -0.0]) { $0.abs() } == [0, 0])
    #expect(slope([0]) { $0.relu() } == [0])
    #expect(slope([-1, 1]) { $0.clamped(from: -1, to: 1) } == [1, 1])
    #expect(slope([3, 1, 3]) { $0.max() } == [0.5, 0, 0.5])
    #expect(slope([3, 1, 1]) { $0.min() } == [0, 0.5, 0.5])
    #expect(slope([2]) { .maximum($0, Tensor([2.0])) } == [0.5])
    #expect(slope([2]) { .minimum($0, Tensor([2.0])) } == [0.5])
    #expect(slope([0, 0]) { $0.norm() } == [0, 0])
    #expect(slope([0, 2]) { $0.pow(2) } == [0, 4])
    #expect(slope([0, 2]) { $0.pow(0) } == [0, 0])
  }

  @Test func powersWithZerosHaveTorchsGradients() {
    let a = Tensor([0.0, 0, 0, 2])
    let b = Tensor([0.0, 2, 1, 0])
    let (_, gradient) = valueAndGradient(at: [a, b]) { $0[0].pow($0[1]).sum() }
    #expect(gradient[0].doubles == [0, 0, 1, 0])
    #expect(gradient[1].doubles == [0, 0, 0, Tensor(2).log().scalar])
  }

  @Test func emptyTensorsHaveEmptyGradients() {
    let x = Tensor.zeros([0, 3])
    let (value, gradient) = valueAndGradient(at: x) { ($0.tanh() * 2).sum() }
    #expect(value.scalar == 0)
    #expect(gradient.shape == [0, 3])
    for reduce in [{ $0.logSumExp(axis: 1) }, { $0.max(axis: 1) }, { $0.mean(axis: 1) }]
      as [(Tensor) -> Tensor]
    {
      #expect(reduce(x).shape == [0])
      #expect(valueAndGradient(at: x) { reduce($0).sum() }.gradient.shape == [0, 3])
    }
  }
}
