import CDescentKernels
import Testing

@testable import DescentTensor

/// The kernels of matrix products in every vector form and backend, against plain sums in double
/// precision.
///
/// The error of a sum of k products, each rounded once or not at all and added in any order, is at
/// most (k + 1) ε Σ |a b|, where ε is half the type's `ulpOfOne`.
@Suite(.serialized) struct ProductKernelTests {
  /// One product: sizes, which factors are transposed, and how it is computed.
  struct Case {
    var m: Int
    var k: Int
    var n: Int
    var transposedA = false
    var transposedB = false
    var dtype = DType.float32
    var form = 0
    var backend = DK_BACKEND_EMBEDDED
    var bias = DK_NO_BIAS
    var activation = DK_IDENTITY
  }

  private static let forms = Array(Int(DK_FORM_SSE2)...Int(dk_widest_form()))

  @Test(arguments: ProductKernelTests.forms) func everySizeFromOneToForty(_ form: Int) {
    for m in 1...40 {
      for n in stride(from: 1 + m % 3, through: 40, by: 3) {
        let k = 1 + (7 * m + 3 * n) % 40
        check(
          Case(
            m: m, k: k, n: n, transposedA: m % 2 == 1, transposedB: n % 4 < 2,
            dtype: (m + n) % 3 == 0 ? .float64 : .float32, form: form,
            bias: (m + n) % 2 == 0 ? DK_BIAS_OF_COLUMN : n % 3,
            activation: (m + k) % 2))
      }
    }
  }

  /// Where sums are cut, tiles and panels end, and one length is 1 or 0.
  private static let edges = [
    (17, 384, 33), (15, 385, 31), (29, 769, 47), (129, 70, 65), (1, 1000, 77), (77, 1000, 1),
    (1, 1000, 1), (130, 3, 97), (3, 900, 3), (1, 64, 300), (64, 1, 300), (300, 1, 1), (5, 0, 7),
    (2053, 5, 3), (3, 5, 2053), (1, 17, 2053), (2053, 17, 1), (112, 97, 96),
  ]

  @Test(arguments: ProductKernelTests.forms) func edges(_ form: Int) {
    for (number, (m, k, n)) in ProductKernelTests.edges.enumerated() {
      for variant in 0..<4 {
        check(
          Case(
            m: m, k: k, n: n, transposedA: variant % 2 == 1, transposedB: variant / 2 == 1,
            dtype: (number + variant) % 2 == 0 ? .float32 : .float64, form: form,
            bias: number % 3, activation: variant % 2))
      }
    }
  }

  @Test(
    .enabled(
      if: dk_widest_form() >= Int32(DK_FORM_AVX512),
      "this processor has one form with fused multiply-adds at most"))
  func formsThatFuseAgreeToTheBit() {
    for (m, k, n) in [(50, 500, 37), (7, 30, 100), (1, 700, 90), (90, 700, 1), (64, 64, 64)] {
      for dtype in [DType.float32, .float64] {
        var problem = Case(m: m, k: k, n: n, dtype: dtype, form: DK_FORM_AVX512)
        let wide = run(problem, inputs(of: problem))
        problem.form = DK_FORM_AVX2
        #expect(run(problem, inputs(of: problem)) == wide, "\(problem)")
      }
    }
  }

  @Test(.enabled(if: ProductBackend.hasLibrary, "no library of matrix products was found"))
  func theLibraryGivesTheSameProducts() {
    for (m, k, n) in [(128, 96, 100), (130, 64, 257), (64, 1000, 33), (60, 1, 70)] {
      for variant in 0..<4 {
        for dtype in [DType.float32, .float64] {
          check(
            Case(
              m: m, k: k, n: n, transposedA: variant % 2 == 1, transposedB: variant / 2 == 1,
              dtype: dtype, backend: DK_BACKEND_LIBRARY, bias: (variant + m) % 3,
              activation: variant % 2))
        }
      }
    }
  }

  @Test func notANumberSpreadsAlongItsRowAndColumnAlone() {
    var problem = Case(m: 20, k: 18, n: 40)
    let (a, b, bias) = inputs(of: problem)
    var spoilt = a.doubles
    spoilt[3 * 18 + 5] = .nan
    problem.activation = DK_RELU
    let y = run(problem, (Tensor(spoilt, shape: a.shape, dtype: .float32), b, bias))
    let whole = run(problem, (a, b, bias))
    for i in 0..<20 {
      for j in 0..<40 {
        let value = y[i, j].scalar
        #expect(i == 3 ? value.isNaN : value == whole[i, j].scalar)
      }
    }
  }

  @Test(arguments: [DK_BACKEND_EMBEDDED, DK_BACKEND_LIBRARY]) func threadsDoNotMatter(
    _ backend: Int
  ) {
    if backend == DK_BACKEND_LIBRARY && !ProductBackend.hasLibrary {
      print("No library of matrix products was found: one backend is tested.")
      return
    }
    let before = Threads.count
    defer { Threads.count = before }
    // Tall, wide, deep, and as a vector: each large enough to be shared out.
    for (m, k, n) in [
      (131, 130, 129), (1100, 31, 40), (40, 31, 1100), (33, 1025, 34), (900, 1200, 1),
    ] {
      for dtype in [DType.float32, .float64] {
        let problem = Case(
          m: m, k: k, n: n, transposedB: m > n, dtype: dtype, backend: backend,
          bias: DK_BIAS_OF_COLUMN, activation: DK_RELU)
        let inputs = inputs(of: problem)
        Threads.count = 1
        let one = run(problem, inputs)
        for threads in [2, 3] {
          Threads.count = threads
          #expect(run(problem, inputs) == one, "\(problem) with \(threads) threads")
        }
      }
    }
  }

  // MARK: How they are computed

  private typealias Inputs = (a: Tensor, b: Tensor, bias: Tensor)

  private func inputs(of problem: Case) -> Inputs {
    let (m, k, n) = (problem.m, problem.k, problem.n)
    return (
      numbers(problem.transposedA ? [k, m] : [m, k], from: -1, to: 1, dtype: problem.dtype),
      numbers(
        problem.transposedB ? [n, k] : [k, n], from: -1, to: 1, salt: 1, dtype: problem.dtype),
      numbers(
        [problem.bias == DK_BIAS_OF_ROW ? m : n], from: -1, to: 1, salt: 2, dtype: problem.dtype)
    )
  }

  private func run(_ problem: Case, _ inputs: Inputs) -> Tensor {
    let (m, k, n) = (problem.m, problem.k, problem.n)
    // Nothing that is not written may pass for a result.
    let c = Tensor(repeating: .nan, shape: [m, n], dtype: problem.dtype)
    var product = dk_product()
    product.type = Int32(problem.dtype == .float32 ? DK_F32 : DK_F64)
    product.form = Int32(problem.form)
    product.backend = Int32(problem.backend)
    (product.ai, product.ap) = problem.transposedA ? (1, m) : (k, 1)
    (product.bp, product.bj) = problem.transposedB ? (1, k) : (n, 1)
    (product.m, product.k, product.n) = (m, k, n)
    product.a = UnsafeRawPointer(inputs.a.pointer)
    product.b = UnsafeRawPointer(inputs.b.pointer)
    product.c = c.pointer
    product.epilogue = dk_epilogue(
      bias: problem.bias == DK_NO_BIAS ? nil : UnsafeRawPointer(inputs.bias.pointer),
      bias_of: Int32(problem.bias), activation: Int32(problem.activation))
    dk_product_run(&product, Threads.splitter)
    withExtendedLifetime(inputs) {}
    return c
  }

  private func check(_ problem: Case) {
    let (m, k, n) = (problem.m, problem.k, problem.n)
    let inputs = inputs(of: problem)
    var plain = problem
    (plain.bias, plain.activation) = (DK_NO_BIAS, DK_IDENTITY)
    let sums = run(plain, inputs)
    let (a, b, c) = (inputs.a.doubles, inputs.b.doubles, sums.doubles)
    let unit = problem.dtype.epsilon / 2
    var worst = 0.0
    // Of many rows every fifth, and the last.
    for i in Set(stride(from: 0, to: m, by: m > 40 ? 5 : 1)).union([m - 1]) {
      for j in 0..<n {
        var (sum, size) = (0.0, 0.0)
        for p in 0..<k {
          let term =
            a[problem.transposedA ? p * m + i : i * k + p]
            * b[problem.transposedB ? j * k + p : p * n + j]
          sum += term
          size += abs(term)
        }
        let error = abs(c[i * n + j] - sum)
        worst = max(worst, error.isNaN ? .infinity : error - unit * Double(k + 1) * size)
      }
    }
    #expect(worst <= 0, "\(problem)")
    // The epilogue gives the bits of separate operations on the rounded sums.
    let bias = inputs.bias
    var expected = sums
    if problem.bias == DK_BIAS_OF_COLUMN { expected = expected + bias }
    if problem.bias == DK_BIAS_OF_ROW { expected = expected + bias.expandingAxis(1) }
    if problem.activation == DK_RELU { expected = expected.relu() }
    #expect(run(problem, inputs) == expected, "\(problem)")
  }
}
