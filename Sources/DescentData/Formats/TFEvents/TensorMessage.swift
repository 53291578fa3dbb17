import Foundation

extension Tensorflow_TensorProto {
  /// The elements of a tensor of numbers, which lie in a list of their type or as bytes; nil for one of
  /// another type, or whose bytes are not as many as its shape says.
  ///
  /// A list that is shorter than the shape ends with its last element repeated.
  var numbers: [Double]? {
    var count = 1
    for dim in tensorShape.dim {
      guard dim.size >= 0, let length = Int(exactly: dim.size) else { return nil }
      let (product, overflows) = count.multipliedReportingOverflow(by: length)
      guard !overflows else { return nil }
      count = product
    }
    if !tensorContent.isEmpty { return unpacked(count) }
    let listed: [Double] =
      switch dtype {
      case .dtFloat: floatVal.map { Double($0) }
      case .dtDouble: doubleVal
      case .dtInt32: intVal.map { Double($0) }
      case .dtInt64: int64Val.map { Double($0) }
      case .dtHalf: halfVal.map { half(UInt16(truncatingIfNeeded: $0)) }
      case .dtBfloat16: halfVal.map { bfloat(UInt16(truncatingIfNeeded: $0)) }
      default: []
      }
    if listed.count == count { return listed }
    // A shape that a few bytes claim shall not cost memory.
    guard let last = listed.last, listed.count < count, count <= 1 << 12 else { return nil }
    return listed + [Double](repeating: last, count: count - listed.count)
  }

  private func unpacked(_ count: Int) -> [Double]? {
    switch dtype {
    case .dtFloat: words(count) { Double(Float(bitPattern: $0)) }
    case .dtDouble: words(count) { Double(bitPattern: $0) }
    case .dtInt32: words(count) { (bits: UInt32) in Double(Int32(bitPattern: bits)) }
    case .dtInt64: words(count) { (bits: UInt64) in Double(Int64(bitPattern: bits)) }
    case .dtHalf: words(count, half)
    case .dtBfloat16: words(count, bfloat)
    default: nil
    }
  }

  private func words<Word: FixedWidthInteger>(
    _ count: Int, _ number: (Word) -> Double
  ) -> [Double]? {
    let size = Word.bitWidth / 8
    guard tensorContent.count % size == 0, tensorContent.count / size == count else { return nil }
    return tensorContent.withUnsafeBytes { bytes in
      (0..<count).map { i in
        number(Word(littleEndian: bytes.loadUnaligned(fromByteOffset: i * size, as: Word.self)))
      }
    }
  }
}

/// Sixteen bits as IEEE 754 has them: a sign, five of exponent, ten of fraction.
private func half(_ bits: UInt16) -> Double {
  let sign = bits >> 15 == 0 ? 1.0 : -1.0
  let fraction = Double(bits & 0x3ff)
  switch bits >> 10 & 0x1f {
  case 0: return sign * fraction * 0x1p-24
  case 31: return fraction == 0 ? sign * .infinity : .nan
  case let exponent:
    let scale = Double(sign: .plus, exponent: Int(exponent) - 25, significand: 1)
    return sign * (1024 + fraction) * scale
  }
}

/// The upper half of a `float32`.
private func bfloat(_ bits: UInt16) -> Double { Double(Float(bitPattern: UInt32(bits) << 16)) }
