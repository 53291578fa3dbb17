import Foundation
import Testing

@testable import DescentData

/// Runs the body with a new folder, and removes the folder.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "descent-data-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// Writes without the code under test.
func place(_ bytes: [UInt8], at path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// The error that the body throws; a test failure when it throws none.
func failure(
  _ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) -> DataError? {
  do {
    try body()
    Issue.record("expected an error", sourceLocation: sourceLocation)
  } catch let error as DataError {
    #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
    return error
  } catch {
    Issue.record("unexpected error \(error)", sourceLocation: sourceLocation)
  }
  return nil
}

func table(
  _ text: String, _ options: TableOptions = TableOptions()
) throws(DataError) -> Table {
  try Table.parse(Array(text.utf8), path: "t.csv", options: options)
}

/// The error in reading the text, in words.
func message(
  _ text: String, _ options: TableOptions = TableOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) -> String {
  failure({ _ = try table(text, options) }, sourceLocation: sourceLocation)?.description ?? ""
}

/// A gzip file of one stored block (RFC 1951, 3.2.4), made without zlib.
func storedGzip(_ text: [UInt8]) -> [UInt8] {
  precondition(text.count < 65536)
  let (low, high) = (UInt8(text.count & 255), UInt8(text.count >> 8))
  func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
  return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1, low, high, ~low, ~high] + text
    + word(crc32(text)) + word(UInt32(text.count))
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var crc = ~UInt32(0)
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 {
      let isOdd = crc & 1 == 1
      crc >>= 1
      if isOdd { crc ^= 0xedb8_8320 }
    }
  }
  return ~crc
}
