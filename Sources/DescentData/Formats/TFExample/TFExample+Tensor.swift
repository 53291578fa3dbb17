import DescentTensor

extension TFExample {
  /// The byte strings of a name.
  ///
  /// - Parameter name: The name of the feature.
  /// - Returns: The strings, none where the feature is empty.
  /// - Throws: ``DataError`` if there is no such feature or it holds numbers.
  public func bytes(_ name: String) throws(DataError) -> [[UInt8]] {
    if case .bytes(let values) = try feature(name) { return values }
    return try empty(name, instead: "byte strings")
  }

  /// The floats of a name.
  ///
  /// - Parameter name: The name of the feature.
  /// - Returns: The numbers, none where the feature is empty.
  /// - Throws: ``DataError`` if there is no such feature or it holds something else.
  public func floats(_ name: String) throws(DataError) -> [Float] {
    if case .floats(let values) = try feature(name) { return values }
    return try empty(name, instead: "floats")
  }

  /// The integers of a name.
  ///
  /// - Parameter name: The name of the feature.
  /// - Returns: The numbers, none where the feature is empty.
  /// - Throws: ``DataError`` if there is no such feature or it holds something else.
  public func integers(_ name: String) throws(DataError) -> [Int64] {
    if case .integers(let values) = try feature(name) { return values }
    return try empty(name, instead: "integers")
  }

  /// A feature as a tensor: floats as `float32`, integers as `int64`, one byte string as `uint8`.
  ///
  /// - Parameters:
  ///   - name: The name of the feature.
  ///   - shape: The shape, which has as many elements as the feature.
  /// - Returns: The tensor, its elements in the order of the feature.
  /// - Throws: ``DataError`` if there is no such feature or it has another number of elements.
  public func tensor(_ name: String, shape: Shape) throws(DataError) -> Tensor {
    switch try feature(name) {
    case .floats(let values):
      try expect(shape, values.count, "float", name)
      return Tensor(values, shape: shape)
    case .integers(let values):
      try expect(shape, values.count, "integer", name)
      return Tensor(values, shape: shape)
    case .bytes(let values):
      guard values.count == 1 || shape.count == 0 else {
        throw problem("feature \(quoted(name)): expected one byte string, found \(values.count)")
      }
      let value = values.first ?? []
      try expect(shape, value.count, "byte", name)
      return Tensor(value, shape: shape)
    }
  }

  private func feature(_ name: String) throws(DataError) -> Feature {
    guard let feature = features[name] else {
      let names = features.isEmpty ? "none" : listed(features.keys.sorted())
      throw problem("expected a feature named \(quoted(name)), found \(names)")
    }
    return feature
  }

  /// An empty feature is of every kind: the format does not say of which.
  private func empty<Value>(_ name: String, instead: String) throws(DataError) -> [Value] {
    switch features[name] {
    case .bytes([]), .floats([]), .integers([]), nil: return []
    case .some(let other):
      throw problem("feature \(quoted(name)): expected \(instead), found \(other.kind)")
    }
  }

  private func expect(
    _ shape: Shape, _ found: Int, _ noun: String, _ name: String
  ) throws(DataError) {
    guard shape.count == found else {
      throw problem(
        "feature \(quoted(name)): expected \(counted(shape.count, noun)) for the shape \(shape), "
          + "found \(found)")
    }
  }

  private func problem(_ reason: String) -> DataError {
    DataError(.example(index: index, reason: reason), path: path)
  }
}

extension TFExample.Feature {
  /// The elements of a tensor, in row-major order: of `float32` as floats, of `int32`, `int64` and
  /// `bool` as integers, of `uint8` as one byte string.
  ///
  /// - Precondition: The tensor is not `float64`, of which the format holds none: convert it.
  public init(_ tensor: Tensor) {
    switch tensor.dtype {
    case .float32: self = .floats(tensor.elements(as: Float.self))
    case .uint8: self = .bytes([tensor.elements(as: UInt8.self)])
    case .int64: self = .integers(tensor.elements(as: Int64.self))
    case .int32: self = .integers(tensor.elements(as: Int32.self).map { Int64($0) })
    case .bool: self = .integers(tensor.elements(as: Bool.self).map { $0 ? 1 : 0 })
    case .float64:
      preconditionFailure("TFExample: tf.train.Example has no float64; convert it to float32")
    }
  }
}
