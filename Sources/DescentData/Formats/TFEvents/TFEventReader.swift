import SwiftProtobuf

/// Reads the events of one TensorBoard event file, whoever wrote it.
///
/// Scalars are read in both dialects, the older `simple_value` and the newer tensor of the plugin
/// `scalars`; so are histograms.
public struct TFEventReader: ~Copyable {
  private var records: TFRecordReader

  /// Opens a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``DataError`` if it cannot be read.
  public init(_ path: String) throws(DataError) { records = try TFRecordReader(path) }

  /// Reads bytes in memory; the path stands in errors only.
  package init(_ bytes: [UInt8], path: String, limit: Int? = nil) throws(DataError) {
    records = try TFRecordReader(bytes, path: path, limit: limit)
  }

  /// Gives the next event, or nil after the last.
  ///
  /// - Throws: ``DataError`` if the file ends within an event, as one does that is being written, holds
  ///   other bytes than its checksums say, or is no event file.
  public mutating func next() throws(DataError) -> TFEvent? {
    let (index, offset) = (records.index, records.offset)
    guard let bytes = try records.next() else { return nil }
    do {
      return TFEvent(try Tensorflow_Event(serializedBytes: bytes))
    } catch {
      throw DataError(
        .record(index: index, offset: offset, reason: "not an event of TensorBoard: \(error)"),
        path: records.path)
    }
  }
}

extension TFEvent {
  init(_ message: Tensorflow_Event) {
    self.init(step: message.step, wallTime: message.wallTime, values: [])
    switch message.what {
    case .summary(let summary): values = summary.value.map(Value.init)
    case .sessionLog(let log): restarts = log.status == .start
    case .fileVersion, nil: break
    }
  }
}

extension TFEvent.Value {
  init(_ message: Tensorflow_Summary.Value) {
    self.init(message.tag, .other(plugin: message.metadata.pluginData.pluginName))
    switch message.value {
    case .simpleValue(let number): content = .scalar(Double(number))
    case .histo(let histogram): content = .histogram(TFHistogram(histogram))
    case .tensor(let tensor):
      switch message.metadata.pluginData.pluginName {
      case "scalars":
        if let number = tensor.numbers?.first { content = .scalar(number) }
      case "histograms":
        if let rows = tensor.numbers, let histogram = TFHistogram(rows: rows) {
          content = .histogram(histogram)
        }
      case "text": content = .text(tensor.stringVal.map { String(decoding: $0, as: UTF8.self) })
      case "hparams": readHyperparameters(message)
      default: break
      }
    case nil: readHyperparameters(message)
    }
  }

  /// What a run has chosen is in the metadata, whether there is a tensor or none.
  private mutating func readHyperparameters(_ message: Tensorflow_Summary.Value) {
    let plugin = message.metadata.pluginData
    guard plugin.pluginName == "hparams", tag == Tensorboard_Hparams_HParamsPluginData.startTag,
      let data = try? Tensorboard_Hparams_HParamsPluginData(serializedBytes: plugin.content)
    else { return }
    content = .hyperparameters(
      data.sessionStartInfo.hparams.compactMapValues(TFHyperparameter.init))
  }
}

extension TFHistogram {
  init(_ message: Tensorflow_HistogramProto) {
    let count = min(message.bucketLimit.count, message.bucket.count)
    self.init(
      least: message.min, greatest: message.max, count: message.num, sum: message.sum,
      sumOfSquares: message.sumSquares, limits: Array(message.bucketLimit.prefix(count)),
      counts: Array(message.bucket.prefix(count)))
  }

  /// The newer dialect: a row of left edge, right edge and count for each bucket, and no sums, for which
  /// the middles of the buckets stand in.
  init?(rows: [Double]) {
    guard rows.count % 3 == 0 else { return nil }
    let buckets = stride(from: 0, to: rows.count, by: 3).map {
      (left: rows[$0], right: rows[$0 + 1], count: rows[$0 + 2])
    }
    let filled = buckets.filter { $0.count > 0 }
    let middle = { (bucket: (left: Double, right: Double, count: Double)) in
      bucket.left / 2 + bucket.right / 2
    }
    self.init(
      least: filled.first?.left ?? 0, greatest: filled.last?.right ?? 0,
      count: filled.reduce(0) { $0 + $1.count },
      sum: filled.reduce(0) { $0 + $1.count * middle($1) },
      sumOfSquares: filled.reduce(0) { $0 + $1.count * middle($1) * middle($1) },
      limits: buckets.map(\.right), counts: buckets.map(\.count))
  }
}
