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
  @Test(arguments: TorchReference.all)
  func sse2(rule: String) throws { try check(rule, DK_FORM_SSE2) }

  @Test(
    .enabled(if: dk_widest_form() >= Int32(DK_FORM_AVX2), "this processor has no AVX2"),
    arguments: TorchReference.all)
  func avx2(rule: String) throws { try check(rule, DK_FORM_AVX2) }

  @Test(
    .enabled(
      if: dk_widest_form() >= Int32(DK_FORM_AVX512), "this processor has no AVX-512"),
    arguments: TorchReference.all)
  func avx512(rule: String) throws { try check(rule, DK_FORM_AVX512) }

  private func check(_ rule: String, _ form: Int) throws {
    dk_force_form(Int32(form))
    defer { dk_force_form(Int32(DK_FORM_BEST)) }
    #expect(try TorchReference(rule).differences(tiled: 1000) == [])
  }
}
