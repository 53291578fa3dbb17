import Testing

@testable import DescentData

@Suite struct CRC32CTests {
  /// RFC 3720, appendix B.4, and the check value of the catalogue of CRCs.
  @Test func valuesOfTheStandard() {
    #expect(sum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(sum([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(sum(Array(0..<32)) == 0x46dd_794e)
    #expect(sum((0..<32).reversed()) == 0x113f_db5c)
    #expect(sum(Array("123456789".utf8)) == 0xe306_9283)
  }

  @Test func goesOnFromAPart() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for cut in [0, 1, 7, 8, 63, 500, 1000] {
      let first = sum(Array(bytes[..<cut]))
      let rest = Array(bytes[cut...]).withUnsafeBytes { crc32c($0, after: first) }
      #expect(rest == sum(bytes))
    }
  }

  private func sum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { crc32c($0) } }
}
