/// A stretch of memory that values have one after another, from one moment to another, both included.
struct Room {
  let size: Int
  var lifetime: ClosedRange<Int>
}

/// Places for rooms in one piece of memory, in which those that are not there at once share.
struct RoomLayout {
  private(set) var size = 0
  /// The most that it may become.
  private let capacity: Int
  /// The rooms that have their places, by where these begin.
  private var placed: [(places: Range<Int>, lifetime: ClosedRange<Int>)] = []

  /// Memory without rooms, of any size.
  init() { capacity = .max }

  /// Memory that is a room itself, as long as that lives.
  init(of room: Room) {
    capacity = room.size
    _ = place(room)
  }

  /// The smallest gap that a room fits into while it lives, or the end; nil if there is none.
  mutating func place(_ room: Room) -> Int? {
    // Each begins at a cache line.
    let bytes = (max(room.size, 1) + 63) & ~63
    var (start, best, spare) = (0, Int?.none, Int.max)
    for (places, lifetime) in placed where lifetime.overlaps(room.lifetime) {
      let gap = places.lowerBound - start
      if gap >= bytes, gap - bytes < spare { (best, spare) = (start, gap - bytes) }
      start = max(start, places.upperBound)
    }
    if best == nil, room.size <= capacity - start { best = start }
    guard let offset = best else { return nil }
    let index = placed.firstIndex { $0.places.lowerBound > offset } ?? placed.count
    placed.insert((offset..<offset + bytes, room.lifetime), at: index)
    size = max(size, offset + bytes)
    return offset
  }
}
