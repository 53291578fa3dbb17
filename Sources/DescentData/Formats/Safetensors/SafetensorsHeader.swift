/// The header of a tensor file, checked against the bytes that are there.
struct SafetensorsHeader {
  /// What it says of each tensor, in the order of the data.
  let tensors: [TensorHeader]
  let metadata: [String: String]

  /// The length that the first 8 bytes give, of a header that is there.
  static func length(
    _ field: ArraySlice<UInt8>, fileSize: Int, path: String
  ) throws(DataError) -> Int {
    func failure(_ reason: String) -> DataError {
      DataError(.safetensors(reason: reason), path: path)
    }
    guard field.count == 8 else {
      throw failure("expected 8 bytes for the header's length, found \(field.count)")
    }
    let length = field.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let limit = Safetensors.headerLimit
    guard length <= limit else {
      throw failure("expected a header of at most \(limit) bytes, found \(length) claimed")
    }
    guard Int(length) <= fileSize - 8 else {
      throw failure("expected a header of \(length) bytes, found \(fileSize - 8)")
    }
    return Int(length)
  }

  /// Reads the header itself, behind which there are so many bytes of data.
  init(_ header: ArraySlice<UInt8>, dataCount: Int, path: String) throws(DataError) {
    func failure(_ reason: String) -> DataError {
      DataError(.safetensors(reason: reason), path: path)
    }
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
          metadata = try Self.readMetadata(value)
        } else {
          tensors.append(try TensorHeader(name: name, value, dataCount: dataCount))
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
    guard end == dataCount else {
      throw failure("expected \(end) bytes of data, found \(dataCount)")
    }
    self.tensors = tensors
    self.metadata = metadata
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
