#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that grows at its end, piece by piece.
///
/// A piece is handed to the system at once, so that only a power cut can lose it, and stands in the file
/// whole or not at all, unless the process dies while the system takes it.
package struct AppendedFile: ~Copyable {
  package let path: String
  /// The size of the file in bytes.
  package private(set) var count: Int
  private let descriptor: Int32

  /// Opens a file to append to it, and makes it where there is none.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - isNew: Whether it must not be there yet.
  /// - Throws: ``DataError`` if it cannot be opened.
  package init(path: String, isNew: Bool = false) throws(DataError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw DataError(.cannotWrite(reason: "not a file name"), path: path)
    }
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (isNew ? O_EXCL : 0)
    let opened = open(path, flags, 0o666)
    guard opened >= 0 else {
      throw DataError(.cannotWrite(reason: systemReason(errno)), path: path)
    }
    var status = stat()
    let size = fstat(opened, &status) == 0 ? Int(status.st_size) : 0
    self.path = path
    count = size
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Appends a piece; where it cannot be written whole the file is as before.
  package mutating func append(_ bytes: [UInt8]) throws(DataError) {
    let code = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
    guard code == 0 else {
      ftruncate(descriptor, off_t(count))
      throw DataError(.cannotWrite(reason: systemReason(code)), path: path)
    }
    count += bytes.count
  }

  /// Cuts the file to its first bytes.
  package mutating func cut(to count: Int) throws(DataError) {
    guard ftruncate(descriptor, off_t(count)) == 0 else {
      throw DataError(.cannotWrite(reason: systemReason(errno)), path: path)
    }
    self.count = count
  }

  /// Flushes what was appended to the disk.
  package func flush() { fsync(descriptor) }
}
