#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The functions of zlib that decompression needs, found at run time.
///
/// The Swift toolchain itself needs zlib, so the library is there; looking it
/// up by name asks for no header and no link option.
struct Zlib: Sendable {
  typealias Init =
    @convention(c) (UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32) -> Int32
  typealias Inflate = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
  typealias Check = @convention(c) (UInt, UnsafePointer<UInt8>?, UInt32) -> UInt
  typealias OneArgument = @convention(c) (UnsafeMutableRawPointer) -> Int32

  let inflateInit2: Init
  let inflate: Inflate
  let inflateReset: OneArgument
  let inflateEnd: OneArgument
  let crc32: Check

  /// The library, loaded once; nil when the machine has none.
  static let shared: Zlib? = {
    for name in ["libz.so.1", "libz.so", "/usr/lib/libz.1.dylib", "libz.dylib"] {
      if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL), let zlib = Zlib(handle) { return zlib }
    }
    return nil
  }()

  private init?(_ handle: UnsafeMutableRawPointer) {
    guard let begin = dlsym(handle, "inflateInit2_"), let step = dlsym(handle, "inflate"),
      let reset = dlsym(handle, "inflateReset"), let end = dlsym(handle, "inflateEnd"),
      let check = dlsym(handle, "crc32")
    else { return nil }
    inflateInit2 = unsafeBitCast(begin, to: Init.self)
    inflate = unsafeBitCast(step, to: Inflate.self)
    inflateReset = unsafeBitCast(reset, to: OneArgument.self)
    inflateEnd = unsafeBitCast(end, to: OneArgument.self)
    crc32 = unsafeBitCast(check, to: Check.self)
  }
}

extension Zlib {
  /// The CRC-32 of the bytes.
  func check(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt = 0
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        // zlib counts in 32 bits.
        let piece = UnsafeBufferPointer(rebasing: bytes[start...].prefix(1 << 30))
        sum = crc32(sum, piece.baseAddress, UInt32(piece.count))
        start += piece.count
      }
    }
    return UInt32(truncatingIfNeeded: sum)
  }
}

/// zlib's `z_stream`, field by field at its offsets where pointers and longs have 8 bytes.
///
/// zlib keeps the address, so the memory stays where it is; the size is checked
/// by `inflateInit2_` against the library's own.
struct ZlibStream: ~Copyable {
  static let byteCount = 112
  let memory: UnsafeMutableRawPointer

  init() {
    memory = .allocate(byteCount: Self.byteCount, alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.byteCount)
  }

  deinit { memory.deallocate() }

  func setInput(_ pointer: UnsafeRawPointer?, count: Int) {
    memory.storeBytes(of: UInt(bitPattern: pointer), toByteOffset: 0, as: UInt.self)
    memory.storeBytes(of: UInt32(count), toByteOffset: 8, as: UInt32.self)
  }

  func setOutput(_ pointer: UnsafeMutableRawPointer?, count: Int) {
    memory.storeBytes(of: UInt(bitPattern: pointer), toByteOffset: 24, as: UInt.self)
    memory.storeBytes(of: UInt32(count), toByteOffset: 32, as: UInt32.self)
  }

  var inputLeft: Int { Int(memory.load(fromByteOffset: 8, as: UInt32.self)) }
  var outputLeft: Int { Int(memory.load(fromByteOffset: 32, as: UInt32.self)) }

  var message: String? {
    let pointer = memory.load(fromByteOffset: 48, as: UnsafePointer<CChar>?.self)
    return pointer.map { String(cString: $0) }
  }
}
