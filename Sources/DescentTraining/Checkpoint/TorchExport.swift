import DescentData
import DescentOptimizers
import DescentTensor
import Foundation

/// A run of torch to go on with: weights, and what the optimizer remembers of them.
///
/// `Scripts/export_torch.py` writes the folder out of a torch program, with
/// `export(model, optimizer, "run-of-torch")`:
///
///     let export = try TorchExport("run-of-torch")
///     try export.restore(&model)
///     var state = try export.state(of: model, using: AdamW(learningRate: 3e-4))
///
/// Any rule will do whose buffers are torch's, under torch's names: SGD, Adam, AdamW, Adamax, RAdam,
/// Adagrad, Adadelta and RMSprop. Options are the program's own to repeat; ``options`` has them.
public struct TorchExport: Sendable {
  /// The name of torch's class, as in `AdamW`.
  public let optimizer: String
  /// The options of each parameter group, by torch's names.
  public let options: [[String: JSONValue]]
  private let model: [String: Tensor]
  private let buffers: [String: Tensor]
  private let updates: [String: Int64]
  private let path: String

  private struct Document: Decodable {
    struct Group: Decodable {
      let options: [String: JSONValue]
    }
    let optimizer: String
    let groups: [Group]
    let updates: [String: Int64]
  }

  /// Reads the folder.
  ///
  /// - Throws: ``CheckpointError`` if a file is not there or damaged.
  public init(_ folder: String) throws(CheckpointError) {
    path = folder
    do throws(DataError) {
      model = try Self.tensors("\(folder)/model.safetensors")
      buffers = try Self.tensors("\(folder)/optimizer.safetensors")
    } catch {
      throw .file(error)
    }
    let json: [UInt8]
    do { json = try readBytes(of: "\(folder)/optimizer.json") } catch { throw .file(error) }
    do {
      let document = try JSONValue.decoder.decode(Document.self, from: Data(json))
      optimizer = document.optimizer
      options = document.groups.map(\.options)
      updates = document.updates
    } catch {
      throw .damaged(
        path: folder, reason: "optimizer.json: \(CheckpointError.reason(error))")
    }
  }

  private static func tensors(_ path: String) throws(DataError) -> [String: Tensor] {
    let file = try Safetensors.read(path)
    return Dictionary(file.entries.map { ($0.name, $0.tensor) }) { first, _ in first }
  }

  /// Gives a model torch's weights and running statistics.
  ///
  /// - Throws: ``CheckpointError`` if they are another model's; this one is then as before.
  public func restore(_ model: inout some Module) throws(CheckpointError) {
    do { try model.restore(self.model) } catch {
      throw .differs(part: "\(path)/model.safetensors", reason: error.description)
    }
  }

  /// What torch's optimizer remembers, for a rule that goes on with it.
  ///
  /// - Parameters:
  ///   - model: Whose parameters will be updated.
  ///   - rule: The rule of torch's name, with the options that keep the same buffers.
  /// - Returns: The state.
  /// - Throws: ``CheckpointError`` if the rule is another one, or the buffers do not fit.
  public func state(
    of model: some Module, using rule: some Optimizer
  ) throws(CheckpointError) -> OptimizerState {
    let part = "\(path)/optimizer.json"
    guard rule.stateName == optimizer else {
      throw .differs(
        part: part, reason: "expected the state of \(rule.stateName), found that of \(optimizer)")
    }
    var named = NamedBuffers(tensors: buffers, metadata: [:])
    named.metadata["optimizer.rule"] = rule.stateName
    named.metadata["optimizer.version"] = "\(rule.stateVersion)"
    named.metadata["optimizer.step"] = "\(updates.values.max() ?? 0)"
    for (path, parameter) in model.parameters {
      guard let count = updates[path] else { continue }
      named.metadata["optimizer.parameter." + path] =
        "\(parameter.value.dtype) \(parameter.value.shape) \(count)"
    }
    do { return try OptimizerState(restoring: named, for: model, using: rule) } catch {
      throw .differs(part: part, reason: error.description)
    }
  }
}
