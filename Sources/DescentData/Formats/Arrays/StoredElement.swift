import DescentTensor

/// How the elements of an array lie in a file, and what they become.
struct StoredElement: Equatable, Sendable {
  /// The types that are read.
  enum Kind: String, CaseIterable, Sendable {
    case bool, uint8, int8, uint16, int16, uint32, int32, uint64, int64, float16, float32, float64
  }

  var kind: Kind
  var isBigEndian = false

  /// The bytes of one element.
  var size: Int {
    switch kind {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// The type of the tensor: the same, or the smallest that holds every value.
  ///
  /// Of `uint64` only what is below 2⁶³ has a place in one.
  var dtype: DType {
    switch kind {
    case .bool: .bool
    case .uint8: .uint8
    case .int8, .uint16, .int16, .int32: .int32
    case .uint32, .uint64, .int64: .int64
    case .float16, .float32: .float32
    case .float64: .float64
    }
  }

  /// Converts elements one after another.
  ///
  /// - Parameters:
  ///   - source: Whole elements as they lie in the file.
  ///   - target: Has room for as many of ``dtype``.
  /// - Returns: The first element that is 2⁶³ or more, nil if there is none.
  func convert(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer) -> UInt64? {
    switch kind {
    case .bool: each(source, into: target) { (bits: UInt8) in UInt8(bits == 0 ? 0 : 1) }
    case .int8: each(source, into: target) { (bits: UInt8) in Int32(Int8(bitPattern: bits)) }
    case .uint16: each(source, into: target) { (bits: UInt16) in Int32(bits) }
    case .int16: each(source, into: target) { (bits: UInt16) in Int32(Int16(bitPattern: bits)) }
    case .uint32: each(source, into: target) { (bits: UInt32) in Int64(bits) }
    case .float16: each(source, into: target) { (bits: UInt16) in float(half: bits) }
    case .uint8: each(source, into: target) { (bits: UInt8) in bits }
    case .int32, .float32: each(source, into: target) { (bits: UInt32) in bits }
    case .int64, .float64: each(source, into: target) { (bits: UInt64) in bits }
    case .uint64:
      each(source, into: target) { (bits: UInt64) in bits }
      let limit = UInt64(Int64.max)
      return UnsafeRawBufferPointer(start: target, count: source.count)
        .withMemoryRebound(to: UInt64.self) { $0.first { $0 > limit } }
    }
    return nil
  }

  @inline(__always)
  private func each<Bits: FixedWidthInteger & BitwiseCopyable, Value: BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer,
    _ value: (Bits) -> Value
  ) {
    let width = MemoryLayout<Bits>.size
    let result = target.assumingMemoryBound(to: Value.self)
    let count = source.count / width
    if isBigEndian {
      for i in 0..<count {
        let bits = source.loadUnaligned(fromByteOffset: i * width, as: Bits.self)
        result[i] = value(Bits(bigEndian: bits))
      }
    } else {
      for i in 0..<count {
        let bits = source.loadUnaligned(fromByteOffset: i * width, as: Bits.self)
        result[i] = value(Bits(littleEndian: bits))
      }
    }
  }
}

/// The value of a half-precision number (IEEE 754 binary16), which every `Float` can be.
private func float(half bits: UInt16) -> Float {
  let sign: UInt32 = bits & 0x8000 == 0 ? 0 : 1 << 31
  let exponent = UInt32(bits >> 10 & 0x1f)
  let fraction = UInt32(bits & 0x3ff)
  if exponent == 0 {
    let magnitude = Float(fraction) * 0x1p-24
    return sign == 0 ? magnitude : -magnitude
  }
  let widened: UInt32 = exponent == 31 ? 255 : exponent + 112
  return Float(bitPattern: sign | widened << 23 | fraction << 13)
}
