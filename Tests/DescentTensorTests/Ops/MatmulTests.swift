import Testing

@testable import DescentTensor

/// Matrix products of every size around the edges of the kernel's tiles, against a plain loop.
@Suite struct MatmulTests {
  /// a b with the rounding of double precision; `[m, k]` times `[k, n]`, row-major.
  private func plain(_ a: [Double], _ b: [Double], _ m: Int, _ k: Int, _ n: Int) -> [Double] {
    var c = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for p in 0..<k {
        let u = a[i * k + p]
        for j in 0..<n { c[i * n + j] += u * b[p * n + j] }
      }
    }
    return c
  }

  private func check(_ m: Int, _ k: Int, _ n: Int, _ dtype: DType) {
    let a = numbers([m, k], from: -1, to: 1, salt: m + k, dtype: dtype)
    let b = numbers([k, n], from: -1, to: 1, salt: n, dtype: dtype)
    let expected = plain(a.doubles, b.doubles, m, k, n)
    let (at, bt) = (a.transposed, b.transposed)
    let products = [
      a.matmul(b), at.matmul(b, transposingLeft: true), a.matmul(bt, transposingRight: true),
      at.matmul(bt, transposingLeft: true, transposingRight: true),
    ]
    // The error of a sum of k products of numbers below 1.
    let limit = dtype.epsilon * Double(k) * 2
    for (variant, product) in products.enumerated() {
      #expect(product.shape == [m, n])
      let error = zip(product.doubles, expected).map { abs($0 - $1) }.max() ?? 0
      #expect(error <= limit, "[\(m), \(k)] [\(k), \(n)] \(dtype), variant \(variant)")
    }
  }

  @Test func smallSizes() {
    for m in 1...8 {
      for k in [1, 2, 3, 5] {
        for n in [1, 2, 7, 8, 9, 15, 16, 17, 20] { check(m, k, n, .float32) }
      }
    }
    for m in [1, 5, 6, 7, 12, 13, 20] {
      for n in [1, 7, 8, 9, 16, 20] { check(m, 4, n, .float64) }
    }
  }

  @Test func sizesAroundTheTiles() {
    for (m, k, n) in [
      (17, 255, 31), (18, 256, 33), (19, 257, 47), (5, 513, 17), (97, 40, 65), (47, 3, 49),
      (1, 300, 40), (40, 300, 1), (7, 2, 511), (7, 3, 513), (101, 1, 33), (60, 70, 81),
    ] {
      check(m, k, n, .float32)
      check(m, k, n, .float64)
    }
  }

  @Test func rowsAcrossThreads() { check(250, 50, 90, .float32) }

  @Test func transposedBatchesBroadcast() {
    let a = numbers([3, 1, 4, 2])
    let b = numbers([2, 5, 4], salt: 1)
    let expected = a.transposed.matmul(b.transposed)
    #expect(expected.shape == [3, 2, 2, 5])
    let product = a.matmul(b, transposingLeft: true, transposingRight: true)
    #expect(difference(product, expected) < 1e-15)
    for i in 0..<3 {
      for j in 0..<2 {
        #expect(difference(product[i, j], a[i, 0].transposed.matmul(b[j].transposed)) < 1e-15)
      }
    }
  }

  @Test func batchesAreTheirProducts() {
    // One matrix on the right, which makes one product; many small ones; a few large ones.
    for (a, b) in [
      (numbers([5, 3, 4]), numbers([4, 6], salt: 1)),
      (numbers([2, 30, 8, 9]), numbers([30, 9, 7], salt: 1)),
      (numbers([2, 170, 160], dtype: .float32), numbers([2, 160, 170], salt: 1, dtype: .float32)),
    ] as [(Tensor, Tensor)] {
      let product = a.matmul(b)
      let (m, n) = (a.shape[-2], b.shape[-1])
      let (left, right) = (
        a.reshaped(to: [-1, m, a.shape[-1]] as [Int]),
        b.reshaped(to: [-1, b.shape[-2], n] as [Int])
      )
      let all = product.reshaped(to: [-1, m, n] as [Int])
      for i in 0..<all.shape[0] {
        #expect(all[i] == left[i].matmul(right[i % right.shape[0]]))
      }
    }
  }

  @Test func nothingIsSummedToZero() {
    #expect(
      Tensor.ones([3, 0]).matmul(Tensor.ones([0, 4])) == Tensor.zeros([3, 4], dtype: .float32))
    #expect(Tensor.ones([2, 3, 0]).matmul(Tensor.ones([0, 4])).shape == [2, 3, 4])
    #expect(Tensor.ones([0, 3]).matmul(Tensor.ones([3, 4])).shape == [0, 4])
    #expect(Tensor.ones([0, 2, 3]).matmul(Tensor.ones([0, 3, 4])).shape == [0, 2, 4])
  }

  @Test func wrongShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3]).matmul(Tensor.ones([2, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 2, 2]).matmul(Tensor.ones([3, 2, 2]))
    }
    await #expect(processExitsWith: .failure) { _ = Tensor(1).matmul(Tensor([1.0])) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 2], dtype: .int32).matmul(Tensor.ones([2, 2], dtype: .int32))
    }
  }
}
