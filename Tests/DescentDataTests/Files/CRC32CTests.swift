import CDescentKernels
import Testing

@testable import DescentData

@Suite("CRC-32C") struct CRC32CTests {
  static let ways = [DK_CRC32C_TABLES, DK_CRC32C_INSTRUCTION]

  private func checksum(_ bytes: [UInt8], by way: Int, after crc: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { dk_crc32c_by(Int32(way), crc, $0.baseAddress, $0.count) }
  }

  /// RFC 3720, appendix B.4, where the bytes of the checksum stand in the order of the wire.
  @Test(arguments: ways) func theVectorsOfRFC3720(way: Int) {
    #expect(checksum([UInt8](repeating: 0, count: 32), by: way) == 0x8a91_36aa)
    #expect(checksum([UInt8](repeating: 0xff, count: 32), by: way) == 0x62a8_ab43)
    #expect(checksum(Array(0..<32), by: way) == 0x46dd_794e)
    #expect(checksum((0..<32).reversed(), by: way) == 0x113f_db5c)
    var command = [UInt8](repeating: 0, count: 48)
    let filled: [Int: UInt8] = [
      0: 0x01, 1: 0xc0, 16: 0x14, 22: 0x04, 27: 0x14, 31: 0x18, 32: 0x28, 40: 0x02,
    ]
    for (place, byte) in filled { command[place] = byte }
    #expect(checksum(command, by: way) == 0xd996_3a56)
    #expect(checksum([], by: way) == 0)
    #expect(checksum(Array("123456789".utf8), by: way) == 0xe306_9283)
  }

  /// Bit by bit, as the polynomial is defined.
  private func slowly(_ bytes: ArraySlice<UInt8>, after crc: UInt32 = 0) -> UInt32 {
    ~bytes.reduce(~crc) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
    }
  }

  private func bytes(_ count: Int) -> [UInt8] {
    var generator = SplitMix64(state: 3)
    return (0..<count / 8).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
  }

  @Test(arguments: ways) func everyLengthAndPlaceAgreesWithTheDefinition(way: Int) {
    let bytes = bytes(1_600)
    for (start, length) in (Array(0..<20) + [255, 256, 767, 768, 769, 1535, 1536]).enumerated() {
      let range = (start % 16)..<(start % 16 + length)
      #expect(checksum(Array(bytes[range]), by: way) == slowly(bytes[range]), "\(length) bytes")
      let middle = range.lowerBound + length / 3
      let first = checksum(Array(bytes[range.lowerBound..<middle]), by: way)
      #expect(
        checksum(Array(bytes[middle..<range.upperBound]), by: way, after: first)
          == slowly(bytes[range]), "\(length) bytes in two pieces")
    }
  }

  /// Where three runs are taken at a time.
  @Test func bothWaysAgreeOnManyBytes() {
    let bytes = bytes(60_000)
    for length in [24_575, 24_576, 24_577, 25_344, 49_152, 50_001, 60_000] {
      let some = Array(bytes.suffix(length))
      let expected = checksum(some, by: DK_CRC32C_TABLES)
      #expect(checksum(some, by: DK_CRC32C_INSTRUCTION) == expected, "\(length) bytes")
    }
  }

  @Test func goesOnFromAPart() {
    let bytes = bytes(30_000)
    let whole = checksum(bytes, by: Int(dk_crc32c_way()))
    #expect(bytes.withUnsafeBytes { crc32c($0) } == whole)
    for cut in [0, 1, 7, 8, 63, 500, 29_999, 30_000] {
      let first = Array(bytes[..<cut]).withUnsafeBytes { crc32c($0) }
      #expect(Array(bytes[cut...]).withUnsafeBytes { crc32c($0, after: first) } == whole)
    }
  }
}
