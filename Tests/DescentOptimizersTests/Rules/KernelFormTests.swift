import CDescentKernels
import DescentOptimizers
import Testing

/// The same trajectories with every vector form of the kernels, over enough elements that whole
/// vectors are used.
///
/// The choice of a form is the process's; other tests that run meanwhile do not
/// notice, since all forms give the same bits.
@Suite("Trajectories of torch's optimizers with each vector form", .serialized)
struct KernelFormTests {
  @Test(arguments: RuleRow.ofTorch)
  func sse2(rule: RuleRow) throws { try check(rule, DK_FORM_SSE2) }

  @Test(
    .enabled(if: dk_widest_form() >= Int32(DK_FORM_AVX2), "this processor has no AVX2"),
    arguments: RuleRow.ofTorch)
  func avx2(rule: RuleRow) throws { try check(rule, DK_FORM_AVX2) }

  @Test(
    .enabled(
      if: dk_widest_form() >= Int32(DK_FORM_AVX512), "this processor has no AVX-512"),
    arguments: RuleRow.ofTorch)
  func avx512(rule: RuleRow) throws { try check(rule, DK_FORM_AVX512) }

  private func check(_ rule: RuleRow, _ form: Int) throws {
    dk_force_form(Int32(form))
    defer { dk_force_form(Int32(DK_FORM_BEST)) }
    #expect(try TorchReference(rule.name).differences(tiled: 1000) == [])
  }
}
