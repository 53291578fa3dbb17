import DescentTensor
import Foundation
import Testing

@testable import DescentData

/// Writes files of records that say which they are: the second of the first file is "a1".
func writeShards(
  _ counts: [Int], in folder: String, packed: Bool = false
) throws -> [String] {
  try counts.enumerated().map { file, count in
    let letter = String(UnicodeScalar(UInt8(97 + file)))
    let path = "\(folder)/\(letter).tfrecord"
    var writer = try TFRecordWriter(path)
    for index in 0..<count { try writer.append(Array("\(letter)\(index)".utf8)) }
    try writer.finish()
    if packed { try place(storedGzip(readBytes(of: path)), at: path) }
    return path
  }
}

/// What a record says it is.
func name(_ record: Record) -> String { String(decoding: record.bytes, as: UTF8.self) }

@Suite("Streams of records") struct RecordStreamTests {
  static let counts = [5, 3, 0, 2, 7, 1]
  static let order = RecordOrder(openFiles: 3, blockLength: 2, shuffleBuffer: 6)

  private func rest(_ stream: consuming RecordStream) throws -> [String] {
    var names: [String] = []
    while let record = try stream.next() { names.append(name(record)) }
    #expect(try stream.next() == nil)
    return names
  }

  private func names(
    _ counts: [Int], _ order: RecordOrder, seed: Int = 1
  ) throws -> [String] {
    try withFolder { folder in
      let paths = try writeShards(counts, in: folder)
      var generator = Generator(seed: seed)
      return try rest(RecordStream(paths, order: order, using: &generator))
    }
  }

  /// Where a stream stands after so many records, through JSON.
  private func position(_ paths: [String], after count: Int) throws -> RecordPosition {
    var generator = Generator(seed: 9)
    var stream = try RecordStream(paths, order: Self.order, using: &generator)
    for _ in 0..<count { _ = try stream.next() }
    let json = try JSONEncoder().encode(stream.position)
    let copy = try JSONDecoder().decode(RecordPosition.self, from: json)
    #expect(copy == stream.position && copy.count == count)
    return copy
  }

  @Test func oneFileAfterAnother() throws {
    #expect(try names([2, 0, 3], .sequential) == ["a0", "a1", "c0", "c1", "c2"])
    #expect(try names([], .sequential) == [])
    #expect(try names([0, 0], RecordOrder(openFiles: 5, shuffleBuffer: 9)) == [])
  }

  /// By hand: when b is at its end, c takes its turn.
  @Test func openFilesTakeTurns() throws {
    let order = RecordOrder(shufflesFiles: false, openFiles: 2, blockLength: 2)
    #expect(
      try names([5, 3, 2], order)
        == ["a0", "a1", "b0", "b1", "a2", "a3", "b2", "c0", "c1", "a4"])
    let single = RecordOrder(shufflesFiles: false, openFiles: 3)
    #expect(try names([1, 3, 2], single) == ["a0", "b0", "c0", "b1", "c1", "b2"])
  }

  /// A permutation of the files and nothing else.
  @Test func filesAreShuffled() throws {
    var generator = Generator(seed: 4)
    var pass = Generator(seed: generator.next())
    let expected = pass.permutation(6).map { "\(Character(UnicodeScalar(UInt8(97 + $0))))0" }
    #expect(try names([1, 1, 1, 1, 1, 1], RecordOrder(), seed: 4) == expected)
    #expect(expected != expected.sorted())
  }

  /// The buffer as its definition says, over records that come in their order.
  @Test func theBufferGivesOneOfItsRecords() throws {
    var generator = Generator(seed: 5)
    var pass = Generator(seed: generator.next())
    var (coming, buffer, expected) = ((0..<20).map { "a\($0)" }, [String](), [String]())
    while !coming.isEmpty || !buffer.isEmpty {
      while buffer.count < 4, !coming.isEmpty { buffer.append(coming.removeFirst()) }
      let chosen = buffer.count == 1 ? 0 : Int(pass.nextWord()) % buffer.count
      expected.append(buffer[chosen])
      buffer[chosen] = buffer[buffer.count - 1]
      buffer.removeLast()
    }
    let order = RecordOrder(shufflesFiles: false, shuffleBuffer: 4)
    #expect(try names([20], order, seed: 5) == expected)
    #expect(Set(expected).count == 20 && expected != expected.sorted())
  }

  @Test func everyRecordComesOnceAndEachPassHasItsOrder() throws {
    try withFolder { folder in
      let paths = try writeShards(Self.counts, in: folder)
      var generator = Generator(seed: 1)
      var passes: [[String]] = []
      for _ in 0..<3 {
        passes.append(try rest(RecordStream(paths, order: Self.order, using: &generator)))
      }
      for pass in passes { #expect(pass.sorted() == passes[0].sorted() && Set(pass).count == 18) }
      #expect(Set(passes).count == 3)
      var again = Generator(seed: 1)
      #expect(try rest(RecordStream(paths, order: Self.order, using: &again)) == passes[0])
    }
  }

  @Test(arguments: [false, true]) func goesOnFromEveryRecord(packed: Bool) throws {
    try withFolder { folder in
      let paths = try writeShards(Self.counts, in: folder, packed: packed)
      var generator = Generator(seed: 9)
      let all = try rest(RecordStream(paths, order: Self.order, using: &generator))
      for count in 0...all.count {
        let place = try position(paths, after: count)
        #expect(try rest(.resumed(paths, at: place)) == Array(all[count...]), "after \(count)")
      }
    }
  }

  @Test func goesOnInAnotherFolder() throws {
    try withFolder { folder in
      let place = try position(writeShards(Self.counts, in: folder), after: 4)
      try withFolder { other in
        let paths = try writeShards(Self.counts, in: other)
        #expect(try rest(.resumed(paths, at: place)).count == 14)
      }
    }
  }

  @Test func refusesOtherFiles() throws {
    try withFolder { folder in
      let paths = try writeShards(Self.counts, in: folder)
      let place = try position(paths, after: 4)
      let fewer = failure { _ = try RecordStream.resumed(paths.dropLast(), at: place) }
      #expect(fewer?.description.hasSuffix("expected 6 files, found 5") == true)
      let swapped = failure { _ = try RecordStream.resumed(paths.reversed(), at: place) }
      #expect(swapped?.description.contains("expected the file \"a.tfrecord\" of 90") == true)
      _ = try writeShards([5, 4], in: folder)
      let grown = failure { _ = try RecordStream.resumed(paths, at: place) }
      #expect(grown?.description.hasSuffix("of 54 bytes, found \"b.tfrecord\" of 72") == true)
      #expect(failure { _ = try RecordStream.resumed([], at: place) } != nil)
      let missing = failure {
        var generator = Generator(seed: 1)
        _ = try RecordStream([folder + "/z"], using: &generator)
      }
      #expect(missing?.problem == .noSuchFile)
    }
  }

  /// Every number of a saved position replaced by others: an error or a stream, never a crash.
  @Test func refusesPlacesThatNoPassCanBeAt() throws {
    try withFolder { folder in
      let paths = try writeShards(Self.counts, in: folder)
      let place = try position(paths, after: 4)
      let json = try JSONEncoder().encode(place)
      let fields = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
      var refused = 0
      for key in ["fileOrder", "opened", "open", "turn", "given", "waiting", "count"] {
        for value: Any in [-1, 99, [], [0, 0], [[0, 99, 1]], [[0, 0, 1 << 40]], [[7, 0, 0]]] {
          var changed = fields
          changed[key] = value
          let data = try JSONSerialization.data(withJSONObject: changed)
          guard let other = try? JSONDecoder().decode(RecordPosition.self, from: data) else {
            refused += 1
            continue
          }
          do {
            _ = try rest(.resumed(paths, at: other))
          } catch { refused += 1 }
        }
      }
      for waiting in ["!", "gA", "gA==", "/////////////w8=", "AAA", "AAAA/"] {
        var changed = fields
        changed["waiting"] = waiting
        let data = try JSONSerialization.data(withJSONObject: changed)
        #expect(throws: DecodingError.self, "\(waiting)") {
          try JSONDecoder().decode(RecordPosition.self, from: data)
        }
      }
      let wrong = [(6, 0, 0), (0, 0, 1), (0, 3, 1 << 40), (3, 0, 0), (0, .max, .max)]
      for (file, index, offset) in wrong {
        var other = place
        other.waiting.list[0] = RecordPlace(file: file, index: index, offset: offset)
        let copy = try JSONDecoder().decode(
          RecordPosition.self, from: JSONEncoder().encode(other))
        #expect(copy == other)
        // Another record that is there cannot be told from the right one.
        if (file, index, offset) != (3, 0, 0) {
          #expect(throws: DataError.self) { try rest(.resumed(paths, at: copy)) }
        }
      }
      #expect(refused > 40)
    }
  }

  @Test func staysAtADamagedRecord() throws {
    try withFolder { folder in
      let paths = try writeShards([4], in: folder)
      var bytes = try readBytes(of: paths[0])
      bytes[18 * 2 + 12] ^= 1
      try place(bytes, at: paths[0])
      var generator = Generator(seed: 1)
      var stream = try RecordStream(paths, order: .sequential, using: &generator)
      #expect(try stream.next()?.index == 0)
      #expect(try stream.next()?.index == 1)
      for _ in 0..<2 {
        do {
          _ = try stream.next()
          Issue.record("expected an error")
        } catch { #expect("\(error)".contains("a.tfrecord: record 2 at byte 36")) }
        #expect(stream.position.count == 2)
      }
    }
  }
}
