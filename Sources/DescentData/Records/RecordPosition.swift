import DescentTensor
import Foundation

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
  var waiting = RecordPlaces()
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
      && open.allSatisfy(known) && waiting.list.allSatisfy(known)
      && waiting.list.count <= order.shuffleBuffer && (0..<max(1, open.count)).contains(turn)
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
}

/// Many places, which are written as one text: a buffer of ten thousand is part of every checkpoint.
///
/// The numbers are not negative; each is 7 bits to a byte, the low ones first, and all of them in base64.
struct RecordPlaces: Sendable, Equatable, Codable {
  var list: [RecordPlace] = []

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let bytes = Data(base64Encoded: try container.decode(String.self)),
      let numbers = Self.numbers(bytes), numbers.count % 3 == 0
    else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "places of records: expected numbers in base64")
    }
    list = stride(from: 0, to: numbers.count, by: 3).map {
      RecordPlace(file: numbers[$0], index: numbers[$0 + 1], offset: numbers[$0 + 2])
    }
  }

  func encode(to encoder: any Encoder) throws {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * list.count)
    for place in list {
      for number in [place.file, place.index, place.offset] {
        var rest = UInt64(number)
        while rest >= 0x80 {
          bytes.append(UInt8(rest & 0x7f) | 0x80)
          rest >>= 7
        }
        bytes.append(UInt8(rest))
      }
    }
    var container = encoder.singleValueContainer()
    try container.encode(Data(bytes).base64EncodedString())
  }

  /// The numbers; nil if one is cut off or above 2⁶³ − 1.
  private static func numbers(_ bytes: Data) -> [Int]? {
    var numbers: [Int] = []
    var (number, shift) = (UInt64(0), UInt64(0))
    for byte in bytes {
      guard shift < 63 else { return nil }
      number |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 != 0 {
        shift += 7
      } else {
        numbers.append(Int(number))
        (number, shift) = (0, 0)
      }
    }
    return shift == 0 ? numbers : nil
  }
}
