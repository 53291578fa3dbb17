/// What a file is, by its first bytes and where these leave it open by its name.
package enum FileFormat: String, Sendable {
  case npy = "NPY"
  case idx = "IDX"
  case npz = "NPZ"
  case safetensors
  case tfRecord = "TFRecord"
  case tfEvents = "tfevents"
  case jsonLines = "JSON lines"
  case text = "delimited text"

  /// Looks at a file, compressed by gzip or not.
  ///
  /// - Parameter path: The file.
  /// - Throws: A ``DataError`` if it cannot be read or is empty.
  package init(of path: String) throws(DataError) {
    // A TFRecord file may begin like a gzip file.
    var raw = try InputFile(path: path)
    guard raw.size != nil else {
      throw DataError(
        .cannotRead(reason: "expected a file on a disk, found a device or a pipe"), path: path)
    }
    let first = try raw.take(12)
    if first.count == 12, first.withUnsafeBytes({ TFRecord.isHeader($0) }) {
      self = .tfRecord
      let rest = try raw.take(64)
      if String(decoding: rest, as: UTF8.self).contains("brain.Event:") { self = .tfEvents }
      return
    }
    var reader = try ByteReader(path: path)
    self.init(head: try reader.take(4096), name: path.lowercased())
  }

  /// Judges the first bytes of an unpacked file.
  init(head: [UInt8], name: String) {
    let isRecord =
      head.count >= 12 && head[..<12].withUnsafeBytes { TFRecord.isHeader($0) }
    let stem = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    let firstText = head.first { !($0 == 32 || (9...13).contains($0)) }
    self =
      if isRecord {
        String(decoding: head.dropFirst(12).prefix(64), as: UTF8.self).contains("brain.Event:")
          ? .tfEvents : .tfRecord
      } else if head.starts(with: NPYHeader.magic) {
        .npy
      } else if head.starts(with: [0x50, 0x4b, 3, 4]) || head.starts(with: [0x50, 0x4b, 5, 6]) {
        .npz
      } else if head.count >= 4, head[0] == 0, head[1] == 0, (8...14).contains(head[2]),
        (1...8).contains(head[3])
      {
        .idx
      } else if head.count >= 9, head[4..<8].allSatisfy({ $0 == 0 }), head[8] == UInt8(ascii: "{") {
        .safetensors
      } else if stem.hasSuffix(".jsonl") || stem.hasSuffix(".ndjson")
        || firstText == UInt8(ascii: "{")
      {
        .jsonLines
      } else {
        .text
      }
  }
}

extension InputFile {
  /// The next bytes: at most so many, fewer at the end.
  fileprivate mutating func take(_ count: Int) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var piece = [UInt8](repeating: 0, count: count - bytes.count)
      let found = try piece.withUnsafeMutableBufferPointer { (room) throws(DataError) in
        try read(into: UnsafeMutableRawBufferPointer(room))
      }
      if found == 0 { break }
      bytes += piece[..<found]
    }
    return bytes
  }
}
