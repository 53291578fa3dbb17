import Testing

@testable import DescentData

@Suite struct GzipTests {
  private func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
    try withFolder { folder in
      try place(bytes, at: folder + "/a.csv.gz")
      return try readText(of: folder + "/a.csv.gz")
    }
  }

  private let squares = Array(
    ("x,y\n" + (0..<300).map { "\($0),\($0 * $0)\n" }.joined()).utf8)

  @Test func unpacks() throws {
    #expect(try unpacked(Fixtures.squares) == squares)
  }

  @Test func unpacksSeveralMembersAndPadding() throws {
    let text = Array("a,b\n1,2\n3,4\n".utf8)
    #expect(try unpacked(Fixtures.twoMembers) == text)
    #expect(try unpacked(Fixtures.twoMembers + [UInt8](repeating: 0, count: 1024)) == text)
    #expect(
      try unpacked(storedGzip(Array("a,".utf8)) + storedGzip(Array("b\n".utf8)))
        == Array("a,b\n".utf8))
  }

  @Test func unpacksMoreThanItsBuffers() throws {
    // Every member stays below the buffer, all together far above, at odd offsets.
    let piece = [UInt8](repeating: 0x61, count: 60_001)
    let file = (0..<10).flatMap { _ in storedGzip(piece) }
    #expect(try unpacked(file) == [UInt8](repeating: 0x61, count: 600_010))
  }

  @Test func saysWhereAFileIsCutOff() {
    for count in [10, 11, Fixtures.squares.count / 2, Fixtures.squares.count - 1] {
      let error = failure { _ = try unpacked(Array(Fixtures.squares[..<count])) }
      #expect(error?.problem == .gzipTruncated(offset: count))
    }
  }

  @Test func verifiesChecksumAndLength() {
    var wrong = Fixtures.squares
    wrong[wrong.count - 8] ^= 1
    #expect(
      failure { _ = try unpacked(wrong) }?.description.contains("incorrect data check") == true)
    wrong = Fixtures.squares
    wrong[wrong.count - 1] ^= 1
    #expect(
      failure { _ = try unpacked(wrong) }?.description.contains("incorrect length check") == true)
    var stored = storedGzip(Array("a,b\n1,2\n".utf8))
    stored[16] ^= 1
    #expect(failure { _ = try unpacked(stored) }?.description.contains("corrupt at byte") == true)
  }

  @Test func refusesOtherBytesAfterTheEnd() {
    let error = failure { _ = try unpacked(Fixtures.twoMembers + [0, 0, 7]) }
    #expect(error?.description.contains("found more bytes") == true)
    #expect(failure { _ = try unpacked(Fixtures.twoMembers + Array("junk".utf8)) } != nil)
  }

  @Test func refusesZerosBeforeTheyGrow() {
    let error = failure { _ = try unpacked(storedGzip([UInt8](repeating: 0, count: 1000))) }
    #expect(error?.problem == .binary(offset: 0, found: "the byte 0x00"))
  }

  @Test func neverCrashesOnATruncatedFile() throws {
    for count in Fixtures.twoMembers.indices {
      let text = try? unpacked(Array(Fixtures.twoMembers[..<count]))
      // Only the end of the first member, or a lone first byte, is a whole file.
      #expect(text == nil || count == 28 || count == 1, "cut at \(count)")
    }
  }

  @Test func neverCrashesOnAFlippedByte() throws {
    let text = Array("a,b\n1,2\n3,4\n".utf8)
    for index in Fixtures.twoMembers.indices {
      for mask in [1, 0x80, 0xff] as [UInt8] {
        var bytes = Fixtures.twoMembers
        bytes[index] ^= mask
        // Time, system and extra flags may change unnoticed; the text may not.
        if let result = try? unpacked(bytes) { #expect(result == text, "flipped at \(index)") }
      }
    }
  }
}
