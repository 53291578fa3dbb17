#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The system's words for an error number.
func systemReason(_ code: Int32) -> String {
  guard let words = strerror(code) else { return "error \(code)" }
  return String(cString: words)
}

/// The machine's own name, which is looked up nowhere.
func machineName() -> String {
  var name = [CChar](repeating: 0, count: 256)
  guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
  return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// What stands at a path, or where a link there leads.
package enum FileKind {
  case absent, regular, directory, special

  /// Looks at a path.
  package init(path: String) {
    var status = stat()
    self = stat(path, &status) == 0 ? FileKind(status) : .absent
  }

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    default: self = .special
    }
  }
}

/// The size of a regular file, or of the one where a link leads; nil for anything else.
package func fileSize(of path: String) -> Int? {
  var status = stat()
  guard stat(path, &status) == 0, FileKind(status) == .regular else { return nil }
  return Int(status.st_size)
}

/// Writes every byte to the descriptor; returns the error number, 0 for success.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
  guard let base = bytes.baseAddress else { return 0 }
  var offset = 0
  while offset < bytes.count {
    // Linux writes at most 2 GiB at a time; macOS refuses more.
    let count = write(descriptor, base + offset, min(bytes.count - offset, 1 << 30))
    if count < 0 {
      if errno == EINTR { continue }
      return errno
    }
    offset += count
  }
  return 0
}
