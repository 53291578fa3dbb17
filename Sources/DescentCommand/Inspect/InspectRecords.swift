import DescentData

/// TFRecord files: examples of `tf.train.Example`, or bytes of any kind.
enum InspectRecords {
  /// One feature of the examples.
  private struct Feature {
    var kinds: Set<String> = []
    var examples = 0
    var least = Int.max
    var most = 0
    var values = ValueSummary()
  }

  static func inspect(_ path: String) throws(DataError) -> Inspection {
    var reader = try TFRecordReader(path)
    var features: [String: Feature] = [:]
    var (records, bytes, examples) = (0, 0, 0)
    var sizes = ValueSummary()
    while let record = try reader.next() {
      records += 1
      bytes += record.count
      sizes.add(Double(record.count))
      // What is no example is counted as a record and nothing more.
      guard let example = try? TFExample(record, path: path, index: records - 1),
        !example.features.isEmpty
      else { continue }
      examples += 1
      for (name, feature) in example.features {
        add(feature, to: &features[name, default: Feature()])
      }
    }
    let what = examples == records && records > 0 ? "example" : "record"
    var result = Inspection(
      path, format: "TFRecord",
      title: "TFRecord, \(InspectText.count(records, what)) of \(InspectText.bytes(bytes)), "
        + "all checksums right", bytes: fileSize(of: path))
    if examples < records { result.notes.append("\(examples) of them are examples") }
    if records > 0 {
      let (least, most) = (Int(sizes.minimum), Int(sizes.maximum))
      result.notes.append(
        least == most ? "\(least) bytes each" : "from \(least) to \(most) bytes")
    }
    var table = TextTable(
      header: ["feature", "kind", "examples", "values"] + InspectText.headings,
      leftColumns: [0, 1])
    var members: [JSON] = []
    for (name, feature) in features.sorted(by: { $0.key < $1.key }) {
      let kind = feature.kinds.sorted().joined(separator: " or ")
      let values =
        feature.least == feature.most ? "\(feature.most)" : "\(feature.least)…\(feature.most)"
      table.rows.append(
        [InspectArrays.printable(name), kind, "\(feature.examples)", values]
          + InspectText.cells(feature.values))
      members.append(
        .object(
          [
            .init(name: "name", value: .string(name)),
            .init(name: "kinds", value: .array(feature.kinds.sorted().map(JSON.string))),
            .init(name: "examples", value: .integer(feature.examples)),
            .init(name: "least_values", value: .integer(feature.least)),
            .init(name: "most_values", value: .integer(feature.most)),
          ] + InspectText.members(feature.values)))
    }
    result.tables.append(table)
    result.add("records", .integer(records))
    result.add("record_bytes", .integer(bytes))
    result.add("examples", .integer(examples))
    result.add("features", .array(members))
    return result
  }

  private static func add(_ feature: TFExample.Feature, to summary: inout Feature) {
    let (kind, count): (String, Int)
    switch feature {
    case .bytes(let values):
      (kind, count) = ("bytes", values.count)
    // Of texts and images, what is measured is their lengths.
    case .floats(let values):
      (kind, count) = ("floats", values.count)
      for value in values { summary.values.add(Double(value)) }
    case .integers(let values):
      (kind, count) = ("integers", values.count)
      for value in values { summary.values.add(Double(value)) }
    }
    summary.kinds.insert(kind)
    summary.examples += 1
    summary.least = min(summary.least, count)
    summary.most = max(summary.most, count)
  }
}
