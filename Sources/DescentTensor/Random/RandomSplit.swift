/// Splits the indices 0, 1, ..., count - 1 at random into parts of given lengths, as
/// `random_split`.
///
/// One permutation, cut consecutively: count - 1 words. (Torch of 2017 had no such function;
/// its stream cuts its own permutation.)
/// - Parameters:
///   - count: How many indices there are.
///   - lengths: The length of each part; together `count`.
///   - generator: Torch's default generator, or the one that is given to it.
/// - Returns: The indices of each part.
public func randomSplit(
  _ count: Int, lengths: [Int], using generator: inout Generator
) -> [[Int]] {
  precondition(
    lengths.allSatisfy { $0 >= 0 } && lengths.reduce(0, +) == count,
    "randomSplit: expected lengths that add up to \(count), found \(lengths)")
  var rest = generator.permutation(count)[...]
  return lengths.map { length in
    defer { rest = rest.dropFirst(length) }
    return Array(rest.prefix(length))
  }
}

/// Splits the indices 0, 1, ..., count - 1 at random into parts of given fractions, as
/// `random_split`.
///
/// Each part gets floor(count * fraction); what remains is handed out one by one from the first
/// on.
/// - Parameters:
///   - count: How many indices there are.
///   - fractions: The fraction of each part; together 1.
///   - generator: Torch's default generator, or the one that is given to it.
/// - Returns: The indices of each part.
public func randomSplit(
  _ count: Int, fractions: [Double], using generator: inout Generator
) -> [[Int]] {
  precondition(
    fractions.allSatisfy { $0 >= 0 && $0 <= 1 } && abs(fractions.reduce(0, +) - 1) <= 1e-9,
    "randomSplit: expected fractions that add up to 1, found \(fractions)")
  var lengths = fractions.map { Int((Double(count) * $0).rounded(.down)) }
  for i in 0..<max(0, count - lengths.reduce(0, +)) { lengths[i % lengths.count] += 1 }
  return randomSplit(count, lengths: lengths, using: &generator)
}
