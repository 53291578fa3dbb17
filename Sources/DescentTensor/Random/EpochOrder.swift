/// One pass of a loader over a data set: which example comes when, exactly as torch's
/// `DataLoader`.
///
/// Torch draws at three moments, and so does this:
/// 1. when the pass begins, a seed for the workers, even from a loader that does not shuffle:
///    two words;
/// 2. when the first index is asked for, the sampler's own: a shuffled loader without a
///    generator of its own takes two more words, and shuffles with a private generator that it
///    seeds with them;
/// 3. when an index *past the last* is asked for, a shuffled loader with a generator of its own
///    draws one more permutation and drops it. A pass that is left early does not.
///
/// ```swift
/// var generator = Generator(seed: 0)
/// var epoch = EpochOrder(.shuffled(10), using: &generator)
/// var sizes: [Int] = []
/// while let batch = epoch.nextBatch(of: 4, using: &generator) { sizes.append(batch.count) }
/// print(sizes)  // [4, 4, 2]
/// ```
///
/// The pass is a value that can be saved in its middle, together with the generator. Torch of
/// 2017 had neither the seed draws nor the dropped permutation: its shuffled loader takes one
/// permutation straight from the generator when the first index is asked for, and another
/// loader nothing.
public struct EpochOrder: Sendable, Equatable, Codable {
  /// The order that this pass draws.
  public let sampler: Sampler

  /// Whether the generator belongs to the loader: torch's `DataLoader(…, generator=g)`.
  public let ownsGenerator: Bool

  /// The seed of the first worker; worker w gets it plus w.
  ///
  /// Nil in 2017.
  public let baseSeed: Int?

  /// Indices that are drawn and not yet given are those from `position` on.
  private var drawn: [Int] = []
  private var position = 0
  private var given = 0
  private var isFinished = false
  private var privateGenerator: Generator?

  /// Begins a pass, and draws the workers' seed.
  ///
  /// - Parameters:
  ///   - sampler: The order to draw.
  ///   - ownsGenerator: Whether the generator is the loader's own and not the program's
  ///     default one.
  ///   - generator: The loader's own generator, or the default one. Every later call wants
  ///     the same.
  public init(_ sampler: Sampler, ownsGenerator: Bool = false, using generator: inout Generator) {
    self.sampler = sampler
    self.ownsGenerator = ownsGenerator
    baseSeed = generator.stream == .torch ? generator.seedDraw() : nil
  }

  private enum CodingKeys: String, CodingKey {
    case sampler, ownsGenerator, baseSeed, drawn, position, given, isFinished, privateGenerator
  }

  /// Reads a pass that was saved in its middle, and refuses places that it cannot have reached.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sampler = try container.decode(Sampler.self, forKey: .sampler)
    ownsGenerator = try container.decode(Bool.self, forKey: .ownsGenerator)
    baseSeed = try container.decodeIfPresent(Int.self, forKey: .baseSeed)
    drawn = try container.decode([Int].self, forKey: .drawn)
    position = try container.decode(Int.self, forKey: .position)
    given = try container.decode(Int.self, forKey: .given)
    isFinished = try container.decode(Bool.self, forKey: .isFinished)
    privateGenerator = try container.decodeIfPresent(Generator.self, forKey: .privateGenerator)
    guard (0...drawn.count).contains(position), (0...sampler.count).contains(given) else {
      throw DecodingError.dataCorruptedError(
        forKey: .position, in: container,
        debugDescription: "epoch: index \(given) of \(sampler.count) is no place in the pass")
    }
  }

  /// Gives the next index, or nil after the last.
  public mutating func next(using generator: inout Generator) -> Int? {
    if case .sequential = sampler.kind {
      guard given < sampler.count else { return nil }
      given += 1
      return given - 1
    }
    while position == drawn.count {
      guard !isFinished else { return nil }
      draw(using: &generator)
    }
    position += 1
    given += 1
    return drawn[position - 1]
  }

  /// Gives the next indices, or nil after the last batch.
  ///
  /// A short last batch asks past the last index and so ends the pass; a full last batch does
  /// not, the next call does.
  /// - Parameters:
  ///   - size: How many indices make a batch.
  ///   - dropLast: Whether a short last batch is left out.
  ///   - generator: The generator with which the pass began.
  /// - Returns: The indices, in order, or nil.
  public mutating func nextBatch(
    of size: Int, dropLast: Bool = false, using generator: inout Generator
  ) -> [Int]? {
    precondition(size > 0, "EpochOrder: expected a batch size above 0, found \(size)")
    var batch: [Int] = []
    while batch.count < size, let index = next(using: &generator) { batch.append(index) }
    return batch.isEmpty || (dropLast && batch.count < size) ? nil : batch
  }

  /// Draws the indices that torch draws at once.
  private mutating func draw(using generator: inout Generator) {
    let remaining = sampler.count - given
    position = 0
    switch sampler.kind {
    case .sequential:
      isFinished = true
    case .subset(let indices):
      drawn = generator.permutation(indices.count).map { indices[$0] }
      isFinished = true
    case .weighted(let weights, let replacement):
      drawn =
        remaining == 0
        ? [] : generator.multinomial(weights, samples: remaining, replacement: replacement)
      isFinished = true
    case .shuffled, .replaced:
      guard sampler.population > 0 else {
        isFinished = true
        return
      }
      if generator.stream == .torch2017 {
        drawOnce2017(using: &generator)
      } else if ownsGenerator {
        drawPart(of: remaining, using: &generator)
      } else {
        var source = privateGenerator ?? Generator(seed: generator.seedDraw())
        privateGenerator = nil
        drawPart(of: remaining, using: &source)
        privateGenerator = source
      }
    }
  }

  /// One permutation, or 32 draws with replacement; less than that ends the pass, and none at
  /// all is a part too.
  private mutating func drawPart(of remaining: Int, using source: inout Generator) {
    let part: Int
    if sampler.kind == .replaced {
      part = 32
      drawn = source.integers(in: 0..<sampler.population, count: min(part, remaining))
    } else {
      part = sampler.population
      drawn = Array(source.permutation(part).prefix(remaining))
    }
    isFinished = remaining < part
  }

  private mutating func drawOnce2017(using generator: inout Generator) {
    precondition(
      sampler.kind == .shuffled && sampler.count == sampler.population,
      "Sampler: only whole permutations are specified for the .torch2017 stream; use .torch")
    drawn = generator.permutation(sampler.population)
    isFinished = true
  }
}
