import DescentTensor

/// One pass over the records of several TFRecord files, in an order that a generator draws.
///
///     var stream = try RecordStream(paths, order: order, using: &generator)
///     while let record = try stream.next() { … try record.example() … }
///
/// ``position`` says where it is, to the record; a stream that is made at a position gives the same
/// records from there on, whatever the process. Memory holds the shuffle buffer and a quarter of a
/// megabyte for each open file.
public struct RecordStream: ~Copyable {
  private let paths: [String]
  private var state: RecordPosition
  private var shards: [Shard] = []
  /// The bytes of the records that wait, beside their places.
  private var buffer: [Record] = []

  /// Begins a pass.
  ///
  /// - Parameters:
  ///   - paths: The files, plain or compressed by gzip; there may be none.
  ///   - order: In which order their records come.
  ///   - generator: Gives the seed of the pass, two words, and nothing after that.
  /// - Throws: ``DataError`` if a file is not there.
  public init(
    _ paths: [String], order: RecordOrder = RecordOrder(), using generator: inout Generator
  ) throws(DataError) {
    let stamps = try paths.map { path throws(DataError) in try FileStamp(path: path) }
    self.init(paths, stamps: stamps, order: order, seed: generator.next())
  }

  init(_ paths: [String], stamps: [FileStamp], order: RecordOrder, seed: UInt64) {
    self.paths = paths
    state = RecordPosition(files: stamps, order: order, generator: Generator(seed: seed))
  }

  private init(_ paths: [String], state: RecordPosition) {
    self.paths = paths
    self.state = state
  }

  /// Goes on where another stream over the same files stood.
  ///
  /// - Parameters:
  ///   - paths: The files in the same order; their folder may be another one.
  ///   - position: What ``position`` was.
  /// - Returns: The stream, before the record that comes next.
  /// - Throws: ``DataError`` if the files are others, or no pass can be at the position.
  public static func resumed(
    _ paths: [String], at position: RecordPosition
  ) throws(DataError) -> RecordStream {
    let stamps = try paths.map { path throws(DataError) in try FileStamp(path: path) }
    guard stamps.count == position.files.count else {
      throw DataError(
        .noSuchRecordPlace(
          reason: "\(counted(position.files.count, "file")), found \(stamps.count)"),
        path: paths.first ?? "records")
    }
    for (path, (found, expected)) in zip(paths, zip(stamps, position.files))
    where found != expected {
      throw DataError(
        .noSuchRecordPlace(
          reason: "the file \(quoted(expected.name)) of \(expected.size) bytes, found "
            + "\(quoted(found.name)) of \(found.size)"), path: path)
    }
    guard position.isPossible else {
      throw DataError(
        .noSuchRecordPlace(reason: "a place that a pass can be at, found numbers of no pass"),
        path: paths.first ?? "records")
    }
    var stream = RecordStream(paths, state: position)
    try stream.reopen()
    return stream
  }

  /// Where the stream is: before the record that comes next.
  public var position: RecordPosition {
    var position = state
    position.open = shards.map(\.place)
    return position
  }

  /// Gives the next record, or nil after the last.
  ///
  /// - Throws: ``DataError`` if a file cannot be read, or holds other bytes than its checksums say; the
  ///   stream stays where it was.
  public mutating func next() throws(DataError) -> Record? {
    while buffer.count < state.order.shuffleBuffer, let (place, record) = try nextInTurn() {
      buffer.append(record)
      state.waiting.list.append(place)
    }
    guard !buffer.isEmpty else { return nil }
    var chosen = 0
    if buffer.count > 1 {
      chosen = Int(state.generator.nextWord() % UInt32(buffer.count))
      buffer.swapAt(chosen, buffer.count - 1)
      state.waiting.list.swapAt(chosen, buffer.count - 1)
    }
    state.count += 1
    state.waiting.list.removeLast()
    return buffer.removeLast()
  }

  /// The next record of the open file whose turn it is.
  private mutating func nextInTurn() throws(DataError) -> (RecordPlace, Record)? {
    while true {
      while shards.count < state.order.openFiles, let shard = try openNext() {
        shards.append(shard)
      }
      guard !shards.isEmpty else { return nil }
      let place = shards[state.turn].place
      if let bytes = try shards[state.turn].next() {
        state.given += 1
        if state.given == state.order.blockLength {
          (state.turn, state.given) = ((state.turn + 1) % shards.count, 0)
        }
        return (place, Record(bytes: bytes, path: paths[place.file], index: place.index))
      }
      // Another file takes the place of one that is at its end.
      if let shard = try openNext() {
        shards[state.turn] = shard
      } else {
        shards.remove(at: state.turn)
        if state.turn >= shards.count { state.turn = 0 }
      }
      state.given = 0
    }
  }

  private mutating func openNext() throws(DataError) -> Shard? {
    guard state.opened < state.fileOrder.count else { return nil }
    let file = state.fileOrder[state.opened]
    let shard = try Shard(paths[file], file: file)
    state.opened += 1
    return shard
  }

  /// Opens what was open, and reads again what waits in the buffer.
  private mutating func reopen() throws(DataError) {
    for place in state.open {
      let shard = try Shard(paths[place.file], file: place.file)
      try shard.move(to: place)
      shards.append(shard)
    }
    let waiting = state.waiting.list
    var read = [Record?](repeating: nil, count: waiting.count)
    // Each file once, and forward: what gzip packed goes no other way.
    let slots = waiting.indices.sorted {
      let (a, b) = (waiting[$0], waiting[$1])
      return (a.file, a.offset) < (b.file, b.offset)
    }
    var shard: Shard?
    for slot in slots {
      let place = waiting[slot]
      let current: Shard
      if let shard, shard.place.file == place.file, shard.place.offset <= place.offset {
        current = shard
      } else {
        current = try Shard(paths[place.file], file: place.file)
      }
      try current.move(to: place)
      guard let bytes = try current.next() else {
        throw DataError(
          .record(index: place.index, offset: place.offset, reason: "the file ends before it"),
          path: paths[place.file])
      }
      read[slot] = Record(bytes: bytes, path: paths[place.file], index: place.index)
      shard = current
    }
    buffer = read.compactMap { $0 }
  }
}

/// An open file.
private final class Shard {
  private var reader: TFRecordReader
  private let file: Int

  init(_ path: String, file: Int) throws(DataError) {
    reader = try TFRecordReader(path)
    self.file = file
  }

  /// Its next record.
  var place: RecordPlace { RecordPlace(file: file, index: reader.index, offset: reader.offset) }

  func next() throws(DataError) -> [UInt8]? { try reader.next() }

  func move(to place: RecordPlace) throws(DataError) {
    try reader.move(toRecord: place.index, at: place.offset)
  }
}
