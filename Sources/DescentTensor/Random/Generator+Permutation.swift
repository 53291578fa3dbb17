import CDescentKernels

extension Generator {
  /// The size from which torch shuffles inside out: floor((2^32 - 1) / 20).
  static let insideOutLimit = 214_748_364

  /// Draws the numbers 0, 1, ..., n - 1 in random order, as `torch.randperm(n)`.
  ///
  /// Below 214748364 numbers by n - 1 swaps, a word each: i with i + word % (n - i). From there
  /// on, but not in 2017, inside out with two words a number.
  public mutating func permutation(_ n: Int) -> [Int] {
    precondition(n >= 0, "permutation: expected a size of at least 0, found \(n)")
    return permutation(n, insideOut: stream == .torch && n >= Self.insideOutLimit)
  }

  /// Draws a permutation by the algorithm that is named.
  package mutating func permutation(_ n: Int, insideOut: Bool) -> [Int] {
    let engine = engine
    return [Int](unsafeUninitializedCapacity: n) { buffer, count in
      if insideOut {
        dk_random_permutation_inside_out(engine, buffer.baseAddress, n)
      } else {
        dk_random_permutation(engine, buffer.baseAddress, n)
      }
      count = n
    }
  }
}
