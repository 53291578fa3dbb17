import Synchronization

/// What updates do with subnormal numbers: those below 1.2e-38 in `float32`, 2.2e-308 in `float64`,
/// which processors compute with many times slower.
///
/// They come where gradients stay zero or tiny for long: a second moment that decays by β₂ = 0.999
/// gets there after some 87,000 updates.
///
///     SubnormalNumbers.areFlushed = true
///
/// What that costs in bits: every operand and result of an update that is subnormal counts as zero of
/// its sign, each of which is an error of less than the least normal number. A weight of normal size
/// moves differently only where ε is subnormal or zero too, or where g² was (|g| < 1.1e-19 in
/// `float32`): then v stays zero and the step is α m̂ / ε. Weights and moments that are themselves
/// subnormal become zero. Everything else keeps its bits.
public enum SubnormalNumbers {
  private static let flushed = Atomic<Bool>(false)

  /// Whether updates of the whole process take subnormal numbers for zero; they do not unless asked.
  ///
  /// Only the rules' own passes over memory do; the control register of each thread is as before
  /// afterwards. Rules that are written with tensor operations are not concerned.
  public static var areFlushed: Bool {
    get { flushed.load(ordering: .relaxed) }
    set { flushed.store(newValue, ordering: .relaxed) }
  }
}
