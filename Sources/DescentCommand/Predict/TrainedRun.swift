import DescentData
import DescentLayers
import DescentTensor
import Foundation

/// A run folder, read back: a model, and what turns data into its inputs.
struct TrainedRun {
  /// What the model is given.
  enum Inputs {
    case table(TableEncoder)
    case images(ImageEncoding)
  }

  /// As it was named.
  let folder: String
  let configuration: TrainConfiguration
  let inputs: Inputs
  let target: TargetEncoding
  let task: TrainTask
  let model: Sequential

  /// The target as a sentence names it.
  var targetLabel: String {
    configuration.hasHeader ? target.name : "column \(target.name)"
  }

  /// The names of the classes; none for a number.
  var classes: [String] {
    if case .classes(let classes) = target.encoding { classes } else { [] }
  }

  /// Reads the folder.
  ///
  /// - Throws: ``CommandError``, 66 if there is no run, 65 if its files are damaged or do not fit each
  ///   other.
  init(_ folder: String) throws(CommandError) {
    try Self.requireRun(folder)
    self.folder = folder
    do throws(CommandError) {
      let encoding = try InputEncoding(readingFile: folder + "/encoder.json")
      (inputs, target) = (encoding.inputs, encoding.target)
      let path = folder + "/config.yaml"
      let settings = try TrainSettings(readingFile: path)
      configuration = try settings.makeConfiguration(isOfImages: encoding.isOfImages)
      task = TrainTask(target)
      var generator = Generator(seed: 0)
      var model: Sequential
      do throws(CommandError) {
        model = try configuration.makeModel(
          inputs: encoding.shape, outputs: task.outputs, using: &generator)
      } catch {
        throw CommandError.badData("\(path): \(error.message)")
      }
      try Self.restore(&model, from: folder + "/model.safetensors")
      self.model = model
    } catch {
      // What is wrong with a file is no wrong usage.
      throw error.code == CommandExit.usage ? .badData("\(folder): \(error.message)") : error
    }
  }

  private static func requireRun(_ folder: String) throws(CommandError) {
    switch FileKind(path: folder) {
    case .directory: break
    case .absent: throw .noInput("\(folder): there is no such run folder")
    case .regular, .special: throw .noInput("\(folder): expected a run folder, found a file")
    }
    for name in ["config.yaml", "encoder.json", "model.safetensors"]
    where FileKind(path: "\(folder)/\(name)") == .absent {
      throw .noInput("\(folder): expected a folder of descent train, found no \(name) in it")
    }
  }

  private static func restore(
    _ model: inout Sequential, from path: String
  ) throws(CommandError) {
    do {
      let file = try Safetensors.read(path)
      var tensors: [String: Tensor] = [:]
      for entry in file.entries {
        // A tensor holds eight axes, and a file more.
        guard entry.shape.count <= Shape.maximumRank, entry.shape.allSatisfy({ $0 <= Int32.max })
        else {
          throw CommandError.badData("\(path): \(entry.name): its shape is none of a model's")
        }
        tensors[entry.name] = entry.tensor
      }
      try model.restore(tensors)
    } catch let error as DataError {
      throw CommandError(error.exitCode, error.description)
    } catch let error as CommandError {
      throw error
    } catch {
      throw .badData("\(path): does not fit the run's config.yaml and encoder.json: \(error)")
    }
    for (name, value) in model.state where !value.isAllFinite {
      throw .badData("\(path): \(name): expected finite numbers, found others")
    }
  }
}

/// The file `encoder.json` of a run.
private struct InputEncoding {
  let inputs: TrainedRun.Inputs
  let target: TargetEncoding
  /// Of one input.
  let shape: Shape

  var isOfImages: Bool {
    if case .images = inputs { true } else { false }
  }

  init(readingFile path: String) throws(CommandError) {
    let data = Data(try InputFile.read(path))
    let decoder = JSONDecoder()
    do {
      if let images = try? decoder.decode(ImageEncoding.self, from: data) {
        if let objection = images.objection { throw CommandError.badData("\(path): \(objection)") }
        inputs = .images(images)
        target = images.target(named: "label")
        shape = Shape(images.shape)
      } else {
        let encoder = try decoder.decode(TableEncoder.self, from: data)
        if let objection = encoder.objection { throw CommandError.badData("\(path): \(objection)") }
        inputs = .table(encoder)
        target = encoder.target
        shape = [encoder.width]
      }
    } catch let error as CommandError {
      throw error
    } catch let error as DecodingError {
      throw .badData("\(path): expected what a run writes there, \(error.words)")
    } catch {
      throw .badData("\(path): expected what a run writes there, found something else")
    }
  }
}

extension DecodingError {
  /// What was found, in a few words.
  fileprivate var words: String {
    switch self {
    case .keyNotFound(let key, _): "found no \"\(key.stringValue)\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "found another kind of value at "
        + context.codingPath.map(\.stringValue).joined(separator: ".")
    default: "found no JSON"
    }
  }
}
