import DescentTensor

/// Where a training run takes its batches from, pass by pass.
///
/// ``DataLoader`` is one, for examples that can be had by their numbers.
public protocol BatchSource<Batch>: Sendable {
  /// What one step is computed on.
  associatedtype Batch: Sendable
  /// One pass over the data.
  associatedtype Pass: BatchPass<Batch>

  /// The number of batches of one pass; nil where that is known at its end only.
  var batchesPerPass: Int? { get }
  /// A number that is another one, very likely, for other data; nil where none is kept.
  var fingerprint: UInt32? { get }

  /// Begins a pass.
  ///
  /// - Parameter generator: Where orders are drawn; every later call wants the same.
  /// - Returns: The pass, before its first batch.
  /// - Throws: ``DataError`` if the data cannot be had.
  func pass(using generator: inout Generator) throws(DataError) -> Pass

  /// Goes on with a pass that was left at a place.
  ///
  /// - Parameter place: What ``BatchPass/place`` was, of a pass over the same data.
  /// - Returns: The pass, before the batch that comes next.
  /// - Throws: ``DataError`` if the data cannot be had, or have no such place.
  func pass(at place: Pass.Place) throws(DataError) -> Pass
}

/// One pass over the data of a ``BatchSource``.
public protocol BatchPass<Batch>: Sendable {
  /// What one step is computed on.
  associatedtype Batch: Sendable
  /// Where a pass is: enough to go on from there in another process.
  associatedtype Place: Codable & Sendable

  /// Where the pass is: before the batch that comes next.
  var place: Place { get }

  /// Gives the next batch.
  ///
  /// - Parameter generator: The generator with which the pass began.
  /// - Returns: The batch with the number of its examples, or nil after the last.
  /// - Throws: ``DataError`` if the data cannot be had.
  mutating func next(
    using generator: inout Generator
  ) throws(DataError) -> (batch: Batch, count: Int)?
}

extension BatchSource {
  /// None.
  public var fingerprint: UInt32? { nil }
}
