import DescentTensor
import Foundation
import Testing

@testable import DescentData

@Suite("Arrays, row by row") struct ArrayFileTests {
  /// Python: numpy.save of an array in either order, of these rows and columns.
  private func file(_ rows: Int, _ columns: [Int], isFortran: Bool) -> [UInt8] {
    let lengths = ([rows] + columns).map { "\($0)" }.joined(separator: ", ")
    let header = Array(
      "{'descr': '<i4', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': (\(lengths))}"
        .utf8)
    let width = columns.reduce(1, *)
    var elements = [Int32](repeating: 0, count: rows * width)
    for i in elements.indices {
      let (row, column) = (i / width, i % width)
      var place = i
      if isFortran {
        // The index along each axis, the last one first.
        var (rest, index) = (column, [Int]())
        for length in columns.reversed() {
          index.append(rest % length)
          rest /= length
        }
        place = 0
        for (k, length) in columns.reversed().enumerated() { place = place * length + index[k] }
        place = place * rows + row
      }
      elements[place] = Int32(i)
    }
    return NPYHeader.magic + [1, 0, UInt8(header.count), 0] + header
      + elements.withUnsafeBytes { Array($0) }
  }

  @Test(arguments: [false, true], [[4], [2, 3], [3, 1, 2], [70_000]])
  func piecesAreTheWhole(isFortran: Bool, columns: [Int]) throws {
    let rows = 5
    let width = columns.reduce(1, *)
    let bytes = file(rows, columns, isFortran: isFortran)
    let expected = (0..<Int32(rows * width)).map { $0 }
    for packed in bytes.count < 65536 ? [false, true] : [false] {
      var reader = try ArrayFile(packed ? storedGzip(bytes) : bytes, path: "a.npy")
      #expect(reader.shape == Shape([rows] + columns) && reader.isSeekable == !packed)
      #expect(reader.isFortranOrder == isFortran && reader.storedType == "int32")
      var found: [Int32] = []
      var counts: [Int] = []
      while let piece = try reader.next(2) {
        counts.append(piece.shape[0])
        found += piece.elements(as: Int32.self)
      }
      #expect(counts == [2, 2, 1] && found == expected)
      guard !packed else { continue }
      #expect(
        try reader.rows(1..<4).elements(as: Int32.self) == Array(expected[width..<(4 * width)]))
      #expect(try reader.rows(2..<2).shape[0] == 0)
      #expect(try NPY.decode(bytes, path: "a").elements(as: Int32.self) == expected)
    }
    guard bytes.count < 65536 else { return }
    #expect(
      try NPY.decode(storedGzip(bytes), path: "a").elements(as: Int32.self) == expected)
  }

  /// A packed file says nothing of its size: what its header claims must not be believed.
  @Test func aClaimedSizeTakesNoMemory() throws {
    let text = Array("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 30000)}".utf8)
    let bytes = NPYHeader.magic + [1, 0, UInt8(text.count), 0] + text + [1, 2, 3]
    let error = failure { _ = try NPY.decode(storedGzip(bytes), path: "a.npy.gz") }
    #expect(error?.description.contains("480000000000080 bytes") == true)
    var file = try ArrayFile(storedGzip(bytes), path: "a.npy.gz")
    do throws(DataError) {
      _ = try file.next(1_000_000_000)
      Issue.record("expected an error")
    } catch { #expect(error.description.contains("found 83")) }
  }

  @Test func morePackedBytesThanTheHeaderSays() {
    let bytes = file(2, [2], isFortran: false)
    let error = failure { _ = try NPY.decode(storedGzip(bytes + [0]), path: "a.gz") }
    #expect(error?.description.contains("found more") == true)
    let transposed = file(2, [2], isFortran: true)
    let second = failure { _ = try NPY.decode(storedGzip(transposed + [0]), path: "a.gz") }
    #expect(second?.description.contains("found more") == true)
  }

  @Test func aFileThatIsCutOffWhileItIsRead() throws {
    try withFolder { folder in
      let path = folder + "/a.npy"
      let bytes = file(100, [10], isFortran: false)
      try place(bytes, at: path)
      var reader = try ArrayFile(path)
      #expect(try reader.next(3)?.shape == [3, 10])
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.truncate(atOffset: 200)
      do throws(DataError) {
        _ = try reader.next(97)
        Issue.record("expected an error")
      } catch { #expect(error.exitCode == 65) }
    }
  }

  @Test func neverCrashesOnDamage() {
    for name in ["fortran", "float32", "uint8", "structured"] {
      let bytes = NumPyFixtures.file(name)
      for index in bytes.indices {
        _ = try? NPY.decode(Array(bytes[..<index]), path: "a")
        for mask in [1, 0x10, 0x80, 0xff] as [UInt8] {
          var damaged = bytes
          damaged[index] ^= mask
          _ = try? NPY.decode(damaged, path: "a")
          _ = try? IDX.decode(damaged, path: "a")
        }
      }
    }
  }
}
