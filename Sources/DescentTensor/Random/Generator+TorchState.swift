import CDescentKernels

// The bytes, little-endian: u64 seed, i32 left, i32 seeded, u64 next, 624 x u64 words, f64 unused,
// f64 waiting normal, f64 unused, i32 whether it waits, 4 bytes of padding, f32 and u8 of a cache
// that CPU code never fills, 3 bytes of padding.
extension Generator {
  /// The size of torch's state in bytes.
  public static let torchStateSize = 5056

  /// The state as `torch.get_rng_state()` gives it: 5056 bytes, whatever the machine.
  ///
  /// - Precondition: The stream is ``Stream-swift.enum/torch``; a generator of 2017 is saved by
  ///   encoding it.
  public func torchState() -> [UInt8] {
    requireTorch("torchState")
    let engine = storage.engine.pointee
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.torchStateSize)
    bytes.append(littleEndian: engine.seed)
    bytes.append(littleEndian: engine.left)
    bytes.append(littleEndian: UInt32(1))
    bytes.append(littleEndian: UInt64(engine.next))
    for word in storage.words { bytes.append(littleEndian: UInt64(word)) }
    bytes.append(littleEndian: UInt64(0))
    bytes.append(littleEndian: engine.waiting == 0 ? 0 : engine.pending.0.bitPattern)
    bytes.append(littleEndian: UInt64(0))
    bytes.append(littleEndian: engine.waiting)
    bytes.append(contentsOf: repeatElement(0, count: Self.torchStateSize - bytes.count))
    return bytes
  }

  /// Makes a generator that goes on where one of torch's stands.
  ///
  /// - Parameter torchState: The bytes of `torch.get_rng_state()`.
  /// - Throws: ``GeneratorError`` when the bytes are no such state.
  public init(torchState: [UInt8]) throws(GeneratorError) {
    guard torchState.count == Self.torchStateSize else {
      throw .stateSize(found: torchState.count)
    }
    let left = torchState.littleEndian(UInt32.self, at: 8)
    let next = torchState.littleEndian(UInt64.self, at: 16)
    let normal = Double(bitPattern: torchState.littleEndian(UInt64.self, at: 5024))
    let waiting = torchState.littleEndian(UInt32.self, at: 5040)
    guard torchState.littleEndian(UInt32.self, at: 12) == 1 else {
      throw .stateValue("expected the mark of a seeded generator at byte 12")
    }
    guard next <= 624, GeneratorStorage.isPosition(next: Int(next), left: Int(left)) else {
      throw .stateValue("\(next) words used do not go with a countdown of \(left)")
    }
    guard waiting <= 1, waiting == 0 || normal.isFinite else {
      throw .stateValue("expected a finite waiting normal or none, found \(normal)")
    }
    let storage = GeneratorStorage()
    for (i, position) in stride(from: 24, to: 5016, by: 8).enumerated() {
      let word = torchState.littleEndian(UInt64.self, at: position)
      guard let word = UInt32(exactly: word) else {
        throw .stateValue("expected a word of 32 bits at byte \(position), found \(word)")
      }
      storage.words[i] = word
    }
    storage.engine.pointee.seed = torchState.littleEndian(UInt64.self, at: 0)
    storage.engine.pointee.next = UInt32(next)
    storage.engine.pointee.left = left
    storage.engine.pointee.waiting = waiting
    storage.engine.pointee.pending.0 = waiting == 0 ? 0 : normal
    self.init(stream: .torch, storage: storage)
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: type(of: value).bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  fileprivate func littleEndian<T: FixedWidthInteger>(_ type: T.Type, at position: Int) -> T {
    var value: T = 0
    for i in (0..<T.bitWidth / 8).reversed() { value = value << 8 | T(self[position + i]) }
    return value
  }
}
