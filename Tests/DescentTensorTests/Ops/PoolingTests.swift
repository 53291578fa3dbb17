import Testing

@testable import DescentTensor

/// Poolings in what torch's cases do not reach: equal elements, not a number, second derivatives.
@Suite struct PoolingTests {
  @Test func ofEqualElementsTheFirstCounts() {
    let x = Tensor.ones([1, 4, 5], dtype: .float64)
    for ceils in [false, true] {
      let (_, g) = valueAndGradient(at: x) {
        ($0.maxPool2d(2, ceilMode: ceils) * Tensor(3, dtype: .float64)).sum()
      }
      #expect(g[0, 0] == Tensor([3.0, 0, 3, 0, ceils ? 3 : 0]))
      #expect(g[0, 1] == Tensor.zeros([5], dtype: .float64))
    }
  }

  @Test func notANumberWins() {
    for dtype in [DType.float32, .float64] {
      var x = numbers([1, 1, 4, 4], dtype: dtype)
      x[0, 0, 1, 2] = Tensor(.nan, dtype: dtype)
      #expect(x.maxPool2d(2).doubles.map(\.isNaN) == [false, true, false, false])
      #expect(x.maxPool2d(3, stride: 1).doubles.map(\.isNaN) == [true, true, true, true])
      #expect(
        Tensor(repeating: -.infinity, shape: [1, 2, 2], dtype: dtype).maxPool2d(2).doubles
          == [-.infinity])
    }
  }

  /// The form for 2 × 2 windows side by side against the general one.
  @Test func halvingHasTheBitsOfTheGeneralForm() {
    for dtype in [DType.float32, .float64] {
      let x = numbers([2, 3, 9, 75], dtype: dtype)
      let g = numbers([2, 3, 4, 37], salt: 1, dtype: dtype)
      func run(_ kernel: AxisPair, _ x: Tensor) -> (Tensor, Tensor) {
        valueAndGradient(at: x) {
          ($0.maxPool2d(kernel, stride: 2)[.all, .all, ..<4, ..<37] * g).sum()
        }
      }
      let halved = run(2, x)
      // A window of 3 × 3 that sees nothing beyond the first 2 × 2.
      var spaced = Tensor(repeating: -.infinity, shape: [2, 3, 15, 120], dtype: dtype)
      for i in 0..<4 {
        for j in 0..<37 {
          spaced[.all, .all, 3 * i..<3 * i + 2, 3 * j..<3 * j + 2] =
            x[.all, .all, 2 * i..<2 * i + 2, 2 * j..<2 * j + 2]
        }
      }
      #expect(
        spaced.maxPool2d(3)[.all, .all, ..<4, ..<37] == x.maxPool2d(2)[.all, .all, ..<4, ..<37])
      #expect(halved.1.doubles.filter { $0 != 0 }.count == g.count)
    }
  }

  @Test func secondDerivativesAreTheDifferences() {
    let pools: [@Sendable (Tensor) -> Tensor] = [
      { $0.maxPool2d(2) },
      { $0.maxPool2d(3, stride: [2, 1], padding: 1, dilation: [1, 2], ceilMode: true) },
      { $0.avgPool2d([3, 2], stride: 2, padding: 1, ceilMode: true, countIncludePad: false) },
      { $0.adaptiveAvgPool2d([2, 3]) }, { $0.adaptiveMaxPool2d([3, 7]) },
    ]
    for (k, pool) in pools.enumerated() {
      let check = checkGradient(at: [numbers([1, 2, 5, 6])], order: 2) {
        pool($0[0].tanh()).squared()
      }
      #expect(check.error < 1e-7, "\(k): \(check)")
    }
  }

  @Test func wrongElementTypesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2, 4, 4], dtype: .int32).maxPool2d(2)
    }
    await #expect(processExitsWith: .failure) { _ = numbers([2, 4, 4]).adaptiveAvgPool2d(0) }
  }
}
