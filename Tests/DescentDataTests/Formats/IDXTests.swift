import DescentTensor
import Foundation
import Testing

@testable import DescentData

@Suite("IDX files") struct IDXTests {
  /// A file of these lengths and elements.
  private func idx(_ type: UInt8, _ lengths: [UInt32], _ elements: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, type, UInt8(lengths.count)]
    for length in lengths { withUnsafeBytes(of: length.bigEndian) { bytes += $0 } }
    return bytes + elements
  }

  private func decoded(_ bytes: [UInt8]) throws -> Tensor { try IDX.decode(bytes, path: "a.idx") }

  @Test func bytes() throws {
    let x = try decoded(idx(8, [2, 3], [0, 1, 127, 128, 254, 255]))
    #expect(x.shape == [2, 3] && x.dtype == .uint8)
    #expect(x.elements(as: UInt8.self) == [0, 1, 127, 128, 254, 255])
  }

  @Test func wholeNumbersAreBigEndianAndSigned() throws {
    #expect(
      try decoded(idx(9, [3], [0x7f, 0x80, 0xff])).elements(as: Int32.self) == [127, -128, -1])
    #expect(
      try decoded(idx(11, [2], [0x01, 0x02, 0xff, 0xfe])).elements(as: Int32.self) == [258, -2])
    #expect(
      try decoded(idx(12, [2], [0, 1, 2, 3, 0xff, 0xff, 0xff, 0xfd])).elements(as: Int32.self)
        == [66051, -3])
  }

  @Test func floats() throws {
    #expect(
      try decoded(idx(13, [2], [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0])).elements(as: Float.self)
        == [1, -2.5])
    #expect(
      try decoded(idx(14, [1], [0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18]))
        .elements(as: Double.self) == [.pi])
  }

  @Test func refusals() {
    func message(_ bytes: [UInt8]) -> String {
      failure { _ = try decoded(bytes) }?.description ?? ""
    }
    #expect(message([0, 0, 8]).contains("at byte 0"))
    #expect(message([1, 0, 8, 1, 0, 0, 0, 0]).contains("at byte 0, found 1 0 8 1"))
    #expect(message(idx(10, [1], [0])).contains("at byte 2, found 10"))
    #expect(message([0, 0, 8, 0]).contains("at byte 3, found 0"))
    #expect(message([0, 0, 8, 200]).contains("at byte 3, found 200"))
    #expect(message([0, 0, 8, 2, 0, 0, 0, 1]).contains("12 bytes of header, found 8"))
    #expect(message(idx(8, [2, 2], [1, 2, 3])).contains("expected 16 bytes"))
    #expect(message(idx(8, [2, 2], [1, 2, 3, 4, 5])).contains("found 17"))
    #expect(message(idx(14, [.max, .max, .max], [])).contains("fits in memory"))
    #expect(message(idx(14, [.max >> 1, .max >> 1], [])).contains("lengths"))
  }

  @Test func compressedAndMissing() throws {
    let file = idx(8, [4], [1, 2, 3, 4])
    try withFolder { folder in
      try place(storedGzip(file), at: folder + "/a.gz")
      #expect(try IDX.read(folder + "/a.gz").elements(as: UInt8.self) == [1, 2, 3, 4])
      #expect(failure { _ = try IDX.read(folder + "/no") }?.exitCode == 66)
      try place(Array(storedGzip(file).dropLast(3)), at: folder + "/cut.gz")
      #expect(failure { _ = try IDX.read(folder + "/cut.gz") }?.exitCode == 65)
    }
  }

  /// The first images of the digits that LeCun's site published begin with 5, 0, 4, 1, 9.
  @Test func digits() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../../shared/data/mnist-10k").standardizedFileURL.path
    guard FileManager.default.fileExists(atPath: folder) else {
      print("IDXTests.digits: no \(folder), nothing compared")
      return
    }
    let images = try IDX.read(folder + "/train-images-idx3-ubyte.gz")
    let labels = try IDX.read(folder + "/train-labels-idx1-ubyte.gz")
    #expect(images.shape == [8000, 28, 28] && labels.shape == [8000])
    #expect(labels.elements(as: UInt8.self).allSatisfy { $0 < 10 })
  }
}
