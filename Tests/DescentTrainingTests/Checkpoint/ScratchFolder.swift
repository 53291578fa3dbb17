import Foundation

/// A folder that goes away with the test.
final class ScratchFolder: Sendable {
  private let root: String

  init() {
    root = NSTemporaryDirectory() + "descent-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// Writes a file, with the folders above it; nil deletes it.
  func put(_ bytes: [UInt8]?, at name: String) throws {
    let url = URL(fileURLWithPath: path(name))
    try? FileManager.default.removeItem(at: url)
    guard let bytes else { return }
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func move(_ name: String, to new: String) throws {
    try FileManager.default.moveItem(atPath: path(name), toPath: path(new))
  }
}
