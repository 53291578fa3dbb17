import DescentTensor
import Foundation
import Testing

@testable import DescentData

@Suite("NPZ files") struct NPZTests {
  /// Python: numpy.savez and savez_compressed of x = arange(6).reshape(2, 3) and y = array([True]).
  private static let stored = bytes(
    """
    UEsDBC0AAAAAAAAAIQBZm9p9//////////8FABQAeC5ucHkBABAAsAAAAAAAAACwAAAAAAAAAJNOVU1QWQEAdgB7J2Rl\
    c2NyJzogJzxpOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAg\
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAA\
    AwAAAAAAAAAEAAAAAAAAAAUAAAAAAAAAUEsDBC0AAAAAAAAAIQC6NC5z//////////8FABQAeS5ucHkBABAAgQAAAAAA\
    AACBAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJ3xiMScsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6\
    ICgxLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAK\
    AVBLAQItAy0AAAAAAAAAIQBZm9p9sAAAALAAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0AAAAAAAAAIQC6\
    NC5zgQAAAIEAAAAFAAAAAAAAAAAAAACAAecAAAB5Lm5weVBLBQYAAAAAAgACAGYAAACfAQAAAAA=
    """)
  private static let deflated = bytes(
    """
    UEsDBC0AAAAIAAAAIQBZm9p9//////////8FABQAeC5ucHkBABAAsAAAAAAAAABWAAAAAAAAAJvsF+obEMnIUMZQrZ6S\
    WpxcpG6loG6TaaGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgYoYITSTFCaGUqzQGlW\
    KA0AUEsDBC0AAAAIAAAAIQC6NC5z//////////8FABQAeS5ucHkBABAAgQAAAAAAAABFAAAAAAAAAJvsF+obEMnIUMZQ\
    rZ6SWpxcpG6loF6TZKiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6mjoKtQoUAC5GAFBLAQItAy0AAAAI\
    AAAAIQBZm9p9VgAAALAAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0AAAAIAAAAIQC6NC5zRQAAAIEAAAAF\
    AAAAAAAAAAAAAACAAY0AAAB5Lm5weVBLBQYAAAAAAgACAGYAAAAJAQAAAAA=
    """)

  private static func bytes(_ base64: String) -> [UInt8] {
    [UInt8](Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
  }

  @Test(arguments: [stored, deflated])
  func everyArrayByItsName(file: [UInt8]) throws {
    let arrays = try NPZ.decode(file, path: "a.npz")
    #expect(arrays.keys.sorted() == ["x", "y"])
    #expect(arrays["x"] == Tensor([Int64](0..<6), shape: [2, 3]))
    #expect(arrays["y"] == Tensor([true]))
    try withFolder { folder in
      try place(file, at: folder + "/a.npz")
      #expect(try NPZ.read(folder + "/a.npz") == arrays)
    }
  }

  @Test func refusals() {
    func message(_ bytes: [UInt8]) -> String {
      failure { _ = try NPZ.decode(bytes, path: "a.npz") }?.description ?? ""
    }
    #expect(message([]).contains("expected a directory at its end"))
    #expect(message(Array(Self.stored.dropLast(30))).contains("is it cut off?"))
    var damaged = Self.stored
    let data = Self.stored.firstRange(of: Array("NUMPY".utf8))?.lowerBound ?? 0
    damaged[data + 100] ^= 1
    #expect(message(damaged).contains("the CRC-32 of x.npy"))
    var corrupt = Self.deflated
    corrupt[60] ^= 0x20
    #expect(!message(corrupt).isEmpty)
  }

  @Test func neverCrashesOnDamage() {
    for file in [Self.stored, Self.deflated] {
      for index in file.indices {
        _ = try? NPZ.decode(Array(file[..<index]), path: "a")
        for mask in [1, 0x10, 0x80, 0xff] as [UInt8] {
          var damaged = file
          damaged[index] ^= mask
          _ = try? NPZ.decode(damaged, path: "a")
        }
      }
    }
  }
}
