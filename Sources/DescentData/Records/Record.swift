/// A record with where it is from.
public struct Record: Sendable, Hashable {
  /// Its bytes.
  public let bytes: [UInt8]
  /// The file, as the caller named it.
  public let path: String
  /// Its number in the file, counted from 0.
  public let index: Int

  /// The record as an example.
  ///
  /// - Throws: ``DataError`` if it is no `tf.train.Example`.
  public func example() throws(DataError) -> TFExample {
    try TFExample(bytes, path: path, index: index)
  }
}
