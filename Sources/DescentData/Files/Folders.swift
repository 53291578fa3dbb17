#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes a folder with those above it; one that is there is left as it is.
package func makeFolder(_ path: String) throws(DataError) {
  guard !path.isEmpty, !path.utf8.contains(0) else {
    throw DataError(.cannotWrite(reason: "not a folder's name"), path: path)
  }
  if FileKind(path: path) == .directory { return }
  if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex {
    try makeFolder(String(path[..<slash]))
  }
  // Another process may have made it meanwhile.
  if mkdir(path, 0o777) != 0, errno != EEXIST || FileKind(path: path) != .directory {
    let code = errno
    throw DataError(.cannotWrite(reason: systemReason(code)), path: path)
  }
}

/// Gives a file or folder another name, in the place of a file that has it.
package func renameFile(_ path: String, to new: String) throws(DataError) {
  guard rename(path, new) == 0 else {
    throw DataError(.cannotWrite(reason: systemReason(errno)), path: new)
  }
}

/// Writes a new file; half of it may be left behind where that fails.
package func writeNewFile(_ bytes: [UInt8], to path: String) throws(DataError) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else {
    throw DataError(.cannotWrite(reason: systemReason(errno)), path: path)
  }
  var code = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
  if close(descriptor) != 0, code == 0 { code = errno }
  guard code == 0 else { throw DataError(.cannotWrite(reason: systemReason(code)), path: path) }
}

/// Flushes a file to the disk.
package func flushFile(_ path: String) throws(DataError) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  var code: Int32 = 0
  if descriptor < 0 || fsync(descriptor) != 0 { code = errno }
  if descriptor >= 0 { close(descriptor) }
  guard code == 0 else { throw DataError(.cannotWrite(reason: systemReason(code)), path: path) }
}

/// Flushes a folder's entries, where the file system can.
package func flushFolder(_ path: String) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}
