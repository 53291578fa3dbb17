import DescentTensor
import Foundation
import Testing

@testable import DescentData

@Suite("NPY files") struct NPYTests {
  private func decoded(_ name: String) throws -> Tensor {
    try NPY.decode(NumPyFixtures.file(name), path: "a.npy")
  }

  @Test func everyTypeThatNumPyWrites() throws {
    #expect(
      try decoded("float32") == Tensor([[1.5, -2.25, 0.1], [3e38, 0, -0.0]], dtype: .float32))
    let doubles = try decoded("float64").elements(as: Double.self)
    #expect(doubles.prefix(3) == [1.0 / 3, -1e-300, .infinity] && doubles[3].isNaN)
    #expect(try decoded("int8").elements(as: Int32.self) == [-128, 127])
    #expect(try decoded("int16").elements(as: Int32.self) == [-32768, 258])
    #expect(try decoded("uint16").elements(as: Int32.self) == [65535, 1])
    #expect(try decoded("int32").elements(as: Int32.self) == [.min, .max])
    #expect(try decoded("int32").shape == [2, 1])
    #expect(try decoded("uint32").elements(as: Int64.self) == [1 << 32 - 1, 7])
    #expect(try decoded("int64").elements(as: Int64.self) == [.min, .max])
    #expect(try decoded("uint64").elements(as: Int64.self) == [.max])
    #expect(try decoded("bool").elements(as: Bool.self) == [true, false, true])
    #expect(try decoded("uint8").elements(as: UInt8.self) == [0, 1, 2, 3, 4, 5])
    #expect(try decoded("uint8").shape == [1, 2, 3])
    #expect(try decoded("scalar") == Tensor(2.5))
    #expect(try decoded("empty") == .zeros([0, 3]))
  }

  @Test func halfPrecisionBecomesSingle() throws {
    let values = try decoded("float16").elements(as: Float.self)
    #expect(values == [1, -2.5, 65504, 0x1p-24, .infinity, 0] && values[5].sign == .minus)
    // All of them, against the compiler's own conversion.
    #if !(os(macOS) && arch(x86_64))
      let bits = (0...UInt16.max).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
      let all = try NPY.decode(
        file("{'descr': '<f2', 'fortran_order': False, 'shape': (65536,)}") + bits, path: "a")
      for (bits, value) in zip(0...UInt16.max, all.elements(as: Float.self)) {
        let expected = Float(Float16(bitPattern: bits))
        #expect(value == expected && value.sign == expected.sign || value.isNaN && expected.isNaN)
      }
    #endif
  }

  @Test func theFirstAxisMayRunFastest() throws {
    let x = try decoded("fortran")
    #expect(x.shape == [2, 3, 2] && x.elements(as: Double.self) == (0..<12).map(Double.init))
  }

  @Test func refusesWhatIsNotNumbers() {
    func message(_ name: String) -> String {
      failure { _ = try decoded(name) }?.description ?? ""
    }
    #expect(message("structured").contains("found a structured array"))
    #expect(message("objects").contains("found Python objects"))
    #expect(message("text").contains("found text (dtype <U2)"))
    #expect(message("complex").contains("found complex numbers (dtype <c16)"))
    #expect(message("time").contains("found times (dtype <M8[s])"))
    #expect(
      message("large").contains("expected whole numbers below 2^63, found 9223372036854775808"))
  }

  /// A file of this header, padded by nothing.
  private func file(_ header: String, version: UInt8 = 1) -> [UInt8] {
    let text = Array(header.utf8)
    let length = [UInt8(text.count & 255), UInt8(text.count >> 8)] + (version > 1 ? [0, 0] : [])
    return NPYHeader.magic + [version, 0] + length + text
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "expected 73 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2)}", "expected a tuple"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,-1)}", "not negative"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}", "a comma or a closing bracket"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "below 2^63"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,)}", "fits in memory"),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647, 0)}",
      "fits in memory"
    ),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}", "at most 8 axes"),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': ()}", "True or False"),
    ("{'descr': '<f4', 'fortran_order': False}", "expected the keys"),
    ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}", "expected the keys"),
    ("{'descr': 'f4', 'fortran_order': False, 'shape': ()}", #"found "f4""#),
    ("{'descr': '|f4', 'fortran_order': False, 'shape': ()}", "found extended precision"),
    ("{'descr': '<f16', 'fortran_order': False, 'shape': ()}", "extended precision (dtype <f16)"),
    ("{'descr': True, 'fortran_order': False, 'shape': ()}", "descr to be a string"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': ()} x", "the end of the dictionary"),
    ("{'descr': '<f4\n', 'fortran_order': False, 'shape': ()}", "plain characters"),
    ("{'descr': '<f4", "a closing quotation mark"), ("[]", "expected a dictionary"),
    ("{'descr' '<f4'}", "expected a colon"), ("{'descr': '<f4' 'shape'", "a closing brace"),
    ("", "expected a dictionary"),
  ])
  func refusesAHeader(header: String, expected: String) {
    let error = failure { _ = try NPY.decode(file(header), path: "a.npy") }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    #expect(error?.exitCode == 65)
  }

  @Test func refusesWhatIsNotThere() {
    func message(_ bytes: [UInt8]) -> String {
      failure { _ = try NPY.decode(bytes, path: "a.npy") }?.description ?? ""
    }
    #expect(message([]).contains("empty file"))
    #expect(message([0x93, 0x4e]).contains("at byte 0, found 93 4e"))
    #expect(message(NPYHeader.magic + [4, 0]).contains("found 4.0"))
    #expect(message(NPYHeader.magic + [1]).contains("found 1"))
    #expect(message(NPYHeader.magic + [1, 0, 5]).contains("2 bytes for the header's length"))
    #expect(message(NPYHeader.magic + [2, 0, 0, 0, 0, 255]).contains("at most 65535 bytes"))
    #expect(message(NPYHeader.magic + [1, 0, 200, 0, 1]).contains("200 bytes, found 1"))
    #expect(message([0, 0, 8, 1, 0, 0, 0, 0]).contains("found 0 0 8 1 0 0"))
    let whole = NumPyFixtures.file("float32")
    #expect(message(Array(whole.dropLast())).contains("expected 152 bytes"))
    #expect(message(whole + [0]).contains("found 153"))
  }

  /// NumPy leaves room in the header for the first axis to grow, and so does what is written here.
  @Test(arguments: ["float32", "float64", "int64", "bool", "scalar"])
  func writesTheBytesThatNumPyWrites(name: String) throws {
    let bytes = NumPyFixtures.file(name)
    #expect(NPY.encoded(try NPY.decode(bytes, path: "a.npy")) == bytes)
  }

  @Test func rowsAreWrittenAsTheyCome() throws {
    try withFolder { folder in
      let path = folder + "/rows.npy"
      let all = Tensor((0..<42).map { Float($0) / 3 }, shape: [7, 3, 2])
      var writer = try NPYWriter(path, rowShape: [3, 2], dtype: .float32)
      for (start, count) in [(0, 4), (4, 0), (4, 3)] {
        let part = all.elements(as: Float.self)[(start * 6)..<((start + count) * 6)]
        try writer.append(Tensor(Array(part), shape: [count, 3, 2]))
      }
      #expect(!FileManager.default.fileExists(atPath: path))
      try writer.commit()
      #expect(try readBytes(of: path) == NPY.encoded(all))
      try NPY.write(all, to: path)
      #expect(try NPY.read(path) == all)
      let error = failure { _ = try NPYWriter("/dev/null", rowShape: [], dtype: .bool) }
      #expect(error?.exitCode == 73)
    }
  }
}
