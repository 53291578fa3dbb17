import Testing

@testable import DescentTensor

/// Rooms that are there at once never overlap, and the others share.
struct RoomLayoutTests {
  @Test func roomsThatAreThereAtOnceHavePlacesOfTheirOwn() {
    var generator = Generator(seed: 1)
    func number(below bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
    for _ in 0..<50 {
      var layout = RoomLayout()
      var placed: [(places: Range<Int>, lifetime: ClosedRange<Int>)] = []
      for _ in 0..<40 {
        let first = number(below: 30)
        let room = Room(size: number(below: 1000), lifetime: first...first + number(below: 6))
        guard let offset = layout.place(room) else {
          Issue.record("no place in memory without a bound")
          continue
        }
        let places = offset..<offset + room.size
        #expect(offset % 64 == 0 && places.upperBound <= layout.size)
        for other in placed where other.lifetime.overlaps(room.lifetime) {
          #expect(!other.places.overlaps(places), "\(other) and \(places)")
        }
        placed.append((places, room.lifetime))
      }
    }
  }

  @Test func theSmallestGapIsTaken() {
    var layout = RoomLayout()
    let sizes = [640, 64, 128, 64, 64]
    // The first and the third are gone when the last two come.
    let lifetimes = [0...1, 0...9, 0...1, 0...9, 2...9]
    let offsets = zip(sizes, lifetimes).map { layout.place(Room(size: $0, lifetime: $1)) }
    #expect(offsets == [0, 640, 704, 832, 704])
    #expect(layout.place(Room(size: 200, lifetime: 5...6)) == 0)
    #expect(layout.place(Room(size: 641, lifetime: 5...6)) == 896)
    #expect(layout.size == 896 + 704)
  }

  @Test func aRoomIsThereForOthersBeforeItIsNeeded() {
    var layout = RoomLayout(of: Room(size: 1000, lifetime: 5...9))
    #expect(layout.place(Room(size: 1000, lifetime: 0...5)) == nil)
    #expect(layout.place(Room(size: 1001, lifetime: 0...4)) == nil)
    #expect(layout.place(Room(size: 1000, lifetime: 2...4)) == 0)
    #expect(layout.place(Room(size: 10, lifetime: 4...4)) == nil)
    #expect(layout.place(Room(size: 10, lifetime: 0...1)) == 0)
  }
}
