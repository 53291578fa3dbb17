import CDescentKernels

/// Who computes large matrix products: this library's own kernels, or a library that the machine has.
///
/// OpenBLAS is used where the system's loader finds it (Accelerate on Apple's systems), unless the
/// environment says `DESCENT_BLAS=embedded`. It is called for fixed blocks of the result, one thread a
/// call, so that results do not depend on the number of threads; they do depend, in their last bits,
/// on the backend and its version.
public enum ProductBackend {
  /// The name of the backend in use, with its version and kernels where it says them: `embedded`,
  /// `OpenBLAS 0.3.21 (SkylakeX)`, `Accelerate`.
  public static var name: String { String(cString: dk_product_backend_name()) }

  /// Whether the machine has a library to ask.
  package static var hasLibrary: Bool { dk_product_has_library() != 0 }

  /// Computes with one of the two, in the whole process, while `body` runs: for benchmarks and tests.
  ///
  /// - Precondition: the library is there, if it is asked for.
  package static func using<Result>(library: Bool, _ body: () throws -> Result) rethrows -> Result {
    let before = dk_product_backend()
    defer { _ = dk_product_choose_backend(before) }
    let wanted = library ? DK_BACKEND_LIBRARY : DK_BACKEND_EMBEDDED
    precondition(
      dk_product_choose_backend(Int32(wanted)) != 0, "no library of matrix products was found")
    return try body()
  }
}
