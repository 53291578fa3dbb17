import CDescentKernels

extension Tensor {
  /// Each whole number plus 1: a count of batches, `int64`, goes on.
  package var incremented: Tensor {
    precondition(dtype == .int64, "incremented: \(dtype) is not int64")
    let y = Tensor(uninitialized: shape, dtype)
    dk_increment_i64(
      pointer.assumingMemoryBound(to: Int64.self), y.pointer.assumingMemoryBound(to: Int64.self),
      count)
    return y
  }
}
