import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import Foundation
import Testing

@testable import DescentTraining

/// Three updates by torch 2.15, then three here, are six by torch: `Scripts/export_torch.py FOLDER`.
@Suite struct TorchExportTests {
  private static func folder() throws -> String {
    try #require(
      Bundle.module.url(
        forResource: "torch-export", withExtension: nil, subdirectory: "Fixtures")
    ).path
  }

  private static func network() -> Sequential {
    var generator = Generator(seed: 0)
    return Sequential(
      Linear(from: 3, to: 4, using: &generator), Tanh(),
      Linear(from: 4, to: 1, using: &generator))
  }

  private func goesOn(_ name: String, _ rule: some Optimizer) throws {
    let folder = try Self.folder()
    let data = try Safetensors.read("\(folder)/data.safetensors")
    let x = try #require(data["x"]).tensor
    let y = try #require(data["y"]).tensor
    let export = try TorchExport("\(folder)/\(name)")
    var model = Self.network()
    try export.restore(&model)
    var state = try export.state(of: model, using: rule)
    for _ in 0..<3 {
      let (_, gradients) = valueAndGradient(at: model) { meanSquaredError($0(x), y) }
      state.update(&model, along: gradients, using: rule)
    }
    let after = try Safetensors.read("\(folder)/\(name)/after.safetensors")
    for (path, value) in model.state {
      let expected = try #require(after[path]).tensor.doubles
      for (a, b) in zip(value.doubles, expected) {
        #expect(abs(a - b) <= 1e-6 * max(1, abs(b)), "\(name) \(path)")
      }
    }
  }

  @Test func everyRuleGoesOn() throws {
    try goesOn("adam", Adam(learningRate: 0.05))
    try goesOn("adamw-amsgrad", AdamW(learningRate: 0.05, amsgrad: true))
    try goesOn("adamax", Adamax(learningRate: 0.05))
    try goesOn("radam", RAdam(learningRate: 0.05))
    try goesOn("sgd", SGD(learningRate: 0.05, momentum: 0.9))
    try goesOn("rmsprop", RMSprop(learningRate: 0.01, momentum: 0.5, centered: true))
  }

  @Test func saysWhatTorchWasTold() throws {
    let export = try TorchExport("\(try Self.folder())/adam")
    #expect(export.optimizer == "Adam")
    #expect(try export.options[0]["lr"]?.decoded(as: Double.self) == 0.05)
    #expect(try export.options[0]["betas"]?.decoded(as: [Double].self) == [0.9, 0.999])
  }

  @Test func refusesWhatDoesNotFit() throws {
    let folder = try Self.folder()
    let export = try TorchExport("\(folder)/adam")
    var error = #expect(throws: CheckpointError.self) {
      try export.state(of: Self.network(), using: AdamW())
    }
    #expect(
      error?.description == """
        \(folder)/adam/optimizer.json of the checkpoint: expected the state of AdamW, found that of \
        Adam
        """)
    error = #expect(throws: CheckpointError.self) {
      try export.state(of: Self.network(), using: Adam(amsgrad: true))
    }
    #expect(error?.description.contains("max_exp_avg_sq") == true)
    var generator = Generator(seed: 0)
    var other = Sequential(Linear(from: 3, to: 5, using: &generator))
    error = #expect(throws: CheckpointError.self) { try export.restore(&other) }
    #expect(
      error?.description.hasSuffix("0.weight: expected float32 [5, 3], found float32 [4, 3]")
        == true)
    error = #expect(throws: CheckpointError.self) { try TorchExport("\(folder)/none") }
    #expect(error?.description == "\(folder)/none/model.safetensors: no such file")
  }
}
