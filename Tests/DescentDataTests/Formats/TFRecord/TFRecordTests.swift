import Foundation
import Testing

@testable import DescentData

@Suite("TFRecord files") struct TFRecordTests {
  private func records(_ path: String, limit: Int? = nil) throws -> [[UInt8]] {
    var reader = try TFRecordReader(path, limit: limit)
    var records: [[UInt8]] = []
    while let record = try reader.next() { records.append(record) }
    #expect(reader.index == records.count)
    return records
  }

  private func records(of bytes: [UInt8], limit: Int? = nil) throws -> [[UInt8]] {
    try withFolder { folder in
      try place(bytes, at: folder + "/a")
      return try records(folder + "/a", limit: limit)
    }
  }

  private func problem(_ bytes: [UInt8], limit: Int? = nil) -> String {
    let error = failure { _ = try records(of: bytes, limit: limit) }?.description ?? ""
    return String(error[(error.range(of: "/a: ")?.upperBound ?? error.startIndex)...])
  }

  @Test func readsTensorFlows() throws {
    #expect(try records(of: TFRecordFixtures.plain) == TFRecordFixtures.records)
    #expect(try records(of: TFRecordFixtures.gzip) == TFRecordFixtures.records)
    #expect(try records(of: []) == [])
  }

  @Test func writesTensorFlows() throws {
    try withFolder { folder in
      var writer = try TFRecordWriter(folder + "/a")
      for record in TFRecordFixtures.records { try writer.append(record) }
      #expect(writer.count == 3)
      #expect(!FileManager.default.fileExists(atPath: folder + "/a"))
      try writer.finish()
      #expect(try readBytes(of: folder + "/a") == TFRecordFixtures.plain)
    }
  }

  @Test func aDroppedWriterLeavesNothing() throws {
    try withFolder { folder in
      do {
        var writer = try TFRecordWriter(folder + "/a")
        try writer.append([UInt8](repeating: 1, count: 1 << 20))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
      #expect(failure { _ = try TFRecordWriter(folder) }?.exitCode == 73)
    }
  }

  /// Longer than the reader's memory, shorter, and across its end.
  @Test func readsRecordsOfEveryLength() throws {
    let lengths = [0, 1, 700_000, 3, 262_128, 262_132, 262_144, 5, 100_000] + Array(0..<400)
    let expected = lengths.map { length in
      [UInt8](repeating: UInt8(length & 255), count: length / 2)
        + [UInt8](repeating: 170, count: length - length / 2)
    }
    try withFolder { folder in
      var writer = try TFRecordWriter(folder + "/a")
      for record in expected { try writer.append(record) }
      try writer.finish()
      #expect(try records(folder + "/a") == expected)
    }
  }

  /// A length of 559,903 in little-endian is the magic number of gzip and its method.
  @Test func aRecordThatLooksLikeGzipIsARecord() throws {
    let record = [UInt8](repeating: 9, count: 0x088b1f)
    try withFolder { folder in
      var writer = try TFRecordWriter(folder + "/a")
      try writer.append(record)
      try writer.finish()
      #expect(try readBytes(of: folder + "/a").starts(with: [0x1f, 0x8b, 8]))
      #expect(try records(folder + "/a") == [record])
    }
  }

  @Test func saysWhereItIsCutOff() {
    let plain = TFRecordFixtures.plain
    // The records begin at the bytes 0, 16 and 39.
    for count in plain.indices where count > 0 && count != 16 && count != 39 {
      let (index, offset) = count < 16 ? (0, 0) : count < 39 ? (1, 16) : (2, 39)
      let error = failure { _ = try records(of: Array(plain[..<count])) }
      guard case .record(index, offset, _) = error?.problem else {
        Issue.record("cut at \(count): \(String(describing: error))")
        continue
      }
    }
    #expect(
      problem(Array(plain[..<20])) == "record 1 at byte 16: expected 12 bytes of header, found 4")
    #expect(
      problem(Array(plain[..<35]))
        == "record 1 at byte 16: expected 7 bytes and 4 of checksum, found 7")
    for count in TFRecordFixtures.gzip.indices where count > 2 {
      let error = failure { _ = try records(of: Array(TFRecordFixtures.gzip[..<count])) }
      if count > 12 { #expect(error?.problem == .gzipTruncated(offset: count)) }
    }
  }

  @Test func noticesEveryFlippedByte() throws {
    for index in TFRecordFixtures.plain.indices {
      for mask in [1, 0x80, 0xff] as [UInt8] {
        var bytes = TFRecordFixtures.plain
        bytes[index] ^= mask
        #expect(throws: DataError.self) { _ = try records(of: bytes) }
      }
    }
    var wrong = TFRecordFixtures.plain
    wrong[30] ^= 1
    #expect(
      problem(wrong)
        == "record 1 at byte 16: expected the checksum 0xe34a2621 of its 7 bytes, found 0x42223643")
    wrong = TFRecordFixtures.plain
    wrong[1] ^= 1
    #expect(problem(wrong).hasSuffix("found 0x07980329 (is it a TFRecord file?)"))
    #expect(problem(Array("a,b\n1,2\n3,4\n5,6\n".utf8)).contains("is it a TFRecord file?"))
  }

  /// A file that claims 2⁶² bytes, with the right checksum of that claim.
  @Test func aClaimedLengthCostsNothing() throws {
    var header: [UInt8] = []
    let length = (UInt64(1) << 62).littleEndian
    withUnsafeBytes(of: length) { bytes in
      header += bytes
      withUnsafeBytes(of: TFRecord.maskedChecksum(bytes).littleEndian) { header += $0 }
    }
    #expect(problem(header + [1, 2, 3]).contains("found a length of 4611686018427387904"))
    let error = problem(header + [1, 2, 3], limit: .max)
    #expect(
      error
        == "record 0 at byte 0: expected 4611686018427387904 bytes and 4 of checksum, found 3")
    let packed = storedGzip(header + [1, 2, 3])
    #expect(problem(packed, limit: .max) == error)
    #expect(problem(TFRecordFixtures.plain, limit: 299).contains("at most 299 bytes"))
  }

  @Test func aReaderGoesToWhereAnotherStood() throws {
    for bytes in [TFRecordFixtures.plain, TFRecordFixtures.gzip] {
      try withFolder { folder in
        try place(bytes, at: folder + "/a")
        var reader = try TFRecordReader(folder + "/a")
        #expect(try reader.advance())
        #expect(reader.index == 1 && reader.offset == 16)
        var other = try TFRecordReader(folder + "/a")
        try other.move(toRecord: 1, at: 16)
        #expect(try other.next() == TFRecordFixtures.records[1])
        #expect(other.index == 2 && other.offset == 39)
        #expect(try other.next() == TFRecordFixtures.records[2])
        #expect(try other.next() == nil)
        var beyond = try TFRecordReader(folder + "/a")
        #expect(failure { try beyond.move(toRecord: 9, at: 1000) } != nil)
      }
    }
  }

  @Test func saysWhatIsNotThere() throws {
    #expect(failure { _ = try TFRecordReader("/no/such/file") }?.problem == .noSuchFile)
    #expect(failure { _ = try TFRecordReader("/") }?.problem == .isDirectory)
  }
}
