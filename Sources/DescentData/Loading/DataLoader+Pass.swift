import DescentTensor

extension DataLoader {
  /// One pass over the data set.
  public struct Pass: BatchPass {
    /// Where a pass is: the generator as it was when the pass began, and how many batches were given.
    ///
    /// Whatever is drawn for an order is drawn before the first batch is given, so that this is
    /// enough from then on, whoever drew from the generator since.
    public struct Place: Codable, Equatable, Sendable {
      /// The generator as it was when the pass began.
      public let start: Generator
      /// How many batches were given.
      public let batches: Int
    }

    private let loader: DataLoader
    private let start: Generator
    private var given = 0
    private var order: EpochOrder
    /// Batches that are being made ahead, the next one first.
    private var ahead: [Ahead<Batch>] = []
    private var isAtEnd = false

    init(of loader: DataLoader, using generator: inout Generator) {
      self.loader = loader
      start = generator
      order = EpochOrder(loader.sampler, using: &generator)
    }

    init?(of loader: DataLoader, at place: Place) {
      var generator = place.start
      self.init(of: loader, using: &generator)
      guard place.batches >= 0 else { return nil }
      while given < place.batches {
        guard rows(&generator) != nil else { return nil }
        given += 1
      }
    }

    /// Where the pass is: before the batch that comes next.
    public var place: Place { Place(start: start, batches: given) }

    /// Gives the next batch.
    ///
    /// - Parameter generator: The generator with which the pass began.
    /// - Returns: The batch with the number of its examples, or nil after the last.
    public mutating func next(using generator: inout Generator) -> (batch: Batch, count: Int)? {
      let batch: (batch: Batch, count: Int)?
      if loader.prefetching == 0 {
        batch = rows(&generator).map { (loader.collect($0), $0.count) }
      } else {
        while !isAtEnd, ahead.count <= loader.prefetching {
          if let rows = rows(&generator) {
            ahead.append(Ahead(rows, loader.collect))
          } else {
            isAtEnd = true
          }
        }
        batch = ahead.isEmpty ? nil : ahead.removeFirst().wait()
      }
      if batch != nil { given += 1 }
      return batch
    }

    private mutating func rows(_ generator: inout Generator) -> [Int]? {
      order.nextBatch(of: loader.batchSize, dropLast: loader.dropsLast, using: &generator)
    }
  }
}
