import DescentTensor

extension SafetensorsEntry {
  /// A tensor under a name.
  ///
  ///     let file = Safetensors(entries: model.state.map { SafetensorsEntry(name: $0.path, $0.value) })
  ///
  /// torch reads it with `safetensors.torch.load_file`, and the other way round:
  ///
  ///     let state = try Safetensors.decode(bytes, path: "m.safetensors").entries
  ///     try model.restore(Dictionary(uniqueKeysWithValues: state.map { ($0.name, $0.tensor) }))
  ///
  /// - Parameters:
  ///   - name: Its name in the file.
  ///   - tensor: Of any element type.
  public init(name: String, _ tensor: Tensor) {
    let type: SafetensorsType =
      switch tensor.dtype {
      case .float32: .float32
      case .float64: .float64
      case .int32: .int32
      case .int64: .int64
      case .uint8: .uint8
      case .bool: .bool
      }
    let bytes = tensor.withUnsafeMemory {
      [UInt8](UnsafeRawBufferPointer(start: $0, count: tensor.count * tensor.dtype.size))
    }
    self.init(name: name, type: type, shape: tensor.shape.dimensions, bytes: bytes)
  }

  /// The elements as a tensor of the same type and shape.
  ///
  /// - Precondition: there are at most 8 axes, each shorter than 2³¹.
  public var tensor: Tensor {
    let shape = Shape(shape)
    func numbers<T: TensorScalar & BitwiseCopyable>(_: T.Type) -> Tensor {
      let elements = [T](unsafeUninitializedCapacity: shape.count) { buffer, count in
        UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
        count = shape.count
      }
      return Tensor(elements, shape: shape)
    }
    return switch type {
    case .float32: numbers(Float.self)
    case .float64: numbers(Double.self)
    case .int32: numbers(Int32.self)
    case .int64: numbers(Int64.self)
    case .uint8: numbers(UInt8.self)
    case .bool: Tensor(bytes.map { $0 != 0 }, shape: shape)
    }
  }
}
