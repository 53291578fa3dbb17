import DescentTensor
import Testing

@testable import DescentData

@Suite("tf.train.Example") struct TFExampleTests {
  private func problem(_ body: () throws -> Void) -> String { failure(body)?.description ?? "" }

  @Test func readsTensorFlows() throws {
    let example = try TFExample(TFRecordFixtures.example)
    #expect(example.features.keys.sorted() == ["image", "label", "nothing", "words", "x"])
    #expect(try example.bytes("image") == [[0, 127, 128, 255]])
    #expect(try example.bytes("words") == [Array("ja".utf8), [], Array("nein".utf8)])
    #expect(try example.integers("label") == [7, -1, 1 << 62])
    let x = try example.floats("x")
    #expect(x.count == 4 && x[0] == 1.5 && x[1] == -2.25 && x[2].isNaN && x[3] == .infinity)
    // A feature without a list is empty, of whatever kind.
    #expect(try example.floats("nothing").isEmpty && example.integers("nothing").isEmpty)
  }

  @Test func writesTensorFlows() throws {
    var example = try TFExample(TFRecordFixtures.example)
    // TensorFlow wrote a feature of no kind, which is 11 bytes shorter than an empty list.
    example["nothing"] = nil
    let other = try TFExample(example.encoded())
    #expect(other.encoded() == example.encoded())
    let bytes = example.encoded()
    // tag and length of the entry, its name, and an empty feature
    let nothing: [UInt8] = [10, 11, 10, 7] + Array("nothing".utf8) + [18, 0]
    var expected = TFRecordFixtures.example
    let place = try #require(expected.indices.first { expected[$0...].starts(with: nothing) })
    expected.removeSubrange(place..<(place + nothing.count))
    expected[1] -= UInt8(nothing.count)
    #expect(bytes == expected)
  }

  @Test func tensorsInAndOut() throws {
    var example = TFExample()
    example["image"] = .init(Tensor([0, 1, 128, 255] as [UInt8], shape: [2, 2]))
    example["x"] = .init(Tensor([1.5, -2, .nan] as [Float]))
    example["label"] = .init(Tensor([3, -4] as [Int32]))
    example["seen"] = .init(Tensor([true, false]))
    let read = try TFExample(example.encoded())
    let image = try read.tensor("image", shape: [2, 2])
    #expect(image.dtype == .uint8 && image.elements(as: UInt8.self) == [0, 1, 128, 255])
    let x = try read.tensor("x", shape: [3, 1])
    #expect(x.dtype == .float32 && x.shape == [3, 1] && x.elements(as: Float.self)[1] == -2)
    #expect(try read.tensor("label", shape: [2]).elements(as: Int64.self) == [3, -4])
    #expect(try read.tensor("seen", shape: [2]).elements(as: Int64.self) == [1, 0])
  }

  @Test func saysWhatIsMissing() throws {
    var example = TFExample(["a": .floats([1, 2]), "b": .integers([1]), "c": .bytes([[1], [2]])])
    (example.path, example.index) = ("s.tfrecord", 7)
    #expect(
      problem { _ = try example.floats("d") }
        == #"s.tfrecord: record 7: expected a feature named "d", found "a", "b", "c""#)
    #expect(problem { _ = try example.integers("a") }.contains("expected integers, found 2 floats"))
    #expect(problem { _ = try example.bytes("b") }.contains("byte strings, found 1 integer"))
    #expect(problem { _ = try example.tensor("a", shape: [3]) }.contains("expected 3 floats"))
    #expect(problem { _ = try example.tensor("b", shape: [0]) }.contains("expected 0 integers"))
    #expect(problem { _ = try example.tensor("c", shape: [2]) }.contains("one byte string, found"))
    #expect(
      problem { _ = try TFExample([0xff, 1, 2], path: "s", index: 3) }
        .hasPrefix("s: record 3: not a tf.train.Example"))
  }

  @Test func neverCrashesOnAFlippedByteOrACut() {
    let bytes = TFRecordFixtures.example
    for index in bytes.indices {
      _ = try? TFExample(Array(bytes[..<index]))
      for mask in [1, 0x08, 0x80, 0xff] as [UInt8] {
        var other = bytes
        other[index] ^= mask
        _ = try? TFExample(other)
      }
    }
  }

  @Test func float64IsRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = TFExample.Feature(Tensor([1.0, 2], dtype: .float64))
    }
  }
}
