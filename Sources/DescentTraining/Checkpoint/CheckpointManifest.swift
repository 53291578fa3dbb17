import DescentData

/// What a checkpoint's folder holds: written last, so that a folder that lacks it, or whose files are
/// others, is none.
struct CheckpointManifest: Codable, Sendable {
  static let name = "manifest.json"
  static let format = "descent-checkpoint"
  static let version = 1

  /// A file, as it was written.
  struct File: Codable, Sendable {
    let bytes: Int
    /// CRC-32C.
    let crc32c: UInt32

    init(_ content: [UInt8]) {
      bytes = content.count
      crc32c = content.withUnsafeBytes { DescentData.crc32c($0) }
    }

    /// What is wrong with bytes that should be this file's; nil if nothing is.
    func objection(to content: [UInt8], named name: String) -> String? {
      if content.count != bytes {
        return "expected \(bytes) bytes in \(name), found \(content.count)"
      }
      let found = File(content)
      if found.crc32c != crc32c {
        return "expected the CRC-32C \(crc32c) of \(name), found \(found.crc32c)"
      }
      return nil
    }
  }

  var format = Self.format
  var version = Self.version
  let step: Int64
  let isBest: Bool
  let files: [String: File]
}
