import CDescentKernels
import Foundation
import Testing

@testable import DescentTensor

/// What the rows of `ZipRow` do not see of atan2: its accuracy, special points, and slopes far out.
@Suite struct Atan2Tests {
  @Test("is within 1.5 ULP of what 300 bits give, and 0.51 in float32")
  func accuracy() {
    let rows = ArctangentTests.rounded
    let (y, x) = (Tensor(rows.map { $0.0 }), Tensor(rows.map { $0.1 }))
    let θ = Tensor.atan2(y, x)
    let (y32, x32) = (y.converted(to: .float32), x.converted(to: .float32))
    let single = Tensor.atan2(y32, x32).doubles
    for (i, row) in rows.enumerated() {
      #expect(ulps(θ.doubles[i], row.2, .float64) <= 1.5, "atan2(\(row.0), \(row.1))")
      let wide = atan2(y32.doubles[i], x32.doubles[i])
      let error = abs(single[i] - wide) / Double(Float(wide).ulp)
      #expect(error <= 0.51 || single[i] == wide, "atan2(\(row.0), \(row.1)) in float32")
    }
  }

  static let special: [Double] = [
    0, -0.0, 1, -1, 0.5, -3, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
  ]

  @Test("has C's value at zeros and infinities", arguments: [DType.float32, .float64])
  func specialPoints(_ dtype: DType) {
    let values = Tensor(Self.special, shape: [Self.special.count], dtype: dtype)
    let θ = Tensor.atan2(values.expandingAxis(1), values)
    for (i, y) in values.doubles.enumerated() {
      for (j, x) in values.doubles.enumerated() {
        let (found, expected) = (θ.element(at: i * values.count + j), atan2(y, x))
        #expect(ulps(found, expected, dtype) <= 1.5, "atan2(\(y), \(x)) = \(found)")
        #expect(expected.isNaN || found.sign == expected.sign, "atan2(\(y), \(x)) = \(found)")
      }
    }
  }

  @Test("has one kernel's bits however its arguments are stretched")
  func everyStride() {
    let many = Tensor.concatenate([numbers([67], salt: 3), Tensor(Self.special)])
    for x in many.doubles {
      let (one, all) = (Tensor(x), Tensor(repeating: x, shape: many.shape, dtype: .float64))
      let (θ, turned) = (Tensor.atan2(many, one), Tensor.atan2(one, many))
      #expect(bits(θ) == bits(Tensor.atan2(many, all)))
      #expect(bits(turned) == bits(Tensor.atan2(all, many)))
      #expect(bits(θ) == many.doubles.map { canonical(dk_atan2_f64($0, x)) })
      #expect(bits(turned) == many.doubles.map { canonical(dk_atan2_f64(x, $0)) })
    }
  }

  private func bits(_ x: Tensor) -> [UInt64] { x.doubles.map(canonical) }
  private func canonical(_ x: Double) -> UInt64 { x.isNaN ? 0 : x.bitPattern }

  /// The slopes along y and x, by the fused pullback or the one in tensor operations.
  private func slopes(_ y: Tensor, _ x: Tensor, isFused: Bool) -> [[Double]] {
    let tape = Tape.open()
    defer { tape.pointee.close() }
    let leaves = [tape.pointee.watch(y), tape.pointee.watch(x)]
    var found = [[Double]](repeating: [], count: 2)
    Tensor.atan2(leaves[0], leaves[1]).sum().pullBack(tape, "test", differentiable: !isFused) {
      found[$0] = $1?.doubles ?? []
    }
    return found
  }

  @Test("has slopes that neither overflow nor vanish", arguments: [true, false])
  func slopes(isFused: Bool) {
    let points: [(Double, Double)] = [
      (3, 4), (-3, 4), (3, -4), (-3, -4), (4, 3), (-4, 3), (4, -3), (-4, -3), (2, 2), (2, -2),
      (-2, 2), (0, 2), (0, -2), (2, 0), (-2, 0), (1, 0x1p60), (0x1p-60, 1),
    ]
    for scale in [1, 0x1p600, 0x1p-600] {
      let y = Tensor(points.map { $0.0 * scale })
      let x = Tensor(points.map { $0.1 * scale })
      let found = slopes(y, x, isFused: isFused)
      for (i, (b, a)) in points.enumerated() {
        let square = a * a + b * b
        let wanted = [a / square / scale, -b / square / scale]
        #expect(ulps(found[0][i], wanted[0], .float64) <= 3, "along y at (\(a), \(b)) \(scale)")
        #expect(ulps(found[1][i], wanted[1], .float64) <= 3, "along x at (\(a), \(b)) \(scale)")
      }
    }
    // Squares of 2⁹⁰ and of 2⁻⁹⁰ are no float32.
    for scale in [0x1p90, 0x1p-90] {
      let y = Tensor([scale, -scale], dtype: .float32)
      let half = 0.5 / scale
      #expect(slopes(y, y, isFused: isFused) == [[half, -half], [-half, half]])
    }
  }

  @Test("has slopes of 0 at the origin and far out on one axis", arguments: [true, false])
  func slopesAtTheEnds(isFused: Bool) {
    let y = Tensor([0, -0.0, 0, -0.0, 1, .infinity, -.infinity, 1])
    let x = Tensor([0, 0, -0.0, -0.0, .infinity, 1, 1, -.infinity])
    for slope in slopes(y, x, isFused: isFused) {
      #expect(slope == [Double](repeating: 0, count: 8))
    }
    let unknown = slopes(Tensor([.nan, 0, 1]), Tensor([0, .nan, .nan]), isFused: isFused)
    #expect(unknown.joined().allSatisfy { $0.isNaN })
  }

  @Test("has second derivatives of 0 at the origin")
  func secondOrderAtTheOrigin() {
    let zero = Tensor([0.0, 0])
    let (_, gradient, product) = hessianVectorProduct(at: zero, along: Tensor([1.0, 1])) {
      Tensor.atan2($0[0], $0[1])
    }
    #expect(gradient.doubles == [0, 0] && product.doubles == [0, 0])
  }

  @Test("has finite second derivatives on the axes")
  func secondOrderOnTheAxes() {
    // θ_yy = −2 x y / r⁴ = −θ_xx,   θ_xy = (y² − x²) / r⁴
    for (y, x, mixed) in [(2.0, 0.0, 0.25), (-2, -0.0, 0.25), (0, 2, -0.25), (-0.0, -2, -0.25)] {
      for (direction, wanted) in [([1.0, 0], [0, mixed]), ([0, 1], [mixed, 0])] {
        let (_, _, product) = hessianVectorProduct(at: Tensor([y, x]), along: Tensor(direction)) {
          Tensor.atan2($0[0], $0[1])
        }
        #expect(product.doubles == wanted, "at (\(x), \(y))")
      }
    }
  }

  @Test("has the same slopes to the bit by both pullbacks", arguments: [DType.float32, .float64])
  func bothPullbacks(_ dtype: DType) {
    let y = numbers([5000], salt: 1, dtype: dtype)
    let x = numbers([5000], salt: 2, dtype: dtype)
    let (fused, recorded) = (slopes(y, x, isFused: true), slopes(y, x, isFused: false))
    for (a, b) in zip(fused, recorded) {
      #expect(a.count == 5000 && zip(a, b).allSatisfy { $0 == $1 })
    }
  }

  @Test("turns with the point: the gradient is at right angles to it, and 1 / r long")
  func turning() {
    let (y, x) = (numbers([50], salt: 1), numbers([50], salt: 2))
    let found = slopes(y, x, isFused: true)
    for i in 0..<50 {
      let (b, a) = (y.element(at: i), x.element(at: i))
      #expect(abs(found[0][i] * b + found[1][i] * a) < 1e-15)
      #expect(abs(hypot(found[0][i], found[1][i]) * hypot(a, b) - 1) < 1e-15)
    }
  }

  @Test("is not defined for whole numbers, nor for shapes that do not fit")
  func misuse() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.atan2(Tensor([Int32(1)]), Tensor([Int32(1)]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.atan2(Tensor([1.0, 2]), Tensor([1.0, 2, 3]))
    }
  }
}
