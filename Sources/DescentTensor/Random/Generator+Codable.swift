import CDescentKernels

/// The whole state, either stream, for checkpoints: what is decoded goes on bit for bit.
///
/// Numbers are written as integers (a waiting normal as its bit pattern), so that no text
/// format can round them.
extension Generator: Codable {
  private enum CodingKeys: String, CodingKey {
    case stream, seed, next, left, waiting, words
  }

  /// Writes the state under the keys `stream`, `seed`, `next`, `left`, `waiting` and `words`.
  public func encode(to encoder: any Encoder) throws {
    let engine = storage.engine.pointee
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(stream, forKey: .stream)
    try container.encode(engine.seed, forKey: .seed)
    try container.encode(engine.next, forKey: .next)
    try container.encode(engine.left, forKey: .left)
    let waiting = [engine.pending.0.bitPattern, engine.pending.1.bitPattern]
    try container.encode(engine.waiting == 0 ? [] : waiting, forKey: .waiting)
    try container.encode(Array(storage.words), forKey: .words)
  }

  /// Reads a state that ``encode(to:)`` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let storage = GeneratorStorage()
    let words = try container.decode([UInt32].self, forKey: .words)
    guard words.count == storage.words.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .words, in: container,
        debugDescription: "generator: expected \(storage.words.count) words, found \(words.count)")
    }
    let next = try container.decode(UInt32.self, forKey: .next)
    let left = try container.decode(UInt32.self, forKey: .left)
    guard GeneratorStorage.isPosition(next: Int(next), left: Int(left)) else {
      throw DecodingError.dataCorruptedError(
        forKey: .next, in: container,
        debugDescription: "generator: \(next) words used do not go with a countdown of \(left)")
    }
    let waiting = try container.decode([UInt64].self, forKey: .waiting)
    guard waiting.isEmpty || waiting.count == 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .waiting, in: container,
        debugDescription: "generator: expected 0 or 2 waiting numbers, found \(waiting.count)")
    }
    guard waiting.allSatisfy({ Double(bitPattern: $0).isFinite }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .waiting, in: container,
        debugDescription: "generator: expected finite waiting numbers")
    }
    for (i, word) in words.enumerated() { storage.words[i] = word }
    storage.engine.pointee.seed = try container.decode(UInt64.self, forKey: .seed)
    storage.engine.pointee.next = next
    storage.engine.pointee.left = left
    if waiting.count == 2 {
      storage.engine.pointee.waiting = 1
      storage.engine.pointee.pending = (
        Double(bitPattern: waiting[0]), Double(bitPattern: waiting[1])
      )
    }
    self.init(stream: try container.decode(Stream.self, forKey: .stream), storage: storage)
  }
}
