/// Named tensors in one file, in the safetensors format.
///
/// A file is the length of the header (8 bytes, little-endian), the header
/// (JSON: for each tensor its type, shape and place in the data), and the data:
/// the tensors end to end, without holes.
/// The format: <https://github.com/huggingface/safetensors#format>.
public struct Safetensors: Equatable, Sendable {
  /// The tensors.
  public var entries: [SafetensorsEntry]
  /// Free text about them.
  public var metadata: [String: String]

  /// A set of tensors with distinct names.
  ///
  /// - Parameters:
  ///   - entries: The tensors.
  ///   - metadata: Free text about them.
  public init(entries: [SafetensorsEntry], metadata: [String: String] = [:]) {
    self.entries = entries
    self.metadata = metadata
  }

  /// The tensor of this name.
  public subscript(name: String) -> SafetensorsEntry? {
    entries.first { $0.name == name }
  }

  /// The largest header that readers of this format accept.
  static let headerLimit = 100_000_000

  /// Writes the file, whole or not at all.
  ///
  /// The same tensors give the same bytes: larger elements come first, so that
  /// all are aligned, then names in the order of their bytes. The header is
  /// padded with spaces to a multiple of 8.
  ///
  /// - Parameter path: The file.
  /// - Throws: A ``DataError`` if it cannot be written; what was there before is then as it was.
  public func write(to path: String) throws(DataError) {
    let sorted = sortedEntries()
    var file = try AtomicFile(path: path)
    try file.write(header(of: sorted))
    for entry in sorted { try file.write(entry.bytes) }
    try file.commit()
  }

  /// The bytes of the file.
  public func encoded() -> [UInt8] {
    let sorted = sortedEntries()
    return sorted.reduce(into: header(of: sorted)) { $0 += $1.bytes }
  }

  private func sortedEntries() -> [SafetensorsEntry] {
    let order = SafetensorsType.allCases
    func rank(_ type: SafetensorsType) -> Int { order.firstIndex(of: type) ?? order.count }
    return entries.sorted { a, b in
      let (first, second) = (rank(a.type), rank(b.type))
      return first != second ? first < second : a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
    }
  }

  private func header(of sorted: [SafetensorsEntry]) -> [UInt8] {
    precondition(
      Set(entries.map { Array($0.name.utf8) }).count == entries.count,
      "Safetensors: two tensors of one name")
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(jsonString($0.key)):\(jsonString($0.value))" }
      members.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for entry in sorted {
      let shape = entry.shape.map { String($0) }.joined(separator: ",")
      let end = offset + entry.bytes.count
      members.append(
        "\(jsonString(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    json += [UInt8](repeating: 32, count: (8 - json.count % 8) % 8)
    precondition(json.count <= Self.headerLimit, "Safetensors: the header has \(json.count) bytes")
    let length = UInt64(json.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + json
  }
}
