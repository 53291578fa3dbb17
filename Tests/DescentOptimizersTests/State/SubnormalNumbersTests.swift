import CDescentKernels
import DescentOptimizers
import DescentTensor
import Testing

/// The choice is the process's; what other tests compute meanwhile has no subnormal numbers in it.
@Suite("Subnormal numbers in updates", .serialized)
struct SubnormalNumbersTests {
  /// One Adam step whose v is subnormal, on enough elements for two threads.
  private func step(flushed: Bool) -> (weights: [Float], second: [Float]) {
    SubnormalNumbers.areFlushed = flushed
    defer { SubnormalNumbers.areFlushed = false }
    var weights = Tensor([Float](repeating: 1, count: 40_000))
    var state = OptimizerState()
    // g² = 1e-40 and v = (1 − β₂) g² = 1e-43 are subnormal.
    let gradient = Tensor([Float](repeating: 1e-20, count: 40_000))
    state.update(&weights, along: gradient, using: Adam())
    return (weights.elements(), state.buffer("exp_avg_sq")?.elements() ?? [])
  }

  @Test func keptUnlessAsked() {
    let second = step(flushed: false).second
    // ((1 − β₂) g) g in single precision, rounded to a multiple of the least subnormal number.
    let expected = (Float(1 - 0.999) * 1e-20) * 1e-20
    #expect(expected > 0 && expected < .leastNormalMagnitude)
    #expect(second.count == 40_000 && second.allSatisfy { $0 == expected })
  }

  @Test func zeroWhenAsked() {
    let (weights, second) = step(flushed: true)
    #expect(second.count == 40_000 && second.allSatisfy { $0 == 0 })
    #expect(weights.allSatisfy { $0.isFinite })
  }

  @Test func sameBitsForNormalNumbers() {
    func run(_ flushed: Bool) -> [Float] {
      SubnormalNumbers.areFlushed = flushed
      defer { SubnormalNumbers.areFlushed = false }
      var weights = Tensor((0..<1000).map { Float($0) / 1000 })
      let gradient = Tensor((0..<1000).map { (k: Int) -> Float in Float(k - 500) / 7000 + 1e-4 })
      var state = OptimizerState()
      for _ in 0..<20 { state.update(&weights, along: gradient, using: AdamW()) }
      return weights.elements()
    }
    #expect(run(true) == run(false))
  }

  @Test func controlRegisterIsRestored() {
    let before = dk_floating_point_control()
    let saved = dk_flush_subnormals()
    #expect(saved == before)
    #if arch(x86_64)
      #expect(dk_floating_point_control() & 0x8040 == 0x8040)
    #endif
    dk_restore_subnormals(saved)
    #expect(dk_floating_point_control() == before)
    _ = step(flushed: true)
    #expect(dk_floating_point_control() == before)
    let tiny = Float.leastNonzeroMagnitude
    #expect(tiny * Float(step(flushed: false).weights.count) > 0)
  }
}
