import DescentTensor
import Foundation
import Testing

@testable import DescentData

@Suite("Batches of records") struct ShardedRecordsTests {
  private static let counts = [5, 3, 0, 2, 7, 1]

  private func source(
    _ paths: [String], prefetching: Int = 0, dropsLast: Bool = false
  ) throws -> ShardedRecords<[String]> {
    try ShardedRecords(
      paths, order: RecordOrder(openFiles: 2, shuffleBuffer: 5), batchSize: 4,
      dropsLast: dropsLast, prefetching: prefetching, recordCount: 18
    ) { $0.map(name) }
  }

  private func rest(
    _ pass: ShardedRecords<[String]>.Pass, _ generator: inout Generator
  ) throws -> [[String]] {
    var pass = pass
    var batches: [[String]] = []
    while let (batch, count) = try pass.next(using: &generator) {
      #expect(batch.count == count)
      batches.append(batch)
    }
    #expect(try pass.next(using: &generator) == nil)
    return batches
  }

  @Test func cutsIntoBatches() throws {
    try withFolder { folder in
      let paths = try writeShards(Self.counts, in: folder)
      var generator = Generator(seed: 1)
      let all = try source(paths)
      let batches = try rest(all.pass(using: &generator), &generator)
      #expect(batches.map(\.count) == [4, 4, 4, 4, 2])
      #expect(Set(batches.joined()).count == 18 && all.batchesPerPass == 5)
      let second = try rest(all.pass(using: &generator), &generator)
      #expect(second != batches)
      var again = Generator(seed: 1)
      let full = try source(paths, dropsLast: true)
      #expect(try rest(full.pass(using: &again), &again) == batches.dropLast())
      #expect(full.batchesPerPass == 4)
    }
  }

  @Test(arguments: [1, 2, 7]) func prefetchingChangesNothing(ahead: Int) throws {
    try withFolder { folder in
      let paths = try writeShards(Self.counts, in: folder)
      var (plain, other) = (Generator(seed: 3), Generator(seed: 3))
      for _ in 0..<3 {
        let expected = try rest(source(paths).pass(using: &plain), &plain)
        let found = try rest(source(paths, prefetching: ahead).pass(using: &other), &other)
        #expect(found == expected)
      }
      #expect(plain == other)
    }
  }

  @Test(arguments: [0, 3]) func goesOnFromEveryBatch(ahead: Int) throws {
    try withFolder { folder in
      let source = try source(writeShards(Self.counts, in: folder), prefetching: ahead)
      var generator = Generator(seed: 2)
      var pass = source.pass(using: &generator)
      let all = try rest(pass, &generator)
      for count in 0...all.count {
        let json = try JSONEncoder().encode(pass.place)
        let place = try JSONDecoder().decode(RecordPosition.self, from: json)
        #expect(place.count == all[..<count].reduce(0) { $0 + $1.count })
        #expect(try rest(source.pass(at: place), &generator) == Array(all[count...]))
        // A copy goes on by itself.
        let copy = pass
        #expect(try rest(copy, &generator) == Array(all[count...]))
        _ = try pass.next(using: &generator)
      }
      #expect(try rest(source.pass(at: pass.place), &generator) == [])
    }
  }

  @Test(arguments: [0, 2]) func anErrorComesInItsTurn(ahead: Int) throws {
    try withFolder { folder in
      let paths = try writeShards([12], in: folder)
      let source = try ShardedRecords(
        paths, order: .sequential, batchSize: 3, prefetching: ahead
      ) { records throws(DataError) in
        guard records[0].index != 3 else { throw DataError(.empty, path: "made up") }
        return records[0].index
      }
      var generator = Generator(seed: 1)
      var pass = source.pass(using: &generator)
      #expect(try pass.next(using: &generator)?.batch == 0)
      #expect(throws: DataError.self) { try pass.next(using: &generator) }
      #expect(pass.place.count == 3)
    }
  }

  @Test func otherFilesHaveAnotherFingerprint() throws {
    try withFolder { folder in
      let paths = try writeShards(Self.counts, in: folder)
      let fingerprint = try source(paths).fingerprint
      #expect(try source(paths).fingerprint == fingerprint)
      #expect(try source(paths.reversed()).fingerprint != fingerprint)
      _ = try writeShards([6], in: folder)
      #expect(try source(paths).fingerprint != fingerprint)
    }
  }

  @Test func givesExamples() throws {
    try withFolder { folder in
      var writer = try TFRecordWriter(folder + "/a")
      for label in 0..<4 as Range<Int64> {
        try writer.append(TFExample(["label": .integers([label])]))
      }
      try writer.finish()
      let source = try ShardedRecords([folder + "/a"], order: .sequential, batchSize: 4) {
        records throws(DataError) in
        try records.map { record throws(DataError) in try record.example().integers("label")[0] }
      }
      var generator = Generator(seed: 1)
      var pass = source.pass(using: &generator)
      #expect(try pass.next(using: &generator)?.batch == [0, 1, 2, 3])
      let wrong = Record(bytes: [9], path: "b", index: 7)
      #expect(failure { _ = try wrong.example() }?.description.hasPrefix("b: record 7: ") == true)
    }
  }
}
