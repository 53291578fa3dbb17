import DescentData
import DescentTensor

/// Files of arrays: NPY, IDX, safetensors.
enum InspectArrays {
  static func array(_ path: String) throws(DataError) -> Inspection {
    var file = try ArrayFile(path)
    var result = Inspection(
      path, format: file.format, title: "\(file.format), \(file.storedType) \(file.shape)",
      bytes: fileSize(of: path))
    let (type, isFortran) = (file.storedType, file.isFortranOrder)
    let (shape, dtype) = (file.shape, file.dtype)
    if "\(dtype)" != type { result.notes.append("read as \(dtype)") }
    if isFortran { result.notes.append("the first axis runs fastest, as in Fortran") }
    let summary = try ValueSummary(of: &file)
    result.tables.append(
      TextTable(
        header: ["count"] + InspectText.headings,
        rows: [["\(summary.count)"] + InspectText.cells(summary)], leftColumns: []))
    result.add("dtype", .string(type))
    result.add("read_as", .string("\(dtype)"))
    result.add("shape", .array(shape.dimensions.map(JSON.integer)))
    result.add("fortran_order", .bool(isFortran))
    result.add("count", .integer(summary.count))
    result.members += InspectText.members(summary)
    return result
  }

  static func archive(_ path: String) throws(DataError) -> Inspection {
    let arrays = try NPZ.read(path).sorted { $0.key < $1.key }
    var result = Inspection(
      path, format: "NPZ", title: "NPZ, \(InspectText.count(arrays.count, "array"))",
      bytes: fileSize(of: path))
    var table = TextTable(
      header: ["array", "type", "shape"] + InspectText.headings, leftColumns: [0, 1, 2])
    var documents: [JSON] = []
    for (name, array) in arrays {
      var summary = ValueSummary()
      summary.add(array)
      let shape = array.shape.dimensions
      table.rows.append(
        [printable(name), "\(array.dtype)", "\(shape)"] + InspectText.cells(summary))
      documents.append(json(name, "\(array.dtype)", shape, summary))
    }
    result.tables.append(table)
    result.add("arrays", .array(documents))
    return result
  }

  private static func json(
    _ name: String, _ dtype: String, _ shape: [Int], _ summary: ValueSummary
  ) -> JSON {
    let members: [JSON.Member] = [
      .init(name: "name", value: .string(name)), .init(name: "dtype", value: .string(dtype)),
      .init(name: "shape", value: .array(shape.map(JSON.integer))),
      .init(name: "count", value: .integer(summary.count)),
    ]
    return .object(members + InspectText.members(summary))
  }

  static func tensors(_ path: String) throws(DataError) -> Inspection {
    let file = try SafetensorsFile(path)
    let total = file.items.reduce(0) { $0 + $1.count }
    var result = Inspection(
      path, format: "safetensors",
      title: "safetensors, \(InspectText.count(file.items.count, "tensor")), "
        + InspectText.count(total, "number"), bytes: fileSize(of: path))
    let metadata = file.metadata.sorted { $0.key < $1.key }
    for (key, value) in metadata { result.notes.append(line(key, value)) }
    var table = TextTable(
      header: ["tensor", "type", "shape"] + InspectText.headings, leftColumns: [0, 1, 2])
    var tensors: [JSON] = []
    for item in file.items {
      let summary = try ValueSummary(of: item, in: file)
      let type = name(of: item.type)
      table.rows.append(
        [printable(item.name), type, "\(item.shape)"] + InspectText.cells(summary))
      tensors.append(json(item.name, type, item.shape, summary))
    }
    result.tables.append(table)
    result.add("count", .integer(total))
    result.add(
      "metadata", .object(metadata.map { JSON.Member(name: $0.key, value: .string($0.value)) }))
    result.add("tensors", .array(tensors))
    return result
  }

  private static func name(of type: SafetensorsType) -> String {
    switch type {
    case .int64: "int64"
    case .float64: "float64"
    case .float32: "float32"
    case .int32: "int32"
    case .uint8: "uint8"
    case .bool: "bool"
    }
  }

  private static func line(_ key: String, _ value: String) -> String {
    printable("\(key): \(value)")
  }

  /// A text of a file, cut and without anything that would break a line.
  static func printable(_ text: String) -> String {
    let line = String(text.map { $0.isNewline || $0.asciiValue.map { $0 < 32 } == true ? " " : $0 })
    return line.count > 80 ? line.prefix(79) + "…" : line
  }
}
