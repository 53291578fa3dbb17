import DescentLayers
import DescentTensor
import Foundation
import Testing

/// Losses against their formulas, their gradients against differences, and what is extreme.
@Suite struct LossTests {
  private let logits = numbers([4, 3], from: -3, to: 3)
  private let classes = Tensor([Int32(2), 0, 1, 2])

  @Test func meanSquaredErrorIsItsFormula() {
    let (p, y) = (numbers([2, 3]), numbers([2, 3], salt: 1))
    let sum = zip(p.doubles, y.doubles).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(abs(meanSquaredError(p, y).scalar - sum / 6) < 1e-15)
    #expect(abs(meanSquaredError(p, y, reduction: .sum).scalar - sum) < 1e-14)
    #expect(meanSquaredError(p, p).scalar == 0)
  }

  @Test func crossEntropyIsItsFormula() {
    let z = logits.doubles
    let sum = [2, 0, 1, 2].enumerated().reduce(0.0) { sum, entry in
      let row = z[entry.offset * 3..<entry.offset * 3 + 3]
      return sum + log(row.reduce(0) { $0 + exp($1) }) - row[entry.offset * 3 + entry.element]
    }
    #expect(abs(crossEntropy(logits, classes).scalar - sum / 4) < 1e-14)
    #expect(abs(crossEntropy(logits, classes, reduction: .sum).scalar - sum) < 1e-14)
    for dtype in [DType.int64, .uint8] {
      #expect(
        crossEntropy(logits, classes.converted(to: dtype)) == crossEntropy(logits, classes))
    }
  }

  @Test func binaryCrossEntropyIsItsFormula() {
    let (z, y) = (logits.doubles, numbers([4, 3], from: 0, to: 1, salt: 3))
    let sum = zip(z, y.doubles).reduce(0.0) { sum, pair in
      let p = 1 / (1 + exp(-pair.0))
      return sum - pair.1 * log(p) - (1 - pair.1) * log(1 - p)
    }
    #expect(abs(binaryCrossEntropy(logits: logits, y).scalar - sum / 12) < 1e-14)
    #expect(abs(binaryCrossEntropy(logits: logits, y, reduction: .sum).scalar - sum) < 1e-13)
  }

  @Test(arguments: [1, 2]) func gradientsAgreeWithDifferences(_ order: Int) {
    let (classes, y) = (classes, numbers([4, 3], from: 0.1, to: 0.9, salt: 3))
    for reduction in [Reduction.mean, .sum] {
      let checks = [
        checkGradient(at: [logits, y], order: order) {
          meanSquaredError($0[0], $0[1], reduction: reduction)
        },
        checkGradient(at: [logits], order: order) {
          crossEntropy($0[0], classes, reduction: reduction)
        },
        checkGradient(at: [logits, y], order: order) {
          binaryCrossEntropy(logits: $0[0], $0[1], reduction: reduction)
        },
      ]
      for check in checks { #expect(check.error < 2e-8, "\(check)") }
    }
  }

  @Test func extremeScoresStayFinite() {
    let z = Tensor([[1e4, -1e4, 0]], dtype: .float32)
    for (c, expected) in [(0, 0.0), (1, 2e4), (2, 1e4)] {
      let (loss, gradient) = valueAndGradient(at: z) { crossEntropy($0, Tensor([Int32(c)])) }
      #expect(loss.scalar == expected)
      #expect(gradient.doubles == (0..<3).map { ($0 == 0 ? 1 : 0) - ($0 == c ? 1 : 0) })
    }
    for (z, y, expected, slope) in [
      (1e4, 1.0, 0.0, 0.0), (1e4, 0, 1e4, 1), (-1e4, 1, 1e4, -1), (-1e4, 0, 0, 0),
      (0, 1, log(2), -0.5),
    ] {
      let (loss, gradient) = valueAndGradient(at: Tensor(z, dtype: .float32)) {
        binaryCrossEntropy(logits: $0, Tensor(y, dtype: .float32))
      }
      #expect(loss.scalar == Double(Float(expected)), "\(z) \(y)")
      #expect(gradient.scalar == slope, "\(z) \(y)")
    }
  }

  @Test func confidentScoresKeepTheirDigits() {
    // ln(1 + e⁻²⁰) would be lost in the difference of two numbers near 20.
    for (z, y) in [(20.0, 1.0), (-20, 0)] {
      let loss = binaryCrossEntropy(
        logits: Tensor([z], dtype: .float32), Tensor([y], dtype: .float32))
      #expect(abs(loss.scalar / log1p(exp(-20)) - 1) < 3e-7)
    }
  }

  @Test func wrongShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = meanSquaredError(Tensor.ones([3, 1]), Tensor.ones([3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = binaryCrossEntropy(logits: Tensor.ones([3, 1]), Tensor.ones([3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = crossEntropy(Tensor.ones([2, 3]), Tensor([Int32(0)]))
    }
    await #expect(processExitsWith: .failure) {
      _ = crossEntropy(Tensor.ones([1, 3]), Tensor([Int32(3)]))
    }
    await #expect(processExitsWith: .failure) {
      _ = crossEntropy(Tensor.ones([1, 3]), Tensor([Float(1)]))
    }
  }
}
