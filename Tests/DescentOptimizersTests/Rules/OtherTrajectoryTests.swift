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
  @Test(arguments: RuleRow.others)
  func trajectories(rule: RuleRow) throws {
    let reference = try TorchReference(rule.name)
    #expect(reference.cases.count >= rule.cases ?? 8)
    for this in reference.cases {
      let error = try reference.greatestError(this)
      #expect(error <= (this.isFused ? 5 : rule.error), "\(this.name), \(this.dtype)")
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

  static let elementwise = RuleRow.others.filter(\.isElementwise)

  @Test(arguments: Self.elementwise)
  func sse2(rule: RuleRow) throws { try check(rule, DK_FORM_SSE2) }

  @Test(
    .enabled(if: dk_widest_form() >= Int32(DK_FORM_AVX2), "this processor has no AVX2"),
    arguments: Self.elementwise)
  func avx2(rule: RuleRow) throws { try check(rule, DK_FORM_AVX2) }

  @Test(
    .enabled(
      if: dk_widest_form() >= Int32(DK_FORM_AVX512), "this processor has no AVX-512"),
    arguments: Self.elementwise)
  func avx512(rule: RuleRow) throws { try check(rule, DK_FORM_AVX512) }

  private func check(_ rule: RuleRow, _ form: Int) throws {
    dk_force_form(Int32(form))
    defer { dk_force_form(Int32(DK_FORM_BEST)) }
    let reference = try TorchReference(rule.name)
    for this in reference.cases where !this.isFused {
      let error = try reference.greatestError(this, tiled: 1000)
      #expect(error <= rule.error, "\(this.name), \(this.dtype)")
    }
  }
}

extension TorchReference.Case {
  /// Whether this is the library as it runs, with fused multiply-adds.
  fileprivate var isFused: Bool { name.hasPrefix("fused") }
}
