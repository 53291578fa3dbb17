/// What was wrong with a file, and where.
///
/// The description is one line for a person: the file, the line and the column
/// where they are known, what was expected and what was there.
public struct DataError: Error, Hashable, Sendable {
  /// The file, as the caller named it.
  public var path: String
  /// The line of the file, counted from 1, where the trouble begins.
  public var line: Int?
  /// The column of the table: its name, or its index from 0 when it has none.
  public var column: String?
  /// What was wrong.
  public var problem: Problem

  /// Describes one problem of one file.
  ///
  /// - Parameters:
  ///   - problem: What was wrong.
  ///   - path: The file.
  ///   - line: The line, counted from 1.
  ///   - column: The column of the table.
  public init(_ problem: Problem, path: String, line: Int? = nil, column: String? = nil) {
    self.path = path
    self.line = line
    self.column = column
    self.problem = problem
  }

  /// The kinds of trouble a data file can give.
  public enum Problem: Hashable, Sendable {
    /// There is no file of this name.
    case noSuchFile
    /// The name is that of a folder.
    case isDirectory
    /// The system refused to read, for this reason.
    case cannotRead(reason: String)
    /// The system refused to write, for this reason.
    case cannotWrite(reason: String)
    /// There is nothing in the file.
    case empty
    /// There is a header and no row after it.
    case noRows
    /// An array of other axes or lengths than a table needs.
    case arrayShape(expected: String, found: String)
    /// Every row lacks a value, most often in this column.
    case noWholeRow(rows: Int, column: String, missing: Int)
    /// The file holds more than this many bytes once it is unpacked.
    case tooLarge(limit: Int)
    /// A byte that no text file holds, at this offset of the unpacked file.
    case binary(offset: Int, found: String)
    /// A row with another number of fields than the first one.
    case ragged(expected: Int, found: Int)
    /// A quoted field that opens here and never closes.
    case unclosedQuote
    /// Text between a closing quote and the next delimiter.
    case textAfterQuote(found: String)
    /// A row of more fields than this.
    case tooManyFields(limit: Int)
    /// A row of more bytes than this.
    case rowTooLong(limit: Int)
    /// A column that the table lacks, with the names it has.
    case noSuchColumn(wanted: String, names: [String])
    /// Two columns of one name, at these indices.
    case duplicateColumn(name: String, first: Int, second: Int, looksLikeData: Bool)
    /// Another number of columns than the table that was fitted had.
    case columnCount(expected: Int, found: Int)
    /// A missing value where one is not accepted.
    case missingValue(found: String)
    /// A cell that is not a number in a column of numbers.
    case notANumber(found: String)
    /// A number spelled as infinite.
    case notFinite(found: String)
    /// A number that no Double holds.
    case outOfRange(found: String)
    /// A number that is too far from the fitted ones to be standardized as a Float.
    case tooFarOut(found: Double)
    /// More distinct values than a category may have.
    case tooManyLevels(found: Int, limit: Int)
    /// A target with fewer than two classes.
    case oneClass(found: String)
    /// A class that was not there when the encoder was fitted.
    case unknownClass(found: String, known: [String])
    /// No column is left to predict from, these having a word of its own for every row.
    case noFeatures(identifiers: [String])
    /// A compressed file that stops before its end.
    case gzipTruncated(offset: Int)
    /// A compressed file that does not decompress.
    case gzipCorrupt(offset: Int, reason: String)
    /// The decompression library was not found on this machine.
    case noZlib
    /// An IDX file that breaks its format.
    case idx(reason: String)
    /// An NPY or NPZ file that breaks its format, or holds what is not supported.
    case npy(reason: String)
    /// A line that is no JSON, or holds what a record cannot.
    case json(reason: String)
    /// A tensor file that breaks its format.
    case safetensors(reason: String)
    /// A place in a pass over data that has not so many batches.
    case noSuchPlace(batches: Int, count: Int)
    /// A place among records that these files do not have.
    case noSuchRecordPlace(reason: String)
    /// A record that breaks its format or its checksum.
    ///
    /// It is counted from 0, and begins at this offset of the unpacked file.
    case record(index: Int, offset: Int, reason: String)
    /// An example that lacks what was asked of it; the record that holds it is counted from 0.
    case example(index: Int?, reason: String)
  }

  /// The exit status of a command that ends with this error, as in `sysexits.h`.
  public var exitCode: Int32 {
    switch problem {
    case .noSuchFile, .isDirectory, .cannotRead: 66
    case .cannotWrite: 73
    default: 65
    }
  }
}
