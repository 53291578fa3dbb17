/// What of the header cannot be.
struct HeaderFailure: Error {
  let reason: String
}

/// What the header says of one tensor, checked.
struct TensorHeader {
  let name: String
  let type: SafetensorsType
  let shape: [Int]
  let range: Range<Int>

  init(name: String, _ value: HeaderJSON, dataCount: Int) throws(HeaderFailure) {
    let place = "tensor \(quoted(name))"
    guard case .object(let members) = value else {
      throw HeaderFailure(reason: "\(place) is not an object")
    }
    func member(_ key: String) -> HeaderJSON? { members.first { $0.key == key }?.value }
    let known = ["dtype", "shape", "data_offsets"]
    if let other = members.first(where: { !known.contains($0.key) }) {
      throw HeaderFailure(reason: "\(place) has an unknown field \(quoted(other.key))")
    }

    guard case .string(let typeName) = member("dtype") else {
      throw HeaderFailure(reason: "\(place) has no dtype")
    }
    guard let type = SafetensorsType(rawValue: typeName) else {
      let supported = SafetensorsType.allCases.map(\.rawValue).joined(separator: ", ")
      throw HeaderFailure(
        reason: "\(place) has type \(quoted(typeName)), supported are \(supported)")
    }
    guard let shape = Self.integers(member("shape")) else {
      throw HeaderFailure(reason: "\(place) has no shape of whole numbers")
    }
    guard let offsets = Self.integers(member("data_offsets")), offsets.count == 2 else {
      throw HeaderFailure(reason: "\(place) has no data_offsets of two whole numbers")
    }
    guard offsets[0] <= offsets[1], offsets[1] <= dataCount else {
      throw HeaderFailure(
        reason: "\(place) lies at bytes \(offsets[0]) to \(offsets[1]) of \(dataCount)")
    }
    // A zero anywhere makes the tensor empty, however large the other extents are.
    var size = type.size
    if shape.contains(0) {
      size = 0
    } else {
      for extent in shape {
        let (product, overflow) = size.multipliedReportingOverflow(by: extent)
        guard !overflow else {
          throw HeaderFailure(reason: "\(place) has a shape of more bytes than 2^63")
        }
        size = product
      }
    }
    guard size == offsets[1] - offsets[0] else {
      throw HeaderFailure(
        reason: "\(place) of type \(typeName) and shape \(shape) needs \(size) bytes, "
          + "found \(offsets[1] - offsets[0])")
    }
    self.name = name
    self.type = type
    self.shape = shape
    self.range = offsets[0]..<offsets[1]
  }

  private static func integers(_ value: HeaderJSON?) -> [Int]? {
    guard case .array(let elements) = value else { return nil }
    var result: [Int] = []
    for element in elements {
      guard case .integer(let number) = element else { return nil }
      result.append(number)
    }
    return result
  }
}
