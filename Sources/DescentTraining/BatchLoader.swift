import DescentTensor

/// Cuts a data set into batches, in a new order at each pass.
///
/// The orders are those of torch's `DataLoader`, drawn at the same moments from the same stream, so
/// that a training program gives the numbers of its Python twin.
///
///     let loader = BatchLoader(examples, batchSize: 32)
///     var epoch = loader.epoch(using: &generator)
///     while let batch = epoch.next(using: &generator) { … }
public struct BatchLoader<Batch: Sendable>: Sendable {
  /// Which examples come in which order.
  public var sampler: Sampler
  /// How many examples make a batch; the last may be short.
  public var batchSize: Int
  /// Whether a short last batch is left out.
  public var dropsLast: Bool
  private let collect: @Sendable (_ rows: [Int]) -> Batch

  /// A loader over the examples that a sampler names.
  ///
  /// - Parameters:
  ///   - sampler: Which examples come in which order.
  ///   - batchSize: How many examples make a batch.
  ///   - dropsLast: Whether a short last batch is left out.
  ///   - collect: Makes a batch of the examples at some rows.
  public init(
    _ sampler: Sampler, batchSize: Int, dropsLast: Bool = false,
    collect: @escaping @Sendable (_ rows: [Int]) -> Batch
  ) {
    precondition(batchSize > 0, "BatchLoader: batches of \(batchSize) examples")
    self.sampler = sampler
    self.batchSize = batchSize
    self.dropsLast = dropsLast
    self.collect = collect
  }

  /// The number of batches of one pass.
  public var batchCount: Int { sampler.batchCount(of: batchSize, dropLast: dropsLast) }

  /// Begins a pass.
  public func epoch(using generator: inout Generator) -> Epoch {
    Epoch(loader: self, order: EpochOrder(sampler, using: &generator))
  }

  /// One pass over the data set.
  public struct Epoch: Sendable {
    private let loader: BatchLoader
    private var order: EpochOrder

    fileprivate init(loader: BatchLoader, order: EpochOrder) {
      self.loader = loader
      self.order = order
    }

    /// Gives the next batch with the number of its examples, or nil after the last.
    ///
    /// The generator is the one with which the pass began.
    public mutating func next(using generator: inout Generator) -> (batch: Batch, count: Int)? {
      let rows = order.nextBatch(
        of: loader.batchSize, dropLast: loader.dropsLast, using: &generator)
      return rows.map { (loader.collect($0), $0.count) }
    }
  }
}

extension BatchLoader where Batch == Examples {
  /// A loader over all examples, shuffled anew at each pass unless said otherwise.
  ///
  /// - Parameters:
  ///   - examples: All of them.
  ///   - batchSize: How many make a batch.
  ///   - shuffles: Whether each pass has an order of its own.
  ///   - dropsLast: Whether a short last batch is left out.
  public init(
    _ examples: Examples, batchSize: Int, shuffles: Bool = true, dropsLast: Bool = false
  ) {
    self.init(
      shuffles ? .shuffled(examples.count) : .sequential(examples.count), batchSize: batchSize,
      dropsLast: dropsLast
    ) { examples[$0] }
  }
}
