import CDescentKernels

extension Tensor {
  /// Each whole number plus 1: a count of batches, `int64`, goes on.
  package var incremented: Tensor {
    precondition(dtype == .int64, "incremented: \(dtype) is not int64")
    let y = Tensor(uninitialized: shape, dtype)
    launch(Increment(count: count), self, into: y)
    return y
  }
}

private struct Increment: Kernel {
  let count: Int
  func run(_ at: Operands) {
    dk_increment_i64(
      at[0].assumingMemoryBound(to: Int64.self), at[1].assumingMemoryBound(to: Int64.self), count)
  }
}
