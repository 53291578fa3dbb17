import Foundation

/// Files that a command is told to read.
enum InputFile {
  /// The bytes of a file.
  ///
  /// - Throws: ``CommandError`` with exit code 66.
  static func read(_ path: String) throws(CommandError) -> Data {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .noInput("\(path): no such file")
    }
    guard !isDirectory.boolValue else {
      throw .noInput("\(path): expected a file, got a directory")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .noInput("\(path): cannot be read")
    }
    return data
  }
}

/// Files that a command is told to write.
enum OutputFile {
  /// Finds out, before any work is done, that a file cannot be written.
  ///
  /// - Throws: ``CommandError`` with exit code 73.
  static func check(_ path: String) throws(CommandError) {
    let files = FileManager.default
    var isDirectory: ObjCBool = false
    if files.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      throw .cannotWrite("\(path): expected a file to write, got a directory")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard files.fileExists(atPath: folder, isDirectory: &isDirectory) else {
      throw .cannotWrite("\(path): there is no folder \(folder)")
    }
    guard isDirectory.boolValue, files.isWritableFile(atPath: folder) else {
      throw .cannotWrite("\(path): cannot write in \(folder)")
    }
  }

  /// Writes a whole file or leaves what was there.
  ///
  /// - Throws: ``CommandError`` with exit code 73.
  static func write(_ text: String, to path: String) throws(CommandError) {
    try check(path)
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .cannotWrite("\(path): cannot be written: \(error.localizedDescription)")
    }
  }
}
