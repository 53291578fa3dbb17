/// The coefficients that a rule computed last in this update, for parameters that take the same.
struct KeptCoefficients {
  private var updates: Int64 = -1
  private var group = -1
  private var memory = InlineArray<16, Double>(repeating: 0)

  /// Lends a place to keep them; none for a rule that is not orderless, since it may tell parameters
  /// apart by more than their group and the number of their updates.
  @inline(__always)
  static func with(_ isOrderless: Bool, _ body: (UnsafeMutablePointer<Self>?) -> Void) {
    guard isOrderless else { return body(nil) }
    var kept = KeptCoefficients()
    withUnsafeMutablePointer(to: &kept) { body($0) }
  }

  /// What was kept, if it was for a parameter of this group with this many updates before.
  @inline(__always)
  func load<T: BitwiseCopyable>(_: T.Type, _ updates: Int64, _ group: Int) -> T? {
    guard updates == self.updates, group == self.group else { return nil }
    return withUnsafeBytes(of: memory) { $0.load(as: T.self) }
  }

  @inline(__always)
  mutating func store<T: BitwiseCopyable>(_ coefficients: T, _ updates: Int64, _ group: Int) {
    self.updates = updates
    self.group = group
    withUnsafeMutableBytes(of: &memory) { $0.storeBytes(of: coefficients, as: T.self) }
  }
}
