import DescentData
import DescentTraining
import Foundation

/// Folders: a run, a checkpoint, a folder of checkpoints.
enum InspectFolder {
  static func inspect(_ path: String) throws -> Inspection {
    let names = try names(in: path)
    if names.contains("manifest.json") { return try checkpoint(path, names) }
    if names.contains("config.yaml") { return try run(path, names) }
    let steps = CheckpointFolder(path).steps
    if !steps.isEmpty {
      var result = Inspection(
        path, format: "checkpoints", title: InspectText.count(steps.count, "checkpoint"))
      result.notes.append(self.steps(steps))
      result.add("steps", .array(steps.map { .integer(Int($0)) }))
      return result
    }
    throw CommandError.badData(
      "\(path): expected a run (config.yaml) or a checkpoint (manifest.json), found neither")
  }

  private static func names(in path: String) throws(CommandError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
      throw .noInput("\(path): cannot be read")
    }
  }

  static func steps(_ steps: [Int64]) -> String {
    let words = steps.map { "\($0)" }
    let shown = words.count <= 8 ? words : Array(words.prefix(3)) + ["…"] + words.suffix(3)
    return "steps \(shown.joined(separator: ", "))"
  }

  /// Every tensor file of the folder.
  static func addTensors(
    _ path: String, _ names: [String], as member: String, to result: inout Inspection
  ) throws {
    var files: [JSON] = []
    for name in names where name.hasSuffix(".safetensors") {
      var part = try InspectArrays.tensors(path + "/" + name)
      part.notes = [String(part.title.dropFirst(path.count + 1))]
      result.notes += part.notes
      result.tables += part.tables
      files.append(part.json)
    }
    result.add(member, .array(files))
  }

  /// The values of a document, each with its path, those in lists joined.
  static func leaves(of document: JSON) -> [[String]] {
    var rows: [[String]] = []
    func walk(_ json: JSON, _ name: String) {
      if case .object(let members) = json {
        for member in members {
          walk(member.value, name.isEmpty ? member.name : "\(name).\(member.name)")
        }
      } else if case .string(let text) = json {
        rows.append([name, InspectArrays.printable(text)])
      } else if case .number(let number) = json {
        rows.append([name, NumberText.short(number, digits: 6)])
      } else {
        rows.append([name, InspectArrays.printable(json.line)])
      }
    }
    walk(document, "")
    return rows.map { [InspectArrays.printable($0[0]), $0[1]] }
  }
}
