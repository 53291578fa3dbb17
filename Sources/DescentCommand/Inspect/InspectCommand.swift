import ArgumentParser
import DescentData
import Foundation

/// `descent inspect`: what is in a file of data or weights, or in the folder of a run.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what is in a file of data or weights, or in the folder of a run.",
    discussion: """
      Examples:
        descent inspect model.safetensors
        descent inspect train-images-idx3-ubyte.gz
        descent inspect measurements.csv --json
        descent inspect runs/measurements-0
        descent inspect runs/measurements-0/checkpoints/step-000001000

      Files: safetensors, NPY, NPZ, IDX, TFRecord, TensorBoard's event files, JSON lines, delimited text; \
      the first bytes say which, and gzip is unpacked. Everything is read, in bounded memory: types, \
      shapes, range, mean, standard deviation, and how many numbers are not finite.
      """)

  @Argument(help: "A file, the folder of a run, or a checkpoint.")
  var file: String

  @Flag(name: .customLong("no-header"), help: "The first line of a table holds data, not names.")
  var noHeader = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    let inspection: Inspection
    do {
      inspection = try Self.inspect(file, hasHeader: !noHeader)
    } catch let error as DataError {
      throw CommandError(error.exitCode, error.description)
    }
    if output.json {
      Console.current.print(inspection.json)
    } else {
      Console.current.print(inspection.text)
    }
  }

  private static func inspect(_ path: String, hasHeader: Bool) throws -> Inspection {
    if FileKind(path: path) == .directory { return try InspectFolder.inspect(path) }
    switch try FileFormat(of: path) {
    case .npy, .idx: return try InspectArrays.array(path)
    case .safetensors: return try InspectArrays.tensors(path)
    case .tfRecord: return try InspectRecords.inspect(path)
    case .tfEvents: return try InspectEvents.inspect(path)
    case .jsonLines: return try InspectTables.records(path)
    case .text: return try InspectTables.text(path, hasHeader: hasHeader)
    case .npz: return try InspectArrays.archive(path)
    }
  }
}
