#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is open for reading, or bytes in memory that are read like one.
struct InputFile: ~Copyable {
  let path: String
  /// The size of a regular file; nil for a pipe or a device.
  let size: Int?
  private let descriptor: Int32
  private let memory: [UInt8]
  private var offset = 0

  /// Reads these bytes; the path stands in errors only.
  init(_ bytes: [UInt8], path: String) {
    self.path = path
    size = bytes.count
    descriptor = -1
    memory = bytes
  }

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
    memory = []
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Reads up to a buffer's worth; 0 is the end of the file.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    guard descriptor >= 0 else {
      let count = copy(from: offset, into: buffer)
      offset += count
      return count
    }
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
  mutating func seek(to offset: Int) throws(DataError) {
    guard descriptor >= 0 else {
      self.offset = offset
      return
    }
    guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
      throw DataError(.cannotRead(reason: systemReason(errno)), path: path)
    }
  }

  /// Fills the buffer with the bytes at an offset, whatever was read before; less only at the end.
  func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(DataError) -> Int {
    guard descriptor >= 0 else { return copy(from: offset, into: buffer) }
    var count = 0
    while count < buffer.count {
      let piece = pread(
        descriptor, buffer.baseAddress.map { $0 + count }, min(buffer.count - count, 1 << 30),
        off_t(offset + count))
      if piece == 0 { break }
      if piece > 0 {
        count += piece
      } else if errno != EINTR {
        throw DataError(.cannotRead(reason: systemReason(errno)), path: path)
      }
    }
    return count
  }

  private func copy(from offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = max(0, min(buffer.count, memory.count - offset))
    buffer.copyBytes(from: memory[min(offset, memory.count)...].prefix(count))
    return count
  }
}

/// Reads a whole file, in pieces: memory follows what is there.
package func readBytes(
  of path: String, limit: Int = defaultByteLimit
) throws(DataError) -> [UInt8] {
  var file = try InputFile(path: path)
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
