import Testing

@testable import DescentData

@Suite struct SafetensorsTests {
  /// The tensors of the fixture, as Python was given them.
  private let tensors = Safetensors(
    entries: [
      SafetensorsEntry(name: "weight", shape: [2, 3], floats: [1.5, -2.25, 0.1, 3e38, 0, -0.0]),
      SafetensorsEntry(name: "bias", shape: [2], doubles: [1.0 / 3, -1e-300]),
      SafetensorsEntry(name: "step", shape: [], int64s: [7]),
      SafetensorsEntry(name: "idx", shape: [3], int32s: [-1, 2, .max]),
      SafetensorsEntry(name: "mask", shape: [3], bools: [true, false, true]),
      SafetensorsEntry(name: "img", type: .uint8, shape: [3], bytes: [0, 128, 255]),
      SafetensorsEntry(name: "empty", shape: [0, 3], floats: []),
      SafetensorsEntry(name: "é\"q", shape: [1], floats: [2]),
    ], metadata: ["format": "descent"])

  @Test func writesTheBytesThatPythonWrites() {
    #expect(tensors.encoded() == Fixtures.safetensors)
  }

  @Test func readsWhatPythonWrote() throws {
    let read = try Safetensors.decode(Fixtures.safetensors, path: "m.safetensors")
    #expect(read.metadata == ["format": "descent"])
    #expect(read.entries.count == tensors.entries.count)
    for entry in tensors.entries { #expect(read[entry.name] == entry) }
    #expect(read["weight"]?.floats == [1.5, -2.25, 0.1, 3e38, 0, -0.0])
    #expect(read["bias"]?.doubles == [1.0 / 3, -1e-300])
    #expect(read["step"]?.int64s == [7])
    #expect(read["idx"]?.int32s == [-1, 2, .max])
    #expect(read["mask"]?.bools == [true, false, true])
    #expect(read["mask"]?.floats == nil)
    #expect(read["img"]?.bytes == [0, 128, 255])
  }

  @Test func survivesAFile() throws {
    try withFolder { folder in
      try tensors.write(to: folder + "/m.safetensors")
      let read = try Safetensors.read(folder + "/m.safetensors")
      #expect(read.encoded() == Fixtures.safetensors)
      #expect(try readBytes(of: folder + "/m.safetensors") == Fixtures.safetensors)
    }
  }

  @Test func hasAHeaderOfAMultipleOfEight() throws {
    for length in 1...9 {
      let name = String(repeating: "n", count: length)
      let bytes = Safetensors(
        entries: [SafetensorsEntry(name: name, shape: [1], floats: [1])]
      ).encoded()
      #expect((bytes.count - 4) % 8 == 0)
      #expect(try Safetensors.decode(bytes, path: "m")[name]?.floats == [1])
    }
    let none = Safetensors(entries: [])
    #expect(try Safetensors.decode(none.encoded(), path: "m") == none)
  }

  @Test func escapesMetadata() throws {
    let text = "a\"b\\c\n\t\u{1}\u{8}\u{c}\r é 😀 </script>"
    let file = Safetensors(entries: [], metadata: [text: text, "k": ""])
    #expect(try Safetensors.decode(file.encoded(), path: "m").metadata == file.metadata)
  }

  /// A file of this header and this many zero bytes of data.
  private func file(_ header: String, data: Int = 0) -> [UInt8] {
    let json = Array(header.utf8)
    let length = UInt64(json.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + json
      + [UInt8](repeating: 0, count: data)
  }

  @Test(arguments: [
    ("", 0, "not JSON"),
    ("[]", 0, "not JSON"),
    ("{", 0, "expected a name in quotes at byte 9"),
    ("{}x", 0, "expected the end at byte 10"),
    ("{}", 1, "expected 0 bytes of data, found 1"),
    (#"{"a":1}"#, 0, #"tensor "a" is not an object"#),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3, "lies at bytes 0 to 4 of 3"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "lies at bytes 4 to 0 of 4"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "needs 8 bytes, found 4"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "leaves a hole"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "a whole number"),
    (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4, "a whole number"),
    (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, 4, "leading zero"),
    (#"{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#, 4, "no shape"),
    (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, 4, "no shape"),
    (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, 4, "no dtype"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "no data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4, "unknown field"),
    (#"{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#, 4, #"type "BF16", supported"#),
    (#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#, 4, #"type "F16", supported"#),
    (
      #"{"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0,
      "more bytes than 2^63"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,0]}}"#, 0,
      "a number below 2^63"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#,
      3, "overlaps"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#,
      2, #"distinct names, found "a" twice"#
    ),
    (#"{"__metadata__":{"a":1}}"#, 0, #"metadata "a" is not a string"#),
    (#"{"__metadata__":{"a":"\x"}}"#, 0, "an escape"),
    (#"{"__metadata__":{"a":"\ud800"}}"#, 0, "a low surrogate"),
    (#"{"__metadata__":{"a":"\ud83d \ude00"}}"#, 0, "a low surrogate"),
    (#"{"__metadata__":[]}"#, 0, "not an object"),
  ])
  func refuses(header: String, data: Int, expected: String) {
    let error = failure { _ = try Safetensors.decode(file(header, data: data), path: "m") }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test func readsEscapesAndEmptyShapes() throws {
    let read = try Safetensors.decode(
      file(
        #"{"__metadata__":{"a\/\u00e9":"\ud83d\ude00"}, "z":{"dtype":"U8","shape":[4611686018427387904,8,0],"data_offsets":[0,0]} }  "#
      ), path: "m")
    #expect(read.metadata == ["a/é": "😀"])
    #expect(read["z"]?.bytes == [])
  }

  @Test func refusesALengthThatIsNotThere() {
    for length in [0x7fff_ffff_ffff_ffff, .max, 100_000_001, 100_000_000, 3] as [UInt64] {
      let bytes =
        (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + [123, 125]
      #expect(failure { _ = try Safetensors.decode(bytes, path: "m") } != nil)
    }
  }

  @Test func refusesDeepNesting() {
    let deep = "{\"a\":" + String(repeating: "[", count: 1_000_000)
    let error = failure { _ = try Safetensors.decode(file(deep), path: "m") }
    #expect(error?.description.contains("less nesting") == true)
  }

  @Test func neverCrashesOnDamage() {
    let bytes = Fixtures.safetensors
    for index in bytes.indices {
      #expect(throws: DataError.self) {
        try Safetensors.decode(Array(bytes[..<index]), path: "m")
      }
      for mask in [1, 0x10, 0x80, 0xff] as [UInt8] {
        var damaged = bytes
        damaged[index] ^= mask
        _ = try? Safetensors.decode(damaged, path: "m")
      }
    }
  }
}
