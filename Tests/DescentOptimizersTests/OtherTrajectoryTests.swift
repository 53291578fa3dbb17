import CDescentKernels
import DescentOptimizers
import Testing

/// The rules that torch does not have, against the libraries that define them, in both precisions:
/// parameters after steps 1, 2, 3, 5, 10 and 25 (and 50 and 75), buffers and the weights to evaluate
/// after the last.
///
/// Each configuration is there as the library runs with every operation rounded by itself: rules that
/// treat every element alike meet those bits. What the libraries give as they are, with fused
/// multiply-adds (and a square root that is not rounded correctly), strays from both by a few units in
/// 25 steps, because each fused product saves a rounding.
@Suite("Trajectories of the rules that torch does not have", .serialized)
struct OtherTrajectoryTests {
  /// The greatest error of rules that do not meet every bit, and why.
  static let bounds: [String: Double] = [
    // atan2 is correctly rounded but for 1 in 10^8; torch's is within 1 unit.
    "AdamAtan2": 2,
    // Norms and sums over a tensor are added up in other orders than torch's.
    "LAMB": 4, "LARS": 5, "Prodigy": 9, "StableAdamW": 6,
  ]

  @Test(arguments: TorchReference.elementwise + TorchReference.normed)
  func trajectories(rule: String) throws {
    let reference = try TorchReference(rule)
    #expect(reference.cases.count >= 8)
    for this in reference.cases {
      let bound = this.isFused ? 5 : Self.bounds[rule] ?? 0
      let error = try reference.greatestError(this)
      #expect(error <= bound, "\(this.name), \(this.dtype)")
    }
  }

  @Test("of Lookahead over SGD with momentum")
  func lookahead() throws {
    let reference = try TorchReference("Lookahead")
    for this in reference.cases {
      let error = try reference.greatestError(this, using: Self.lookahead(this))
      #expect(error <= (this.isFused ? 5 : 0), "\(this.name), \(this.dtype)")
    }
  }

  static func lookahead(_ this: TorchReference.Case) -> Lookahead<SGD> {
    let momentum: Lookahead<SGD>.Momentum =
      switch this.options["momentum"] {
      case "reset": .reset
      case "pullback": .pullBack
      default: .keep
      }
    return Lookahead(SGD(learningRate: 0.1, momentum: 0.9), momentum: momentum)
  }

  // MARK: Every vector form, over whole vectors

  @Test(arguments: TorchReference.elementwise)
  func sse2(rule: String) throws { try check(rule, DK_FORM_SSE2) }

  @Test(
    .enabled(if: dk_widest_form() >= Int32(DK_FORM_AVX2), "this processor has no AVX2"),
    arguments: TorchReference.elementwise)
  func avx2(rule: String) throws { try check(rule, DK_FORM_AVX2) }

  @Test(
    .enabled(
      if: dk_widest_form() >= Int32(DK_FORM_AVX512), "this processor has no AVX-512"),
    arguments: TorchReference.elementwise)
  func avx512(rule: String) throws { try check(rule, DK_FORM_AVX512) }

  private func check(_ rule: String, _ form: Int) throws {
    dk_force_form(Int32(form))
    defer { dk_force_form(Int32(DK_FORM_BEST)) }
    let reference = try TorchReference(rule)
    for this in reference.cases where !this.isFused {
      let error = try reference.greatestError(this, tiled: 1000)
      #expect(error <= Self.bounds[rule] ?? 0, "\(this.name), \(this.dtype)")
    }
  }
}

extension TorchReference.Case {
  /// Whether this is the library as it runs, with fused multiply-adds.
  fileprivate var isFused: Bool { name.hasPrefix("fused") }
}
