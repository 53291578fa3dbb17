// Where values on the way lie.

extension ProgramPlan {
  /// Gives every value its place and makes one launch of each chain.
  ///
  /// What is used in one chain alone lies in the chain's scratch, other values on the way in the block or
  /// in the memory of a result that is not there yet.
  mutating func layOut(_ groups: [[Trace.Launch]]) {
    // The group that uses a buffer; -1 if there are several.
    var user: [Int32: Int] = [:]
    for (i, group) in groups.enumerated() {
      for buffer in buffers(of: group) { user[buffer] = user[buffer, default: i] == i ? i : -1 }
    }
    func isInScratch(_ buffer: Int32) -> Bool {
      guard !isResult[Int(buffer)], let group = user[buffer], group >= 0 else { return false }
      return groups[group].count > 1
    }
    place(
      rooms(in: groups) { isInScratch($0) ? nil : trace.buffers[Int($0)].byteCount })
    launches = groups.map { group in
      guard group.count > 1, let count = group[0].kernel.elements?.count else { return group[0] }
      let pieces = rooms(in: group.map { [$0] }) {
        guard isInScratch($0) else { return nil }
        return trace.buffers[Int($0)].byteCount / count * ElementwiseChain.piece
      }
      return ElementwiseChain.launch(group, scratch: scratch(pieces, for: group))
    }
  }

  /// The buffers of all operands, one after another.
  private func buffers(of group: [Trace.Launch]) -> [Int32] {
    group.flatMap { $0.operands.map { whole($0).buffer } }
  }

  // MARK: Rooms

  private typealias Rooms = (rooms: [Room], room: [Int32: Int])

  /// The rooms of what groups of launches write, each group run as one, and which buffer has which.
  ///
  /// What an elementwise launch writes gets the room of an operand that nobody reads afterwards. Each
  /// group is a moment; a result lives to the end. A buffer without a size lies elsewhere.
  private func rooms(in groups: [[Trace.Launch]], size: (Int32) -> Int?) -> Rooms {
    var lastUser: [Int32: Int] = [:]
    for (i, group) in groups.enumerated() {
      for buffer in buffers(of: group) {
        lastUser[buffer] = isResult[Int(buffer)] ? groups.count : i
      }
    }
    var (rooms, room) = ([Room](), [Int32: Int]())
    for (i, group) in groups.enumerated() {
      for (j, launch) in group.enumerated() {
        for buffer in launch.written where room[buffer] == nil {
          guard let bytes = size(buffer), let end = lastUser[buffer] else { continue }
          let dead = buffers(of: Array(group[...j])).first {
            lastUser[$0] == i && room[$0] != nil && size($0) == bytes
              && canReplace($0, by: buffer, at: j, in: group)
          }
          if let dead, let shared = room[dead] {
            room[buffer] = shared
            rooms[shared].lifetime = rooms[shared].lifetime.lowerBound...end
            // Its room is the other's now.
            lastUser[dead] = nil
          } else {
            room[buffer] = rooms.count
            rooms.append(Room(size: bytes, lifetime: i...end))
          }
        }
      }
    }
    return (rooms, room)
  }

  /// Whether what a launch of a group writes first may have the room of another buffer of its size.
  ///
  /// It may if no launch of the group uses that one later, or one element of it for all.
  private func canReplace(
    _ old: Int32, by new: Int32, at launch: Int, in group: [Trace.Launch]
  ) -> Bool {
    guard let step = uses(of: group[launch]).first(where: { $0.buffer == new })?.step else {
      return false
    }
    return group.enumerated().allSatisfy { k, other in
      uses(of: other).allSatisfy {
        $0.buffer != old || $0.step == step && (k < launch || k == launch && !$0.isWritten)
      }
    }
  }

  // MARK: Places

  /// Places in the scratch of a thread for those operands of a chain that have rooms.
  private func scratch(
    _ rooms: Rooms, for chain: [Trace.Launch]
  ) -> (offsets: [Int32: Int], size: Int) {
    var layout = RoomLayout()
    let places = rooms.rooms.map { layout.place($0) }
    var offsets: [Int32: Int] = [:]
    for operand in chain.flatMap(\.operands) {
      offsets[operand] = rooms.room[whole(operand).buffer].flatMap { places[$0] }
    }
    return (offsets, layout.size)
  }

  /// From this many bytes on a result's memory is used before the result is written: less is not worth
  /// saying anew, for each new storage, where everything is.
  private static let fewestBytes = 4096

  /// Places rooms in memory, the largest first: in that of a result before it is written, where there is
  /// a gap, or else in the block.
  ///
  /// - Complexity: O(*n*²) in the number of rooms.
  private mutating func place(_ rooms: Rooms) {
    var results: [(buffer: Int32, room: Int, layout: RoomLayout)] = []
    for buffer in Set(trace.results).sorted() {
      guard let room = rooms.room[buffer] else { continue }
      results.append((buffer, room, RoomLayout(of: rooms.rooms[room])))
    }
    var block = RoomLayout()
    var places = [Location?](repeating: nil, count: rooms.rooms.count)
    for result in results { places[result.room] = .result(result.buffer, offset: 0) }
    let largestFirst = rooms.rooms.indices.sorted {
      let (a, b) = (rooms.rooms[$0], rooms.rooms[$1])
      return (b.size, a.lifetime.lowerBound) < (a.size, b.lifetime.lowerBound)
    }
    for k in largestFirst where places[k] == nil {
      for r in results.indices
      where places[k] == nil && rooms.rooms[results[r].room].size >= ProgramPlan.fewestBytes {
        if let offset = results[r].layout.place(rooms.rooms[k]) {
          places[k] = .result(results[r].buffer, offset: offset)
        }
      }
      if places[k] == nil { places[k] = .block(offset: block.place(rooms.rooms[k]) ?? 0) }
    }
    for (buffer, room) in rooms.room { self.places[Int(buffer)] = places[room] }
    blockSize = block.size
  }
}
