import Testing

@testable import DescentTensor

/// Results have the same bits whatever the number of threads, and sums are accurate.
@Suite(.serialized) struct DeterminismTests {
  @Test(arguments: [DType.float32, .float64]) func threadsDoNotMatter(_ dtype: DType) {
    let x = numbers([400, 517], from: 0.1, to: 2, dtype: dtype)
    let row = numbers([517], from: 0.5, to: 1.5, salt: 1, dtype: dtype)
    let column = numbers([400, 1], salt: 2, dtype: dtype)
    let operations: [@Sendable () -> Tensor] = [
      { x + x }, { x * row }, { column / x }, { x * 3 }, { x.tanh() }, { x.sum() },
      { x.sum(axis: 0) }, { x.sum(axis: 1) }, { x.reshaped(to: [20, 20, 517]).sum(axis: 1) },
      { x.softmax() }, { x.logSumExp() }, { x.max(axes: [1]) }, { x.norm() },
      { x.transposed.matmul(x) }, { x.matmul(row) }, { x.transposed.matmul(column) },
      { valueAndGradient(at: x) { ($0.tanh() * row).softmax().log().sum() }.gradient },
    ]
    let before = Threads.count
    defer { Threads.count = before }
    for (k, operation) in operations.enumerated() {
      Threads.count = 1
      let one = operation()
      for threads in [2, 3] {
        Threads.count = threads
        #expect(operation() == one, "operation \(k) with \(threads) threads")
      }
    }
  }

  @Test func sumsAreAccurate() {
    let x = numbers([1_000_000], from: 0, to: 1, dtype: .float32)
    let exact = x.withUnsafeElements(as: Float.self) { $0.reduce(0.0) { $0 + Double($1) } }
    #expect(ulps(x.sum().scalar, exact, .float32) <= 2)
    #expect(ulps(x.mean().scalar, exact / 1e6, .float32) <= 2)
    // Down the columns too.
    let columns = x.reshaped(to: [500_000, 2]).sum(axis: 0).doubles
    let values = x.elements(as: Float.self)
    for j in 0..<2 {
      let exact = stride(from: j, to: values.count, by: 2).reduce(0.0) { $0 + Double(values[$1]) }
      #expect(ulps(columns[j], exact, .float32) <= 4)
    }
  }
}
