#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is open for reading, from its beginning to its end.
struct InputFile: ~Copyable {
  let path: String
  /// The size of a regular file; nil for a pipe or a device.
  let size: Int?
  private let descriptor: Int32

  init(path: String) throws(DataError) {
    // A path with a NUL would be cut there by the system and open another file.
    guard !path.isEmpty, !path.utf8.contains(0) else { throw DataError(.noSuchFile, path: path) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      let isAbsent = code == ENOENT || code == ENOTDIR
      throw DataError(
        isAbsent ? .noSuchFile : .cannotRead(reason: systemReason(code)), path: path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw DataError(.cannotRead(reason: systemReason(code)), path: path)
    }
    let kind = FileKind(status)
    if kind == .directory {
      close(descriptor)
      throw DataError(.isDirectory, path: path)
    }
    self.path = path
    self.size = kind == .regular ? Int(status.st_size) : nil
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Reads up to a buffer's worth; 0 is the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 { return count }
      if errno != EINTR {
        throw DataError(.cannotRead(reason: systemReason(errno)), path: path)
      }
    }
  }

  /// Goes to a byte of a regular file.
  func seek(to offset: Int) throws(DataError) {
    guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
      throw DataError(.cannotRead(reason: systemReason(errno)), path: path)
    }
  }
}

/// Reads a whole file, in pieces: memory follows what is there.
package func readBytes(
  of path: String, limit: Int = defaultByteLimit
) throws(DataError) -> [UInt8] {
  let file = try InputFile(path: path)
  var bytes: [UInt8] = []
  if let size = file.size {
    guard size <= limit else { throw DataError(.tooLarge(limit: limit), path: path) }
    bytes.reserveCapacity(size)
  }
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  defer { chunk.deallocate() }
  while true {
    let count = try file.read(into: chunk)
    if count == 0 { return bytes }
    guard bytes.count + count <= limit else {
      throw DataError(.tooLarge(limit: limit), path: path)
    }
    bytes.append(contentsOf: chunk[..<count])
  }
}

/// Half the machine's memory: more than this is refused before it harms.
package let defaultByteLimit: Int = {
  let pages = sysconf(Int32(_SC_PHYS_PAGES))
  let pageSize = sysconf(Int32(_SC_PAGESIZE))
  guard pages > 0, pageSize > 0 else { return 1 << 32 }
  let (bytes, overflow) = pages.multipliedReportingOverflow(by: pageSize)
  return overflow ? 1 << 40 : bytes / 2
}()
