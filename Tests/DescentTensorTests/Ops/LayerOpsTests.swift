import Foundation
import Testing

@testable import DescentTensor

/// The operations that layers and losses are made of: gradients against differences to second order,
/// the two ways back against each other, and the same bits for any number of threads.
@Suite(.serialized) struct LayerOpsTests {
  private static let classes = Tensor([Int64(2), 0, -100, 1])
  private static let weights = Tensor([0.5, 2, 1])
  private static let statistics = (numbers([3], salt: 7), numbers([3], from: 0.5, to: 2, salt: 8))

  static let rows: [GradientRow] = [
    // No number of these lies within a step of 0.
    GradientRow("erf", [2, 3]) { $0.erf() },
    GradientRow("gelu", [2, 3]) { $0.gelu() },
    GradientRow("gelu tanh", [2, 3]) { $0.gelu(isTanh: true) },
    GradientRow("silu", [2, 3]) { $0.silu() },
    GradientRow("elu", [2, 3]) { $0.elu(alpha: 1.5) },
    GradientRow("leakyRelu", [2, 3]) { $0.leakyRelu(slope: 0.2).tanh() },
    GradientRow("softplus", [2, 3]) { $0.softplus(beta: 2, threshold: 1).tanh() },
    GradientRow("layerNorm", [numbers([3, 4]), numbers([4], salt: 1), numbers([4], salt: 2)]) {
      $0[0].layerNorm(over: [4], weight: $0[1], bias: $0[2]).tanh()
    },
    GradientRow("layerNorm of two axes", [2, 2, 3]) { $0.layerNorm(over: [2, 3]).tanh() },
    GradientRow("rms", [numbers([3, 4]), numbers([4], salt: 1)]) {
      $0[0].layerNorm(over: [4], weight: $0[1], epsilon: 0.1, centers: false).tanh()
    },
    GradientRow(
      "groupNorm", [numbers([2, 4, 3]), numbers([4], salt: 1), numbers([4], salt: 2)]
    ) {
      $0[0].groupNorm(groups: 2, weight: $0[1], bias: $0[2]).tanh()
    },
    GradientRow("groupNorm, flat", [numbers([2, 6]), numbers([6], salt: 1)]) {
      $0[0].groupNorm(groups: 2, weight: $0[1]).tanh()
    },
    GradientRow("instances", [numbers([2, 3]), numbers([3], salt: 1)]) {
      $0[0].reshaped(to: [1, 3, 2]).groupNorm(groups: 3, weight: $0[1]).tanh()
    },
    GradientRow("batchNorm", [numbers([4, 3]), numbers([3], salt: 1), numbers([3], salt: 2)]) {
      $0[0].batchNorm(weight: $0[1], bias: $0[2]).y.tanh()
    },
    GradientRow("batchNorm, 4 axes", [numbers([2, 3, 2, 2]), numbers([3], salt: 1)]) {
      $0[0].batchNorm(weight: $0[1]).y.tanh()
    },
    GradientRow("batchNorm, given", [numbers([4, 3]), numbers([3], salt: 1)]) {
      let dtype = $0[0].dtype
      return $0[0].batchNorm(
        mean: statistics.0.converted(to: dtype), variance: statistics.1.converted(to: dtype),
        weight: $0[1]
      ).tanh()
    },
    GradientRow("crossEntropy", [4, 3]) { $0.classCrossEntropy(classes) },
    GradientRow("crossEntropy, weighted", [4, 3]) {
      $0.classCrossEntropy(
        classes, weights: weights.converted(to: $0.dtype), smoothing: 0.25)
    },
    GradientRow("crossEntropy, smoothed", [4, 3]) {
      $0.classCrossEntropy(classes, smoothing: 0.1, ignored: 1 - 101)
    },
    GradientRow("classLikelihood", [4, 3]) {
      $0.tanh().classLikelihood(classes, weights: weights.converted(to: $0.dtype)).tanh()
    },
    GradientRow(
      "binaryCrossEntropy", [numbers([2, 3]), numbers([2, 3], from: 0, to: 1, salt: 1)]
    ) {
      $0[0].binaryCrossEntropy($0[1])
    },
    GradientRow(
      "binaryCrossEntropy, weighted", [numbers([2, 3]), numbers([2, 3], from: 0, to: 1, salt: 1)]
    ) {
      $0[0].binaryCrossEntropy($0[1], positiveWeight: weights.converted(to: $0[0].dtype))
    },
    GradientRow("lookup", [4, 2]) { $0.lookup(Tensor([Int32(3), 0, 3])).tanh() },
  ]

  @Test(arguments: rows) func agreesWithDifferences(_ row: GradientRow) {
    let first = checkGradient(at: row.inputs, of: row.function)
    #expect(first.error < 2e-8, "\(first)")
    let second = checkGradient(at: row.inputs, order: 2, of: row.function)
    #expect(second.error < 5e-8, "second order: \(second)")
  }

  @Test(arguments: rows) func bothPullbacksAgree(_ row: GradientRow) {
    for dtype in [DType.float32, .float64] {
      let inputs = row.inputs.map { $0.converted(to: dtype) }
      let (fused, recorded) = bothPullbacks(of: row.function, at: inputs)
      for (k, (a, b)) in zip(fused, recorded).enumerated() {
        #expect((a == nil) == (b == nil))
        guard let a, let b else { continue }
        #expect(a.shape == inputs[k].shape && a.dtype == dtype)
        #expect(difference(a, b) <= 32 * dtype.epsilon, "\(dtype), input \(k)")
      }
    }
  }

  @Test(arguments: [DType.float32, .float64]) func threadsDoNotMatter(_ dtype: DType) {
    let wide = numbers([300, 517], dtype: dtype)
    let deep = numbers([50, 12, 17, 19], dtype: dtype)
    let (w, b) = (numbers([517], salt: 1, dtype: dtype), numbers([517], salt: 2, dtype: dtype))
    let (wc, bc) = (numbers([12], salt: 1, dtype: dtype), numbers([12], salt: 2, dtype: dtype))
    let classes = Tensor((0..<300).map { Int64($0 % 517) })
    let operations: [(Tensor, Tensor, Tensor, @Sendable ([Tensor]) -> Tensor)] = [
      (wide, w, b, { $0[0].gelu() }), (wide, w, b, { $0[0].gelu(isTanh: true) }),
      (wide, w, b, { $0[0].silu() }), (wide, w, b, { $0[0].elu() }),
      (wide, w, b, { $0[0].layerNorm(over: [517], weight: $0[1], bias: $0[2]) }),
      (wide, w, b, { $0[0].batchNorm(weight: $0[1], bias: $0[2]).y }),
      (wide, w, b, { $0[0].groupNorm(groups: 11, weight: $0[1], bias: $0[2]) }),
      (deep, wc, bc, { $0[0].batchNorm(weight: $0[1], bias: $0[2]).y }),
      (deep, wc, bc, { $0[0].groupNorm(groups: 4, weight: $0[1], bias: $0[2]) }),
      (wide, w, b, { $0[0].classCrossEntropy(classes, weights: $0[1].squared(), smoothing: 0.1) }),
      (wide, w, b, { $0[0].binaryCrossEntropy($0[0].sigmoid(), positiveWeight: $0[1]) }),
    ]
    let before = Threads.count
    defer { Threads.count = before }
    for (k, (x, w, b, operation)) in operations.enumerated() {
      func results() -> [Tensor] {
        let cotangent = numbers(operation([x, w, b]).shape, salt: 3, dtype: dtype)
        return [operation([x, w, b])]
          + valueAndGradient(at: [x, w, b]) { (operation($0) * cotangent).sum() }.gradient
      }
      Threads.count = 1
      let one = results()
      for threads in [2, 3] {
        Threads.count = threads
        #expect(results() == one, "operation \(k) with \(threads) threads")
      }
    }
  }

  @Test func errorFunctionIsWithinTwoUnits() {
    for dtype in [DType.float32, .float64] {
      for (low, high) in [(-6.5, 6.5), (0.9, 1.1), (-1e-3, 1e-3), (-1e-30, 1e-30)] {
        let x = numbers([4000], from: low, to: high, dtype: dtype)
        for (u, v) in zip(x.doubles, x.erf().doubles) {
          #expect(ulps(v, erf(u), dtype) <= 2, "\(dtype) at \(u)")
        }
      }
      let special = Tensor([0, -0.0, .infinity, -.infinity, .nan, 100], dtype: dtype).erf()
      #expect(special.doubles.prefix(4) == [0, 0, 1, -1])
      #expect(special.doubles[1].sign == .minus)
      #expect(special.doubles[4].isNaN && special.doubles[5] == 1)
    }
  }

  @Test func confidentRowsKeepTheirDigits() {
    // −ln softmax of the winner: ln(1 + 2e⁻²⁰), lost if the sum were rounded with the 1.
    let z = Tensor([[20.0, 0, 0]])
    let loss = z.classCrossEntropy(Tensor([Int64(0)]))
    #expect(abs(loss.doubles[0] / log1p(2 * exp(-20)) - 1) < 1e-7)
  }

  @Test func activationsFarOutAreFinite() {
    let x = Tensor([-1e4, -60, 60, 1e4])
    for dtype in [DType.float32, .float64] {
      for function in [
        { $0.gelu() }, { $0.gelu(isTanh: true) }, { $0.silu() }, { $0.elu() }, { $0.erf() },
        { $0.softplus(beta: 3, threshold: 20) },
      ] as [(Tensor) -> Tensor] {
        let (value, gradient) = valueAndGradient(at: x.converted(to: dtype)) { function($0).sum() }
        #expect(value.isAllFinite && gradient.isAllFinite)
        let (fused, recorded) = bothPullbacks(
          of: { function($0[0]) }, at: [x.converted(to: dtype)])
        #expect(fused[0]?.isAllFinite == true && recorded[0]?.isAllFinite == true)
      }
    }
  }
}
