import Testing

@testable import DescentData

@Suite struct SafetensorsFileTests {
  @Test func oneTensorAtATime() throws {
    try withFolder { folder in
      let path = folder + "/m.safetensors"
      try place(Fixtures.safetensors, at: path)
      let whole = try Safetensors.read(path)
      let file = try SafetensorsFile(path)
      #expect(file.metadata == whole.metadata)
      #expect(file.items.map(\.name) == whole.entries.map(\.name))
      for entry in whole.entries {
        #expect(try file.entry(entry.name) == entry)
        #expect(file[entry.name]?.count == entry.bytes.count / entry.type.size)
      }
      let item = try #require(file["weight"])
      let bytes = try #require(whole["weight"]).bytes
      #expect(try file.bytes(of: item, 1..<4) == Array(bytes[4..<16]))
      do throws(DataError) {
        _ = try file.entry("wait")
        Issue.record("expected an error")
      } catch { #expect(error.description.contains("expected a tensor \"wait\", found \"step\"")) }
    }
  }

  /// The same files are refused, for the same reasons, as when all of a file is read.
  @Test func refusesWhatAWholeReadingRefuses() {
    let bytes = Fixtures.safetensors
    var damaged: [[UInt8]] = bytes.indices.map { Array(bytes[..<$0]) }
    for index in bytes.indices.prefix(520) {
      var copy = bytes
      copy[index] ^= 0x11
      damaged.append(copy)
    }
    for bytes in damaged {
      let whole = Result { () throws(DataError) in
        try Safetensors.decode(bytes, path: "m").entries.map(\.name)
      }
      let lazy = Result { () throws(DataError) in
        try SafetensorsFile(bytes, path: "m").items.map(\.name)
      }
      #expect(whole == lazy)
    }
  }

  @Test func aPipeIsRefused() {
    let error = failure { _ = try SafetensorsFile("/dev/null") }
    #expect(error?.description.contains("expected a file on a disk") == true)
  }
}
