import DescentTensor

/// Batches of the records of many files, shuffled twice: the files, and a buffer of their records.
///
///     let records = try ShardedRecords(
///       paths, order: RecordOrder(openFiles: 4, shuffleBuffer: 2000), batchSize: 200, prefetching: 2
///     ) { records throws(DataError) in
///       let examples = try records.map { record throws(DataError) in try record.example() }
///       …
///     }
///     try trainer.fit(&model, on: records, epochs: 10, in: &context)
///
/// Each pass draws a seed from the generator that it is given, two words, and all else from a generator
/// of its own; its ``BatchPass/place`` goes on from its middle in another process, to the record.
public struct ShardedRecords<Batch: Sendable>: BatchSource {
  /// The files.
  public let paths: [String]
  /// In which order their records come.
  public let order: RecordOrder
  /// How many records make a batch; the last may be short.
  public let batchSize: Int
  /// Whether a short last batch is left out.
  public let dropsLast: Bool
  /// How many batches are read and made ahead, on other threads; what they are does not depend on it.
  public let prefetching: Int
  /// The number of records in all files, where the caller knows it.
  public let recordCount: Int?
  private let stamps: [FileStamp]
  private let collect: @Sendable ([Record]) throws(DataError) -> Batch

  /// Batches of the records of files.
  ///
  /// - Parameters:
  ///   - paths: The files, plain or compressed by gzip, whose order matters as a seed does.
  ///   - order: In which order their records come.
  ///   - batchSize: How many records make a batch.
  ///   - dropsLast: Whether a short last batch is left out.
  ///   - prefetching: How many batches are read and made ahead, on other threads.
  ///   - recordCount: The number of records in all files, from which ``batchesPerPass`` follows; the
  ///     files do not say it.
  ///   - collect: Makes a batch of records, on any thread.
  /// - Throws: ``DataError`` if a file is not there.
  /// - Precondition: Batches have a record or more.
  public init(
    _ paths: [String], order: RecordOrder = RecordOrder(), batchSize: Int,
    dropsLast: Bool = false, prefetching: Int = 0, recordCount: Int? = nil,
    collect: @escaping @Sendable ([Record]) throws(DataError) -> Batch
  ) throws(DataError) {
    precondition(batchSize > 0, "ShardedRecords: batches of \(batchSize) records")
    precondition(prefetching >= 0, "ShardedRecords: \(prefetching) batches ahead")
    self.paths = paths
    self.order = order
    self.batchSize = batchSize
    self.dropsLast = dropsLast
    self.prefetching = prefetching
    self.recordCount = recordCount
    self.collect = collect
    stamps = try paths.map { path throws(DataError) in try FileStamp(path: path) }
  }

  /// The number of batches of one pass, where ``recordCount`` is known.
  public var batchesPerPass: Int? {
    recordCount.map { dropsLast ? $0 / batchSize : ($0 + batchSize - 1) / batchSize }
  }

  /// A number that is another one, very likely, for files of other names or sizes.
  public var fingerprint: UInt32? {
    stamps.reduce(0) { sum, stamp in
      Array("\(stamp.name)\n\(stamp.size)\n".utf8).withUnsafeBytes { crc32c($0, after: sum) }
    }
  }

  /// Begins a pass.
  ///
  /// - Parameter generator: Gives the seed of the pass, two words.
  /// - Returns: The pass, before its first batch.
  public func pass(using generator: inout Generator) -> Pass {
    let stream = RecordStream(paths, stamps: stamps, order: order, seed: generator.next())
    return Pass(BatchProducer(stream, batchSize, dropsLast, prefetching, collect), of: self)
  }

  /// Goes on with a pass that was left at a place.
  ///
  /// - Parameter place: What ``Pass/place`` was, of a pass over the same files.
  /// - Returns: The pass, before the batch that comes next.
  /// - Throws: ``DataError`` if the files are others, or the pass has no such place.
  public func pass(at place: RecordPosition) throws(DataError) -> Pass {
    Pass(try producer(at: place), of: self)
  }

  fileprivate func producer(at place: RecordPosition) throws(DataError) -> BatchProducer<Batch> {
    BatchProducer(
      try .resumed(paths, at: place), batchSize, dropsLast, prefetching, collect)
  }

  /// One pass over the files.
  ///
  /// A copy of a pass opens the files anew when one of the two goes on.
  public struct Pass: BatchPass {
    private let source: ShardedRecords
    private var producer: BatchProducer<Batch>

    fileprivate init(_ producer: BatchProducer<Batch>, of source: ShardedRecords) {
      self.source = source
      self.producer = producer
    }

    /// Where the pass is: before the batch that comes next.
    public var place: RecordPosition { producer.place }

    /// Gives the next batch.
    ///
    /// - Parameter generator: The generator with which the pass began, from which nothing is drawn.
    /// - Returns: The batch with the number of its records, or nil after the last.
    /// - Throws: ``DataError`` if a file cannot be read, holds other bytes than its checksums say, or
    ///   no batch can be made of its records.
    public mutating func next(
      using generator: inout Generator
    ) throws(DataError) -> (batch: Batch, count: Int)? {
      if !isKnownUniquelyReferenced(&producer) {
        producer = try source.producer(at: producer.place)
      }
      return try producer.next()
    }
  }
}
