extension Safetensors {
  /// Reads a file.
  ///
  /// - Parameter path: The file.
  /// - Returns: The tensors and the text about them.
  /// - Throws: A ``DataError`` if it cannot be read, or is not what its header says.
  public static func read(_ path: String) throws(DataError) -> Safetensors {
    try decode(readBytes(of: path), path: path)
  }

  /// Reads the bytes of a file; the path stands in errors only.
  ///
  /// Everything the header says is checked against the bytes that are there
  /// before any of it is believed.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: What messages call it.
  /// - Returns: The tensors and the text about them.
  /// - Throws: A ``DataError`` if they are not what the header says.
  public static func decode(_ bytes: [UInt8], path: String) throws(DataError) -> Safetensors {
    guard !bytes.isEmpty else { throw DataError(.empty, path: path) }
    let length = try SafetensorsHeader.length(bytes.prefix(8), fileSize: bytes.count, path: path)
    let dataStart = 8 + length
    let header = try SafetensorsHeader(
      bytes[8..<dataStart], dataCount: bytes.count - dataStart, path: path)
    let entries = header.tensors.map { tensor in
      let range = (tensor.range.lowerBound + dataStart)..<(tensor.range.upperBound + dataStart)
      return SafetensorsEntry(
        name: tensor.name, type: tensor.type, shape: tensor.shape, bytes: Array(bytes[range]))
    }
    return Safetensors(entries: entries, metadata: header.metadata)
  }
}
