import DescentTensor

extension DataError: CustomStringConvertible {
  /// The error in one line.
  public var description: String {
    var place = excerpt(path, limit: 300)
    if let line { place += ", line \(line)" }
    if let column { place += ", column \(quoted(column))" }
    return "\(place): \(problem.message)"
  }
}

extension DataError.Problem {
  /// What was expected and what was there.
  package var message: String {
    switch self {
    case .noSuchFile: "no such file"
    case .isDirectory: "expected a file, found a folder"
    case .cannotRead(let reason): "cannot read: \(reason)"
    case .cannotWrite(let reason): "cannot write: \(reason)"
    case .empty: "expected data, found an empty file"
    case .noRows: "expected rows of data, found none"
    case .arrayShape(let expected, let found): "expected \(expected), found \(found)"
    case .noWholeRow(let rows, let column, let missing):
      "expected a row without a missing value, found none among \(counted(rows, "row")): column "
        + "\(quoted(column)) lacks \(missing)"
    case .tooLarge(let limit): "expected at most \(limit) bytes of data, found more"
    case .binary(let offset, let found):
      "expected text in UTF-8, found \(found) at byte \(offset)"
    case .ragged(let expected, let found):
      "expected \(counted(expected, "field")), found \(found)"
    case .unclosedQuote: "a quoted field opens here and is never closed"
    case .textAfterQuote(let found):
      "expected a delimiter after the closing quote, found \(quoted(found))"
    case .tooManyFields(let limit): "expected at most \(limit) fields in a row, found more"
    case .rowTooLong(let limit): "expected a row of at most \(limit) bytes, found a longer one"
    case .noSuchColumn(let wanted, let names): noSuchColumn(wanted, names)
    case .duplicateColumn(let name, let first, let second, let looksLikeData):
      "expected distinct column names, found \(quoted(name)) at columns \(first) and \(second)"
        + (looksLikeData ? " (is the first line data? then there is no header)" : "")
    case .columnCount(let expected, let found):
      "expected \(counted(expected, "column")), as in training, found \(found)"
    case .missingValue(let found):
      "expected a value, found " + (found.isEmpty ? "an empty cell" : quoted(found))
    case .notANumber(let found): "expected a number, found \(quoted(found))"
    case .notFinite(let found): "expected a finite number, found \(quoted(found))"
    case .outOfRange(let found):
      "expected a number below 1.8e308 in size, found \(quoted(found))"
    case .tooFarOut(let found):
      "expected a number near those of the training rows, found \(found)"
    case .tooManyLevels(let found, let limit):
      "expected at most \(limit) categories, found \(found) distinct values"
    case .oneClass(let found):
      "expected a target of two classes or more, found only \(quoted(found))"
    case .unknownClass(let found, let known):
      "expected one of the classes \(listed(known)), found \(quoted(found))"
    case .noFeatures(let identifiers):
      "expected a column to predict from, found only the target"
        + (identifiers.isEmpty
          ? "" : " and, with another word in every row, \(listed(identifiers))")
    case .gzipTruncated(let offset): "the gzip file is cut off at byte \(offset)"
    case .gzipCorrupt(let offset, let reason):
      "the gzip file is corrupt at byte \(offset): \(reason)"
    case .noZlib: "cannot decompress gzip: zlib (libz) was not found on this machine"
    case .idx(let reason): "not a valid IDX file: \(reason)"
    case .noSuchPlace(let batches, let count):
      "expected a place in a pass of \(count) batch\(count == 1 ? "" : "es"), found one after \(batches)"
    case .npy(let reason): "not a valid NPY file: \(excerpt(reason, limit: 200))"
    case .json(let reason): excerpt(reason, limit: 200)
    case .safetensors(let reason): "not a valid safetensors file: \(excerpt(reason, limit: 200))"
    case .noSuchRecordPlace(let reason):
      "cannot go on from where the records were left: expected \(excerpt(reason, limit: 300))"
    case .record(let index, let offset, let reason):
      "record \(index) at byte \(offset): \(excerpt(reason, limit: 200))"
    case .example(let index, let reason):
      (index.map { "record \($0): " } ?? "") + excerpt(reason, limit: 300)
    }
  }

  private func noSuchColumn(_ wanted: String, _ names: [String]) -> String {
    let start = "no column \(quoted(wanted))"
    if Int(wanted) == nil, let nearest = nearestName(to: wanted, in: names) {
      return "\(start); did you mean \(quoted(nearest))?"
    }
    let numbered =
      "there \(names.count == 1 ? "is" : "are") \(counted(names.count, "column")), "
      + "numbered from 0"
    let areIndices = names.indices.allSatisfy { names[$0] == "\($0)" }
    return areIndices ? "\(start); \(numbered)" : "\(start); \(numbered): \(listed(names))"
  }
}

/// The count with its noun, in the plural where it must be.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// The first few names, quoted.
func listed(_ names: [String]) -> String {
  let shown = names.prefix(10).map(quoted).joined(separator: ", ")
  return names.count > 10 ? "\(shown), …" : shown
}

/// An excerpt of the text between quotation marks.
func quoted(_ text: String) -> String {
  "\"\(excerpt(text, limit: 40))\""
}

/// The beginning of the text, with nothing in it that would break a line.
func excerpt(_ text: String, limit: Int) -> String {
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == limit { return result + "…" }
    let isLineSeparator = scalar.value == 0x2028 || scalar.value == 0x2029
    if isLineSeparator || scalar.properties.generalCategory == .control {
      result += scalar.escaped(asASCII: true)
    } else {
      result.unicodeScalars.append(scalar)
    }
    count += 1
  }
  return result
}
