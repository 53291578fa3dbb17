#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Synchronization

/// A file that appears whole under its name, or not at all.
///
/// The bytes go to a temporary name in the same folder; ``commit()`` flushes
/// them to the disk and renames. A reader, or a power cut, sees the old file
/// or the new one. Without a commit nothing is left behind. A symbolic link is
/// followed, and a device or a pipe is written straight through.
package struct AtomicFile: ~Copyable {
  private let path: String
  private let target: String
  private let temporary: String?
  private var descriptor: Int32

  /// Opens the temporary file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - isSeekable: Whether ``overwrite(_:at:)`` will be asked, which devices and pipes cannot do.
  /// - Throws: A ``DataError`` if it cannot be written.
  package init(path: String, isSeekable: Bool = false) throws(DataError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw DataError(.cannotWrite(reason: "not a file name"), path: path)
    }
    let place: (target: String, temporary: String?)
    let opened: Int32
    switch FileKind(path: path) {
    case .directory:
      throw DataError(.cannotWrite(reason: "expected a file, found a folder"), path: path)
    case .special where isSeekable:
      throw DataError(
        .cannotWrite(reason: "expected a file on a disk, found a device or a pipe"), path: path)
    case .special:
      place = (path, nil)
      opened = open(path, O_WRONLY | O_CLOEXEC)
    case .absent, .regular:
      let resolved = resolvingLink(path)
      let name = "\(resolved).\(getpid())-\(nextSuffix()).tmp"
      place = (resolved, name)
      opened = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    guard opened >= 0 else {
      throw DataError(.cannotWrite(reason: systemReason(errno)), path: path)
    }
    self.path = path
    (target, temporary) = place
    descriptor = opened
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Appends bytes.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
    let code = writeAll(bytes, to: descriptor)
    guard code == 0 else { throw DataError(.cannotWrite(reason: systemReason(code)), path: path) }
  }

  /// Appends bytes.
  package mutating func write(_ bytes: [UInt8]) throws(DataError) {
    let code = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
    guard code == 0 else { throw DataError(.cannotWrite(reason: systemReason(code)), path: path) }
  }

  /// Writes bytes over those at an offset.
  package mutating func overwrite(_ bytes: [UInt8], at offset: Int) throws(DataError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(
          descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw DataError(.cannotWrite(reason: systemReason(errno)), path: path)
      }
      done += count
    }
  }

  /// Puts the file under its name.
  package mutating func commit() throws(DataError) {
    var code: Int32 = 0
    if temporary != nil, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    descriptor = -1
    if let temporary {
      if code == 0, rename(temporary, target) != 0 { code = errno }
      if code != 0 { unlink(temporary) } else { flushFolder(of: target) }
    }
    guard code == 0 else { throw DataError(.cannotWrite(reason: systemReason(code)), path: path) }
  }
}

/// Writes the bytes under the name, whole or not at all.
package func atomicWrite(_ bytes: [UInt8], to path: String) throws(DataError) {
  var file = try AtomicFile(path: path)
  try file.write(bytes)
  try file.commit()
}

/// Writes the text under the name, whole or not at all.
package func atomicWrite(_ text: String, to path: String) throws(DataError) {
  try atomicWrite(Array(text.utf8), to: path)
}

private let suffixCount = Atomic<Int>(0)

private func nextSuffix() -> Int {
  suffixCount.add(1, ordering: .relaxed).newValue
}

/// The file a symbolic link leads to; the path itself where it is none.
private func resolvingLink(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// Flushes the entries of the folder that a file is in.
private func flushFolder(of path: String) {
  let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
  flushFolder(slash.map { String(path[...$0]) } ?? ".")
}
