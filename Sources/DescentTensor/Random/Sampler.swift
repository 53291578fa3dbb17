/// The order in which one pass over a data set takes its examples: torch's samplers, as a
/// value.
///
/// A sampler says what is drawn; ``EpochOrder`` draws it, at the moments at which torch's
/// loader does.
public struct Sampler: Sendable, Hashable, Codable {
  enum Kind: Sendable, Hashable, Codable {
    case sequential
    case shuffled
    case replaced
    case subset([Int])
    case weighted([Double], replacement: Bool)
  }

  let kind: Kind

  /// The number of examples in the data set.
  let population: Int

  /// How many indices one pass gives.
  public let count: Int

  private init(_ kind: Kind, population: Int, count: Int) {
    precondition(
      population >= 0 && count >= 0,
      "Sampler: expected counts of at least 0, found \(population) and \(count)")
    self.kind = kind
    self.population = population
    self.count = count
  }

  private enum CodingKeys: String, CodingKey {
    case kind, population, count
  }

  /// Reads a sampler, and refuses counts that do not go together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(Kind.self, forKey: .kind)
    population = try container.decode(Int.self, forKey: .population)
    count = try container.decode(Int.self, forKey: .count)
    let isPossible =
      switch kind {
      case .sequential: count == population
      case .shuffled, .replaced: population > 0 || count == 0
      case .subset(let indices): indices.count == count && count == population
      case .weighted(let weights, let replacement):
        weights.count == population && (replacement || count <= population)
          && weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 }
      }
    guard population >= 0, count >= 0, isPossible else {
      throw DecodingError.dataCorruptedError(
        forKey: .count, in: container,
        debugDescription: "sampler: \(count) indices of \(population) examples cannot be drawn")
    }
  }

  /// 0, 1, 2, ...: `SequentialSampler`, the order of a loader that does not shuffle.
  public static func sequential(_ population: Int) -> Sampler {
    Sampler(.sequential, population: population, count: population)
  }

  /// A permutation: `RandomSampler`, the order of a loader that shuffles.
  ///
  /// - Parameters:
  ///   - population: The number of examples in the data set.
  ///   - samples: How many indices to give, if not every example once: whole permutations one
  ///     after the other, the last one cut.
  /// - Returns: The sampler.
  public static func shuffled(_ population: Int, samples: Int? = nil) -> Sampler {
    Sampler(.shuffled, population: population, count: population == 0 ? 0 : samples ?? population)
  }

  /// Independent draws of all examples alike: `RandomSampler` with replacement.
  ///
  /// - Parameters:
  ///   - population: The number of examples in the data set.
  ///   - samples: How many indices to give; as many as there are examples if nil.
  /// - Returns: The sampler.
  public static func withReplacement(_ population: Int, samples: Int? = nil) -> Sampler {
    Sampler(.replaced, population: population, count: population == 0 ? 0 : samples ?? population)
  }

  /// A permutation of given indices: `SubsetRandomSampler`.
  public static func subset(_ indices: [Int]) -> Sampler {
    Sampler(.subset(indices), population: indices.count, count: indices.count)
  }

  /// Draws by weight: `WeightedRandomSampler`.
  ///
  /// - Parameters:
  ///   - weights: A weight for every example, not negative and not all zero.
  ///   - samples: How many indices to give.
  ///   - replacement: Whether an example can be drawn again.
  /// - Returns: The sampler.
  public static func weighted(_ weights: [Double], samples: Int, replacement: Bool = true)
    -> Sampler
  {
    precondition(
      weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 },
      "Sampler: expected finite weights of at least 0, not all of them 0")
    precondition(
      replacement || samples <= weights.count,
      "Sampler: \(samples) samples without replacement of \(weights.count) weights")
    return Sampler(
      .weighted(weights, replacement: replacement), population: weights.count, count: samples)
  }

  /// How many batches one pass gives.
  ///
  /// - Parameters:
  ///   - size: How many indices make a batch.
  ///   - dropLast: Whether a short last batch is left out.
  /// - Returns: The number of batches, a short last one included unless it is left out.
  public func batchCount(of size: Int, dropLast: Bool = false) -> Int {
    precondition(size > 0, "Sampler: expected a batch size above 0, found \(size)")
    return dropLast ? count / size : (count + size - 1) / size
  }
}
