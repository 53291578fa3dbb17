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
    func failure(_ reason: String) -> DataError {
      DataError(.safetensors(reason: reason), path: path)
    }

    guard !bytes.isEmpty else { throw DataError(.empty, path: path) }
    guard bytes.count >= 8 else {
      throw failure("expected 8 bytes for the header's length, found \(bytes.count)")
    }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= headerLimit else {
      throw failure("expected a header of at most \(headerLimit) bytes, found \(length) claimed")
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= bytes.count else {
      throw failure("expected a header of \(length) bytes, found \(bytes.count - 8)")
    }
    let header = bytes[8..<dataStart]
    guard header.first == UInt8(ascii: "{") else { throw failure("the header is not JSON") }
    let invalid = header.withUnsafeBufferPointer { firstInvalidUTF8($0) }
    if let invalid { throw failure("the header is not UTF-8 at byte \(8 + invalid)") }

    let json: HeaderJSON
    do { json = try HeaderJSON.parse(header) } catch {
      throw failure("in the header, expected \(error.expected) at byte \(8 + error.offset)")
    }
    guard case .object(let members) = json else { throw failure("the header is not an object") }

    var metadata: [String: String] = [:]
    var tensors: [TensorHeader] = []
    for (name, value) in members {
      do {
        if name == "__metadata__" {
          metadata = try readMetadata(value)
        } else {
          tensors.append(try TensorHeader(name: name, value, dataCount: bytes.count - dataStart))
        }
      } catch { throw failure(error.reason) }
    }

    tensors.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    for tensor in tensors {
      guard tensor.range.lowerBound == end else {
        let trouble = tensor.range.lowerBound < end ? "overlaps the one before" : "leaves a hole"
        throw failure(
          "tensor \(quoted(tensor.name)) begins at byte \(tensor.range.lowerBound) of the data "
            + "and \(trouble), which ends at \(end)")
      }
      end = tensor.range.upperBound
    }
    guard end == bytes.count - dataStart else {
      throw failure("expected \(end) bytes of data, found \(bytes.count - dataStart)")
    }
    let entries = tensors.map { tensor in
      let range = (tensor.range.lowerBound + dataStart)..<(tensor.range.upperBound + dataStart)
      return SafetensorsEntry(
        name: tensor.name, type: tensor.type, shape: tensor.shape, bytes: Array(bytes[range]))
    }
    return Safetensors(entries: entries, metadata: metadata)
  }

  private static func readMetadata(_ value: HeaderJSON) throws(HeaderFailure) -> [String: String] {
    guard case .object(let members) = value else {
      throw HeaderFailure(reason: "__metadata__ is not an object")
    }
    var result: [String: String] = [:]
    for (key, value) in members {
      guard case .string(let text) = value else {
        throw HeaderFailure(reason: "the metadata \(quoted(key)) is not a string")
      }
      result[key] = text
    }
    return result
  }
}
