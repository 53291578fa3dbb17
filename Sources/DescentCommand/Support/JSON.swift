import DescentData
import Foundation

/// A JSON value that keeps the order of its members.
typealias JSON = DescentData.JSON
/// Reads JSON and says where it ceases to be any.
typealias JSONReader = DescentData.JSONReader

extension JSON {
  /// Reads a JSON file.
  ///
  /// - Throws: ``CommandError``, 66 without the file; 65 with line and column if it
  ///   is no JSON.
  init(readingFile path: String) throws(CommandError) {
    let bytes = try InputFile.read(path)
    do {
      self = try JSONReader.read(bytes)
    } catch {
      throw .badData("\(path):\(error.line):\(error.column): \(error.message)")
    }
  }
}
