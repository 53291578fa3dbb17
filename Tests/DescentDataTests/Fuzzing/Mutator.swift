/// Makes inputs from others: bytes flipped, written over, taken out, put in, copied, or taken from a second
/// input.
///
/// The same seed makes the same inputs.
struct Mutator {
  private var generator: SplitMix64
  /// Numbers that readers stumble over: the ends of ranges, lengths that are not there.
  private static let numbers: [UInt64] = [
    0, 1, 7, 8, 127, 128, 255, 256, 32767, 65535, 1 << 20, 1 << 31 - 1, 1 << 31, 1 << 32 - 1,
    1 << 32,
    1 << 40, 1 << 62, 1 << 63 - 1, 1 << 63, .max,
  ]
  private static let words = [
    "\"", "\\", "{", "[", "]", "}", ",", "'", "\n", "\r", "-", "e", ".", "1e999", "nan", "\u{feff}",
    "(", ")",
    "99999999999999999999", "True", "<f8", "null",
  ].map { Array($0.utf8) }

  init(seed: UInt64) { generator = SplitMix64(state: seed) }

  /// From one to eight changes of an input.
  mutating func mutated(_ input: [UInt8], _ other: [UInt8]) -> [UInt8] {
    var bytes = input
    for _ in 0..<(1 << Int.random(in: 0...3, using: &generator)) { mutate(&bytes, other) }
    return Array(bytes.prefix(1 << 14))
  }

  private mutating func place(in bytes: [UInt8]) -> Int {
    Int.random(in: 0...bytes.count, using: &generator)
  }

  private mutating func mutate(_ bytes: inout [UInt8], _ other: [UInt8]) {
    let place = place(in: bytes)
    let length = min(bytes.count - place, 1 << Int.random(in: 0...6, using: &generator))
    let piece = Array(bytes[place..<(place + length)])
    switch Int.random(in: 0..<8, using: &generator) {
    case 0 where length > 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1 where length > 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 2: bytes.removeSubrange(place..<(place + length))
    case 3: bytes.insert(contentsOf: piece, at: self.place(in: bytes))
    case 4:
      let word = Self.words.randomElement(using: &generator) ?? []
      bytes.replaceSubrange(place..<(place + min(length, 1)), with: word)
    case 5:
      let number = Self.numbers.randomElement(using: &generator) ?? 0
      let width = [1, 2, 4, 8].randomElement(using: &generator) ?? 1
      let isBig = Bool.random(using: &generator)
      for k in 0..<min(width, bytes.count - place) {
        let shift = 8 * UInt64(isBig ? width - 1 - k : k)
        bytes[place + k] = UInt8(truncatingIfNeeded: number >> shift)
      }
    case 6:
      let start = self.place(in: other)
      bytes.replaceSubrange(place..., with: other[start...])
    default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
    }
  }
}
