import DescentData
import Synchronization

/// A text file that grows by a line at each step.
///
/// Copies of an observer share it.
final class LineLog: Sendable {
  private let file: Mutex<AppendedFile>
  /// What stands before the number of the step in every line that has one.
  private let mark: [UInt8]
  /// What stands behind it in a line that is about a pass.
  private let epochMark: [UInt8]

  init(_ path: String, mark: String = "", epochMark: String = ",") throws(DataError) {
    file = Mutex(try AppendedFile(path: path))
    self.mark = Array(mark.utf8)
    self.epochMark = Array(epochMark.utf8)
  }

  /// Whether nothing is in it.
  var isEmpty: Bool { file.withLock { $0.count == 0 } }

  func append(_ line: String) throws(DataError) {
    try file.withLock { file throws(DataError) in try file.append(Array(line.utf8)) }
  }

  /// Cuts away the first line of this step or a later one with all that follow it.
  ///
  /// - Returns: The step of the last pass that is left; nil where there is none.
  func cut(from step: Int64) throws(DataError) -> Int64? {
    var lastEpoch: Int64?
    try file.withLock { file throws(DataError) in
      try file.cutLines { line in
        guard let (found, rest) = Self.step(of: line, after: mark) else { return false }
        if found < step, line[rest...].starts(with: epochMark) { lastEpoch = found }
        return found >= step
      }
    }
    return lastEpoch
  }

  func flush() { file.withLock { $0.flush() } }

  /// The number that follows the mark, and where it ends; nil for a line of another kind.
  private static func step(
    of line: UnsafeRawBufferPointer, after mark: [UInt8]
  ) -> (step: Int64, end: Int)? {
    guard line.starts(with: mark) else { return nil }
    let digits = line[mark.count...].prefix { (48...57).contains($0) }
    return Int64(String(decoding: digits, as: UTF8.self)).map { ($0, digits.endIndex) }
  }
}
