import Foundation
import SwiftProtobuf

/// One example as TensorFlow's pipelines keep it in records: `tf.train.Example`.
///
/// It is features by name, each a list of byte strings, of floats or of integers; the shapes are the
/// program's own knowledge.
///
/// ```swift
/// var example = TFExample()
/// example["label"] = .integers([7])
/// example["image"] = .bytes([[0, 128, 255]])
/// let copy = try TFExample(example.encoded())
/// print(try copy.integers("label"))  // [7]
/// ```
public struct TFExample: Sendable {
  /// What is known under one name.
  public enum Feature: Sendable, Hashable {
    /// Byte strings: images, text, numbers of other types.
    case bytes([[UInt8]])
    /// Numbers in `float32`.
    case floats([Float])
    /// Whole numbers of 64 bits.
    case integers([Int64])
  }

  /// The features by their names.
  public var features: [String: Feature]
  /// The file that the example is from, which errors name.
  public var path = "tf.train.Example"
  /// The number of its record there, counted from 0.
  public var index: Int?

  /// An example of some features.
  public init(_ features: [String: Feature] = [:]) { self.features = features }

  /// The feature of a name, nil where there is none.
  public subscript(name: String) -> Feature? {
    get { features[name] }
    set { features[name] = newValue }
  }
}

extension TFExample: Hashable {
  /// Whether both have the same features; where they are from does not count.
  public static func == (a: TFExample, b: TFExample) -> Bool { a.features == b.features }

  /// Hashes the features.
  public func hash(into hasher: inout Hasher) { hasher.combine(features) }
}

extension TFExample {
  /// Decodes a record.
  ///
  /// - Parameters:
  ///   - record: The bytes of the record.
  ///   - path: The file that it is from, which errors name.
  ///   - index: The number of the record there, counted from 0.
  /// - Throws: ``DataError`` if the bytes are no `tf.train.Example`.
  public init(
    _ record: [UInt8], path: String = "tf.train.Example", index: Int? = nil
  ) throws(DataError) {
    let message: Tensorflow_Example
    do {
      message = try Tensorflow_Example(serializedBytes: record)
    } catch {
      throw DataError(
        .example(index: index, reason: "not a tf.train.Example: \(error)"), path: path)
    }
    self.init(message.features.feature.mapValues(Feature.init))
    self.path = path
    self.index = index
  }

  /// Encodes the features, in the order of their names.
  ///
  /// - Returns: The bytes of a record.
  public func encoded() -> [UInt8] {
    let message = Tensorflow_Example.with { example in
      example.features.feature = features.mapValues(\.message)
    }
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    do {
      return try message.serializedBytes(options: options)
    } catch {
      preconditionFailure("TFExample: features of 2 GB and more cannot be encoded")
    }
  }
}

extension TFExample.Feature {
  init(_ message: Tensorflow_Feature) {
    switch message.kind {
    case .bytesList(let list): self = .bytes(list.value.map { Array($0) })
    case .floatList(let list): self = .floats(list.value)
    case .int64List(let list): self = .integers(list.value)
    // A feature without a list is an empty one, of whatever kind.
    case nil: self = .bytes([])
    }
  }

  var message: Tensorflow_Feature {
    .with { feature in
      switch self {
      case .bytes(let values): feature.bytesList.value = values.map { Data($0) }
      case .floats(let values): feature.floatList.value = values
      case .integers(let values): feature.int64List.value = values
      }
    }
  }

  /// How a person calls it.
  var kind: String {
    switch self {
    case .bytes(let values): counted(values.count, "byte string")
    case .floats(let values): counted(values.count, "float")
    case .integers(let values): counted(values.count, "integer")
    }
  }
}
