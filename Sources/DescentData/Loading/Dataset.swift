/// Examples that can be had by their numbers.
///
/// ``Examples`` are a data set in memory. Another one may read files, or change pictures at random:
///
///     struct Digits: Dataset {
///       let names: [String]
///       var count: Int { names.count }
///       func batch(_ rows: [Int]) -> Tensor { .stacked(rows.map { picture(names[$0]) }) }
///     }
///     let loader = DataLoader(Digits(names: names), batchSize: 64, prefetching: 4)
public protocol Dataset<Batch>: Sendable {
  /// What some of the examples make together.
  associatedtype Batch: Sendable

  /// The number of examples.
  var count: Int { get }

  /// The examples at these rows, in their order.
  ///
  /// It may be called from several threads at once.
  func batch(_ rows: [Int]) -> Batch

  /// A number that is another one, very likely, for other data; nil, the default, where none is kept.
  var fingerprint: UInt32? { get }
}

extension Dataset {
  /// None.
  public var fingerprint: UInt32? { nil }
}
