import DescentData
import Foundation

/// Files that a command is told to read.
enum InputFile {
  /// The bytes of a file or a pipe.
  ///
  /// - Throws: ``CommandError`` with exit code 66, or 65 for a file greater than memory.
  static func read(_ path: String) throws(CommandError) -> [UInt8] {
    do { return try readBytes(of: path) } catch {
      throw CommandError(error.exitCode, error.description)
    }
  }
}

/// Files that a command is told to write.
enum OutputFile {
  /// Finds out, before any work is done, that a file cannot be written.
  ///
  /// - Throws: ``CommandError`` with exit code 73.
  static func check(_ path: String) throws(CommandError) {
    let files = FileManager.default
    switch FileKind(path: path) {
    case .directory:
      throw .cannotWrite("\(path): expected a file to write, found a folder")
    case .special:
      // Devices and pipes are written where they stand, whatever their folder allows.
      guard files.isWritableFile(atPath: path) else { throw .cannotWrite("\(path): cannot write") }
      return
    case .absent, .regular: break
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isDirectory: ObjCBool = false
    guard files.fileExists(atPath: folder, isDirectory: &isDirectory) else {
      throw .cannotWrite("\(path): there is no folder \(folder)")
    }
    guard isDirectory.boolValue, files.isWritableFile(atPath: folder) else {
      throw .cannotWrite("\(path): cannot write in \(folder)")
    }
  }

  /// Writes a whole file or leaves what was there; a device or a pipe is written through.
  ///
  /// - Throws: ``CommandError`` with exit code 73.
  static func write(_ text: String, to path: String) throws(CommandError) {
    try check(path)
    do { try atomicWrite(text, to: path) } catch {
      throw CommandError(error.exitCode, error.description)
    }
  }
}
