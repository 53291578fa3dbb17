import DescentData

/// The formats in which a table can come.
enum TableFormat {
  /// Text with delimiters.
  case delimited
  /// An object a line.
  case jsonLines
  /// An array of numbers, in NumPy's format.
  case array
  /// Named arrays, in NumPy's.
  case archive

  /// What the name of a file says, compressed or not.
  init(path: String) {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    self =
      name.hasSuffix(".npy")
      ? .array
      : name.hasSuffix(".npz")
        ? .archive
        : [".jsonl", ".ndjson"].contains(where: name.hasSuffix) ? .jsonLines : .delimited
  }
}

extension Table {
  /// The table that a run learns from.
  static func read(_ configuration: TrainConfiguration) throws(DataError) -> Table {
    let missing = configuration.missing.rule
    switch TableFormat(path: configuration.data) {
    case .delimited:
      return try read(
        configuration.data,
        options: TableOptions(hasHeader: configuration.hasHeader, missing: missing))
    case .jsonLines:
      return try readJSONLines(configuration.data, options: TableOptions(missing: missing))
    case .archive: return try readArchive(configuration.data, missing: missing)
    case .array:
      return try readArray(
        configuration.data, target: configuration.targetFile, missing: missing)
    }
  }

  /// The column that a run predicts: the last one where the target has a file of its own.
  func targetIndex(_ configuration: TrainConfiguration) throws(DataError) -> Int {
    configuration.targetFile == nil
      ? try columnIndex(of: configuration.target) : columns.count - 1
  }
}

extension TrainConfiguration {
  /// The file of the target, where it is an array beside that of the inputs.
  var targetFile: String? {
    let isPair = TableFormat(path: data) == .array && TableFormat(path: target) == .array
    return isPair ? target : nil
  }
}
