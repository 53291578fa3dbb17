import DescentData
import DescentTensor

/// The readers that are fed with any bytes.
///
/// `Scripts/fuzz.sh` does it for as long as one likes, guided by coverage, and `FuzzTests` for a moment.
/// Each must return or throw, in memory bounded by the input.
enum FuzzTarget: String, CaseIterable {
  case csv, idx, npy, npz, safetensors, jsonl, gzip, tfrecord, example, tfevents

  /// The most bytes that may come out of a compressed input.
  private static let limit = 1 << 22

  /// Feeds the reader; traps when it breaks a promise.
  func run(_ bytes: [UInt8]) {
    do throws(DataError) {
      switch self {
      case .csv: try csv(bytes)
      case .idx: try array(bytes, as: "IDX")
      case .npy: try array(bytes, as: "NPY")
      case .npz: _ = try NPZ.decode(bytes, path: "fuzz")
      case .safetensors: try safetensors(bytes)
      case .jsonl: try jsonLines(bytes)
      case .gzip: _ = try unpacked(bytes, path: "fuzz", limit: Self.limit)
      case .tfrecord: try records(bytes)
      case .example: _ = try TFExample(bytes).encoded()
      case .tfevents: try events(bytes)
      }
    } catch {
      // What went wrong is one line.
      precondition(!error.description.contains { $0.isNewline }, "\(error)")
    }
  }

  /// The text as a table, and as blocks in a small window, which must not say different things.
  private func csv(_ bytes: [UInt8]) throws(DataError) {
    var options = TableOptions(missing: .keep)
    _ = try? Table.parse(bytes, path: "fuzz", options: options)
    options.kinds = { [ColumnKind?](repeating: .number, count: $0.count) }
    let text = try unpacked(bytes, path: "fuzz", limit: Self.limit)
    let table = try? Table.parse(text, path: "fuzz", options: options)
    do throws(DataError) {
      var file = try CSVNumbers(
        bytes, path: "fuzz", options: options, dtype: .float64, windowSize: 64)
      var rows = 0
      while let block = try file.next(7) { rows += block.shape[0] }
      if let table { precondition(table.rowCount == rows && table.names == file.names) }
    } catch {
      precondition(table == nil, "a table, but in blocks \(error)")
      throw error
    }
  }

  /// The array as a whole, and row by row.
  private func array(_ bytes: [UInt8], as format: String) throws(DataError) {
    let whole =
      format == "IDX" ? try IDX.decode(bytes, path: "fuzz") : try NPY.decode(bytes, path: "fuzz")
    var file = try ArrayFile(bytes, path: "fuzz")
    precondition(file.format == format && file.shape == whole.shape)
    guard whole.count > 0 || file.rowCount < 1000 else { return }
    var rows = 0
    while let piece = try file.next(3) { rows += piece.rank == 0 ? 1 : piece.shape[0] }
    precondition(rows == file.rowCount)
    if whole.count < 1000 {
      let copy = try NPY.decode(NPY.encoded(whole), path: "copy")
      precondition(copy.shape == whole.shape && copy.dtype == whole.dtype)
    }
  }

  private func safetensors(_ bytes: [UInt8]) throws(DataError) {
    let whole = try Safetensors.decode(bytes, path: "fuzz")
    let copy = try Safetensors.decode(whole.encoded(), path: "copy")
    precondition(copy.entries.count == whole.entries.count)
    let file = try SafetensorsFile(bytes, path: "fuzz")
    for item in file.items { _ = try ValueSummary(of: item, in: file) }
    for entry in whole.entries {
      let found = try file.entry(entry.name)
      precondition(found == entry)
    }
  }

  private func jsonLines(_ bytes: [UInt8]) throws(DataError) {
    _ = try? Table.parseJSONLines(bytes, path: "fuzz", options: TableOptions(missing: .keep))
    var file = try JSONLines(bytes, path: "fuzz", windowSize: 64)
    while let record = try file.next() {
      for (name, _) in record.fields { _ = record.number(name) }
    }
  }

  private func records(_ bytes: [UInt8]) throws(DataError) {
    var reader = try TFRecordReader(bytes, path: "fuzz", limit: Self.limit)
    while let record = try reader.next() { _ = try? TFExample(record) }
  }

  /// The events of a file, and the bytes as one event: a mutated file seldom has the right checksums.
  private func events(_ bytes: [UInt8]) throws(DataError) {
    var record: [UInt8] = []
    bytes.withUnsafeBytes { TFRecord.append($0, to: &record) }
    for file in [bytes, record] {
      var log = TFEventLog()
      var reader = try TFEventReader(file, path: "fuzz", limit: Self.limit)
      while let event = try? reader.next() { log.add(event) }
    }
    var reader = try TFEventReader(record, path: "fuzz", limit: Self.limit)
    _ = try reader.next()
  }
}
