import DescentTensor

/// Cuts a data set into batches, in a new order at each pass.
///
/// The orders are those of torch's `DataLoader`, drawn at the same moments from the same stream, so
/// that a training program gives the numbers of its Python twin.
///
///     let loader = DataLoader(examples, batchSize: 32)
///     var pass = loader.pass(using: &generator)
///     while let (batch, count) = pass.next(using: &generator) { … }
///
/// A pass is a value, and its ``Pass/place`` is enough to go on from its middle in another process.
public struct DataLoader<Batch: Sendable>: BatchSource {
  /// Which examples come in which order.
  public var sampler: Sampler
  /// How many examples make a batch; the last may be short.
  public var batchSize: Int
  /// Whether a short last batch is left out.
  public var dropsLast: Bool
  /// How many batches are made ahead, on other threads; what they are does not depend on it.
  public var prefetching: Int
  /// A number that is another one, very likely, for other data; nil where none is kept.
  public var fingerprint: UInt32?
  let collect: @Sendable (_ rows: [Int]) -> Batch

  /// A loader over the examples that a sampler names.
  ///
  /// - Parameters:
  ///   - sampler: Which examples come in which order.
  ///   - batchSize: How many examples make a batch.
  ///   - dropsLast: Whether a short last batch is left out.
  ///   - prefetching: How many batches are made ahead, on other threads.
  ///   - collect: Makes a batch of the examples at some rows, on any thread.
  public init(
    _ sampler: Sampler, batchSize: Int, dropsLast: Bool = false, prefetching: Int = 0,
    collect: @escaping @Sendable (_ rows: [Int]) -> Batch
  ) {
    precondition(batchSize > 0, "DataLoader: batches of \(batchSize) examples")
    precondition(prefetching >= 0, "DataLoader: \(prefetching) batches ahead")
    self.sampler = sampler
    self.batchSize = batchSize
    self.dropsLast = dropsLast
    self.prefetching = prefetching
    self.collect = collect
  }

  /// A loader over a data set, shuffled anew at each pass unless said otherwise.
  ///
  /// - Parameters:
  ///   - data: All examples.
  ///   - batchSize: How many make a batch.
  ///   - shuffles: Whether each pass has an order of its own.
  ///   - dropsLast: Whether a short last batch is left out.
  ///   - prefetching: How many batches are made ahead, on other threads.
  public init(
    _ data: some Dataset<Batch>, batchSize: Int, shuffles: Bool = true, dropsLast: Bool = false,
    prefetching: Int = 0
  ) {
    self.init(
      data, in: shuffles ? .shuffled(data.count) : .sequential(data.count), batchSize: batchSize,
      dropsLast: dropsLast, prefetching: prefetching)
  }

  /// A loader over a data set in the order of a sampler.
  ///
  /// - Parameters:
  ///   - data: All examples.
  ///   - sampler: Which of them come in which order.
  ///   - batchSize: How many make a batch.
  ///   - dropsLast: Whether a short last batch is left out.
  ///   - prefetching: How many batches are made ahead, on other threads.
  public init(
    _ data: some Dataset<Batch>, in sampler: Sampler, batchSize: Int, dropsLast: Bool = false,
    prefetching: Int = 0
  ) {
    self.init(
      sampler, batchSize: batchSize, dropsLast: dropsLast, prefetching: prefetching
    ) { data.batch($0) }
    fingerprint = data.fingerprint
  }

  /// The number of batches of one pass.
  public var batchCount: Int { sampler.batchCount(of: batchSize, dropLast: dropsLast) }

  /// The number of batches of one pass.
  public var batchesPerPass: Int? { batchCount }

  /// Begins a pass.
  ///
  /// - Parameter generator: Where the order is drawn; every later call wants the same.
  /// - Returns: The pass, before its first batch.
  public func pass(using generator: inout Generator) -> Pass {
    Pass(of: self, using: &generator)
  }

  /// Goes on with a pass that was left at a place.
  ///
  /// The order is drawn again from where it was drawn; the examples before are not made again.
  ///
  /// - Parameter place: What ``Pass/place`` was, of a pass of an equal loader.
  /// - Returns: The pass, before the batch that comes next.
  /// - Throws: ``DataError`` if there is no such place in the pass.
  public func pass(at place: Pass.Place) throws(DataError) -> Pass {
    guard let pass = Pass(of: self, at: place) else {
      throw DataError(
        .noSuchPlace(batches: place.batches, count: batchCount), path: "data loader")
    }
    return pass
  }
}
