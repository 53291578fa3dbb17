import Foundation
import Testing

@testable import DescentData

@Suite struct FilesTests {
  @Test func writesAndReplacesAndLeavesNothingElse() throws {
    try withFolder { folder in
      let path = folder + "/a.txt"
      try atomicWrite("first", to: path)
      try atomicWrite("second", to: path)
      #expect(try readBytes(of: path) == Array("second".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.txt"])
    }
  }

  @Test func anAbandonedFileLeavesTheOldOne() throws {
    try withFolder { folder in
      let path = folder + "/a.txt"
      try atomicWrite("old", to: path)
      do {
        var file = try AtomicFile(path: path)
        try file.write(Array("new".utf8))
      }
      #expect(try readBytes(of: path) == Array("old".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.txt"])
    }
  }

  @Test func followsASymbolicLink() throws {
    try withFolder { folder in
      try atomicWrite("old", to: folder + "/real")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "real")
      try atomicWrite("new", to: folder + "/link")
      #expect(try readBytes(of: folder + "/real") == Array("new".utf8))
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "real")
    }
  }

  @Test func writesThroughADevice() throws {
    try atomicWrite("gone", to: "/dev/null")
    #expect(try readBytes(of: "/dev/null").isEmpty)
  }

  @Test func saysWhyItCannotWrite() throws {
    try withFolder { folder in
      let missing = failure { try atomicWrite("x", to: folder + "/no/such/a.txt") }
      #expect(missing?.description.hasSuffix("cannot write: No such file or directory") == true)
      #expect(missing?.exitCode == 73)
      #expect(failure { try atomicWrite("x", to: folder) }?.exitCode == 73)
      #expect(failure { try atomicWrite("x", to: "") }?.exitCode == 73)
    }
  }

  @Test func saysWhyItCannotRead() throws {
    try withFolder { folder in
      #expect(failure { _ = try readText(of: folder + "/no.csv") }?.problem == .noSuchFile)
      #expect(failure { _ = try readText(of: folder + "/no.csv") }?.exitCode == 66)
      #expect(failure { _ = try readText(of: folder + "\0") }?.problem == .noSuchFile)
      #expect(failure { _ = try readText(of: folder) }?.problem == .isDirectory)
      try place([], at: folder + "/empty.csv")
      #expect(failure { _ = try readText(of: folder + "/empty.csv") }?.problem == .empty)
    }
  }

  @Test func refusesWhatIsNotText() throws {
    try withFolder { folder in
      let path = folder + "/a.csv"
      try place(Array("a,b\n1,".utf8) + [0], at: path)
      let nul = failure { _ = try readText(of: path) }
      #expect(nul?.problem == .binary(offset: 6, found: "the byte 0x00"))
      #expect(nul?.line == 2)
      try place(Array("a,b\n1,2\ncaf".utf8) + [0xe9, 0x0a], at: path)
      let latin = failure { _ = try readText(of: path) }
      #expect(latin?.problem == .binary(offset: 11, found: "the byte 0xe9"))
      #expect(latin?.line == 3)
      try place([0xff, 0xfe, 0x61, 0, 0x2c, 0], at: path)
      #expect(failure { _ = try readText(of: path) }?.description.contains("UTF-16") == true)
    }
  }

  @Test func refusesMoreThanTheLimit() throws {
    try withFolder { folder in
      try place(Array("a,b\n1,2\n".utf8), at: folder + "/a.csv")
      let problem = failure { _ = try readText(of: folder + "/a.csv", limit: 7) }?.problem
      #expect(problem == .tooLarge(limit: 7))
      #expect(try readText(of: folder + "/a.csv", limit: 8).count == 8)
      try place(Fixtures.squares, at: folder + "/a.gz")
      #expect(
        failure { _ = try readText(of: folder + "/a.gz", limit: 2000) }?.problem
          == .tooLarge(limit: 2000))
    }
  }

  /// The standard library's validation is the reference.
  @Test func knowsUTF8() {
    var generator = SplitMix64(state: 1)
    let pieces: [[UInt8]] = [
      [0x41], [0xc3, 0xa9], [0xe2, 0x82, 0xac], [0xf0, 0x9f, 0x98, 0x80], [0xc0, 0x80],
      [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe0, 0x80, 0x80], [0x80], [0xff],
      [0xef, 0xbf, 0xbf], [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x8f, 0xbf, 0xbf],
      Array("plain text".utf8),
    ]
    for _ in 0..<500 {
      var bytes = (0..<Int.random(in: 0..<5, using: &generator)).flatMap { _ in
        pieces.randomElement(using: &generator) ?? []
      }
      if Bool.random(using: &generator) { bytes = bytes.dropLast() }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      #expect((bytes.withUnsafeBufferPointer { firstInvalidUTF8($0) } == nil) == isValid)
    }
  }
}
