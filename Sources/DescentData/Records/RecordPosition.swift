import DescentTensor

/// Where a pass over record files is: enough to go on from there, to the record, in another process.
///
/// It names records and does not hold them: what was in the shuffle buffer is read again.
public struct RecordPosition: Sendable, Equatable, Codable {
  /// The files, by their names without folders and their sizes.
  let files: [FileStamp]
  let order: RecordOrder
  /// The files in the order of this pass, by their numbers.
  var fileOrder: [Int]
  /// How many of them were opened.
  var opened = 0
  /// Where the open files stand, each at its next record.
  var open: [RecordPlace] = []
  /// Whose turn it is, and how many records it has given of its block.
  var turn = 0
  var given = 0
  /// What the shuffle buffer holds.
  var waiting: [RecordPlace] = []
  var generator: Generator
  /// How many records the pass has given.
  public internal(set) var count = 0

  init(files: [FileStamp], order: RecordOrder, generator: Generator) {
    self.files = files
    self.order = order
    self.generator = generator
    fileOrder = order.shufflesFiles ? self.generator.permutation(files.count) : Array(files.indices)
  }

  /// Whether a pass can be there.
  var isPossible: Bool {
    let known = { (place: RecordPlace) in
      files.indices.contains(place.file) && place.index >= 0 && place.offset >= 0
    }
    return order.isPossible && fileOrder.sorted() == Array(files.indices)
      && (0...files.count).contains(opened) && open.count <= min(opened, order.openFiles)
      && open.allSatisfy(known) && waiting.allSatisfy(known)
      && waiting.count <= order.shuffleBuffer && (0..<max(1, open.count)).contains(turn)
      && (0..<order.blockLength).contains(given) && count >= 0
  }
}

/// What a file is known by when its folder may have changed.
struct FileStamp: Sendable, Hashable, Codable {
  let name: String
  let size: Int

  init(path: String) throws(DataError) {
    let file = try InputFile(path: path)
    guard let size = file.size else {
      throw DataError(.cannotRead(reason: "expected a file, found a pipe or a device"), path: path)
    }
    name = path.split(separator: "/").last.map(String.init) ?? path
    self.size = size
  }
}

/// A record in one of several files: its number there, and where it begins in the unpacked file.
struct RecordPlace: Sendable, Hashable, Codable {
  let file: Int
  let index: Int
  let offset: Int

  init(file: Int, index: Int, offset: Int) {
    (self.file, self.index, self.offset) = (file, index, offset)
  }

  /// Three numbers in a row: a buffer of ten thousand is written into every checkpoint.
  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    file = try container.decode(Int.self)
    index = try container.decode(Int.self)
    offset = try container.decode(Int.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(file)
    try container.encode(index)
    try container.encode(offset)
  }
}
