import DescentData

/// A checkpoint: its state and its tensors, after every file was checked.
extension InspectFolder {
  static func checkpoint(_ path: String, _ names: [String]) throws -> Inspection {
    let manifest = try JSON(readingFile: path + "/manifest.json")
    var result = Inspection(path, format: "checkpoint", title: "a checkpoint")
    if case .integer(let step)? = manifest["step"] {
      result.title += " of step \(step)"
      result.add("step", .integer(step))
    }
    if case .bool(true)? = manifest["isBest"] { result.notes.append("the best so far") }
    result.add("is_best", manifest["isBest"] ?? .null)
    try requireWhole(path, manifest)
    result.notes.append("all files are as they were written")
    if names.contains("state.json") {
      let state = try JSON(readingFile: path + "/state.json")
      result.add("state", state)
      result.tables.append(
        TextTable(header: ["state", ""], rows: leaves(of: state), leftColumns: [0, 1]))
    }
    try addTensors(path, names, as: "tensors", to: &result)
    return result
  }

  /// Throws when a file is not there, or another than the manifest says.
  private static func requireWhole(_ path: String, _ manifest: JSON) throws(CommandError) {
    guard case .object(let files)? = manifest["files"] else {
      throw .badData("\(path)/manifest.json: expected the names of files, found none")
    }
    for file in files {
      guard !file.name.contains("/") else {
        throw .badData("\(path)/manifest.json: expected the name of a file, found \(file.name)")
      }
      let bytes = try InputFile.read("\(path)/\(file.name)")
      let found = (bytes.count, Int(bytes.withUnsafeBytes { crc32c($0) }))
      guard file.value["bytes"] == .integer(found.0), file.value["crc32c"] == .integer(found.1)
      else {
        throw .badData(
          "\(path)/\(file.name): expected \(file.value.line) as the manifest says, found "
            + "\(found.0) bytes with the CRC-32C \(found.1)")
      }
    }
  }
}
