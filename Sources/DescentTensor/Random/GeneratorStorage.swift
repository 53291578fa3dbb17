import CDescentKernels

/// The engine of a generator, on the heap.
///
/// Unchecked because the pointee is only written through `Generator.engine`, which makes sure
/// that nobody else holds the storage.
final class GeneratorStorage: @unchecked Sendable {
  let engine: UnsafeMutablePointer<dk_random>

  init() {
    engine = .allocate(capacity: 1)
    dk_random_seed(engine, 0)
  }

  init(copying other: GeneratorStorage) {
    engine = .allocate(capacity: 1)
    engine.update(from: other.engine, count: 1)
  }

  deinit {
    engine.deallocate()
  }

  /// The 624 words of the state, before tempering.
  var words: UnsafeMutableBufferPointer<UInt32> {
    UnsafeMutableBufferPointer(start: dk_random_state(engine), count: Int(DK_RANDOM_WORDS))
  }

  /// Whether a number of used words and torch's countdown beside it can occur together.
  ///
  /// The countdown is 625 less the words used; a generator that has not drawn yet has used none
  /// and counts 1.
  static func isPosition(next: Int, left: Int) -> Bool {
    (left == 1 && next == 0)
      || ((0...Int(DK_RANDOM_WORDS)).contains(next) && left == Int(DK_RANDOM_WORDS) + 1 - next)
  }
}
