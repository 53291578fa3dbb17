/// Two lengths, one along the rows' axis and one along the columns': a kernel's size, a stride, a
/// padding.
///
/// A number stands for both, `3`, and two in brackets for each, `[3, 5]`.
public struct AxisPair: Sendable, Hashable {
  /// The length from row to row.
  public let height: Int
  /// The length from column to column.
  public let width: Int

  /// Two lengths.
  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  func requireAtLeast(_ least: Int, _ operation: String, _ name: String) {
    precondition(
      height >= least && width >= least && height <= Int(Int32.max) && width <= Int(Int32.max),
      "\(operation): a \(name) of \(self), not at least \(least)")
  }
}

extension AxisPair: ExpressibleByIntegerLiteral {
  /// The same length twice.
  public init(integerLiteral length: Int) { self.init(length, length) }
}

extension AxisPair: ExpressibleByArrayLiteral {
  /// Two lengths in brackets.
  public init(arrayLiteral lengths: Int...) {
    precondition(lengths.count == 2, "AxisPair: two lengths, not \(lengths)")
    self.init(lengths[0], lengths[1])
  }
}

extension AxisPair: CustomStringConvertible {
  /// The lengths, as in `3 × 5`.
  public var description: String { "\(height) × \(width)" }
}
