import CDescentKernels

/// A source of random numbers that gives PyTorch's, bit for bit.
///
/// The engine is the Mersenne Twister MT19937 (M. Matsumoto, T. Nishimura, ACM TOMACS 8, 1998).
/// It gives 32-bit *words*; what is drawn from them, and how many words it takes, follows the
/// chosen ``Stream-swift.enum``. After any call the generator stands where torch's stands, so
/// whole programs line up, not only single calls.
///
/// ```swift
/// var generator = Generator(seed: 42)
/// print(generator.permutation(8))  // [6, 3, 0, 7, 2, 1, 4, 5]
/// ```
///
/// which is what `torch.randperm(8)` gives.
///
/// What surprises people:
/// - Only the low 32 bits of a seed matter: 5 and 5 + 2^32 are the same stream.
/// - Fewer than 16 normals, or normals for a tensor that is not contiguous, come from another
///   algorithm than 16 or more. Its second normal waits in the generator for whoever asks next,
///   and is part of the state.
/// - Filling n values and then m is not filling n + m when the values are normals.
/// - A mask drawn with one probability for all takes two words a value, with a tensor of
///   float32 probabilities one.
///
/// A generator is a value: a copy is a snapshot, and a program that passes the same generator
/// `inout` through the same calls gives the same numbers on every machine. Integers, uniforms,
/// masks and float32 normals are exactly torch's everywhere (of its build for AVX2 processors,
/// on any processor); float64 normals and exponentials use the C library's logarithm, sine and
/// cosine, as torch does, and may differ by 4 ulp under another library.
///
/// - Note: Its 2.5 kB of state lie in a copy-on-write buffer and not in the struct, so that a
///   context, a sampler or an argument that holds a generator stays one word, and a snapshot
///   costs nothing until one of the two draws.
public struct Generator: Sendable {
  /// The releases of torch whose numbers a generator gives.
  public enum Stream: String, Sendable, Hashable, Codable, CaseIterable {
    /// PyTorch's default CPU generator, as of release 2.15.
    case torch
    /// The generator of torch 0.2 and 0.3, of the year 2017.
    ///
    /// The same engine, but one word a uniform whatever the type, pairs of normals whatever the
    /// size, and a loader that takes its order straight from the generator. What those releases
    /// left to chance, or what nobody has specified since, traps.
    case torch2017
  }

  /// The seed that torch gives to a generator nobody has seeded.
  public static let defaultSeed = 67_280_421_310_721

  /// The releases of torch whose numbers this generator gives.
  public let stream: Stream

  var storage: GeneratorStorage

  /// Makes a generator with a seed, as `torch.manual_seed` takes it.
  ///
  /// Negative seeds count modulo 2^64.
  /// - Parameters:
  ///   - seed: Its low 32 bits choose the numbers.
  ///   - stream: The releases of torch whose numbers to give.
  public init(seed: Int, stream: Stream = .torch) {
    self.init(seed: UInt64(truncatingIfNeeded: seed), stream: stream)
  }

  /// Makes a generator with an unsigned seed, for those of 2^63 and above.
  public init(seed: UInt64, stream: Stream = .torch) {
    self.stream = stream
    storage = GeneratorStorage()
    dk_random_seed(storage.engine, seed)
  }

  init(stream: Stream, storage: GeneratorStorage) {
    self.stream = stream
    self.storage = storage
  }

  /// Starts the stream of a seed, and forgets a waiting normal.
  public mutating func seed(_ seed: Int) {
    self.seed(UInt64(truncatingIfNeeded: seed))
  }

  /// Starts the stream of an unsigned seed, for those of 2^63 and above.
  public mutating func seed(_ seed: UInt64) {
    dk_random_seed(engine, seed)
  }

  /// The seed that the generator was last given, modulo 2^64.
  public var initialSeed: UInt64 {
    storage.engine.pointee.seed
  }

  /// The engine for writing; a shared one is copied first.
  var engine: UnsafeMutablePointer<dk_random> {
    mutating get {
      if !isKnownUniquelyReferenced(&storage) {
        storage = GeneratorStorage(copying: storage)
      }
      return storage.engine
    }
  }

  /// Traps when a draw is asked of the 2017 stream that nobody has specified for it.
  func requireTorch(_ operation: StaticString) {
    precondition(
      stream == .torch, "\(operation): not specified for the .torch2017 stream; use .torch")
  }
}

extension Generator: RandomNumberGenerator {
  /// Draws 64 bits: two words, the high one first.
  ///
  /// With it a generator serves the standard library too (`shuffled(using:)`,
  /// `Int.random(in:using:)`); what the standard library makes of the bits is not what torch
  /// makes of them.
  public mutating func next() -> UInt64 {
    dk_random_word64(engine)
  }

  /// Draws one 32-bit word of the engine.
  public mutating func nextWord() -> UInt32 {
    dk_random_word(engine)
  }
}

extension Generator: Equatable {
  /// Whether two generators will give the same numbers for ever, and say that they had the same
  /// seed.
  public static func == (left: Generator, right: Generator) -> Bool {
    left.stream == right.stream
      && (left.storage === right.storage
        || dk_random_equal(left.storage.engine, right.storage.engine) != 0)
  }
}
