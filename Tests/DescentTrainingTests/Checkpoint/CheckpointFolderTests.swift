import DescentData
import DescentOptimizers
import DescentTensor
import Foundation
import Testing

@testable import DescentTraining

@Suite struct CheckpointFolderTests {
  private let scratch = ScratchFolder()

  private func checkpoint(_ step: Int64, isBest: Bool = false) -> Checkpoint {
    var checkpoint = Checkpoint(step: step)
    checkpoint.isBest = isBest
    checkpoint.tensors["model"] = NamedBuffers(
      tensors: ["w": Tensor((0..<300).map { Float($0) * Float(step) })], metadata: ["by": "test"])
    checkpoint.values["number"] = .integer(step)
    return checkpoint
  }

  @Test func givesBackWhatWasSaved() throws {
    let folder = CheckpointFolder(scratch.path("runs/a/checkpoints"))
    #expect(try folder.latest() == nil)
    var saved = checkpoint(7, isBest: true)
    saved.values["odd"] = .array([
      .number(0.1), .number(-.infinity), .unsigned(.max), .integer(.min), .null, .bool(true),
      .string("nan \u{1F600}\n\""), .object(["a/b": .number(.leastNonzeroMagnitude)]),
    ])
    let path = try folder.save(saved)
    #expect(path == scratch.path("runs/a/checkpoints/step-000000007"))
    let found = try #require(try folder.latest())
    #expect(found.path == path && found.damaged.isEmpty)
    #expect(found.checkpoint.step == 7 && found.checkpoint.isBest)
    let tensors = try #require(found.checkpoint.tensors["model"])
    #expect(tensors.tensors["w"] == saved.tensors["model"]?.tensors["w"])
    #expect(tensors.metadata == ["by": "test"])
    let odd = try #require(found.checkpoint.values["odd"])
    // An infinity has no number in JSON; who decodes it as one gets it back.
    guard case .array(let items) = odd else { return #expect(Bool(false), "\(odd)") }
    #expect(items[1] == .string("-inf"))
    #expect(try items[1].decoded(as: Double.self) == -.infinity)
    #expect(
      items[2...]
        == saved.values["odd"].map { v in
          if case .array(let all) = v { all[2...] } else { [] }
        })
  }

  @Test func theSameCheckpointIsTheSameBytes() throws {
    for name in ["a", "b"] { try CheckpointFolder(scratch.path(name)).save(checkpoint(3)) }
    for file in try scratch.names("a/step-000000003") {
      #expect(
        try scratch.bytes("a/step-000000003/\(file)")
          == scratch.bytes("b/step-000000003/\(file)"))
    }
  }

  @Test func keepsTheLatestAndTheBest() throws {
    let folder = CheckpointFolder(scratch.path("c"), keeping: 2)
    for step in 1...6 { try folder.save(checkpoint(Int64(step), isBest: step == 2 || step == 1)) }
    #expect(folder.steps == [2, 5, 6])
    #expect(try scratch.names("c").sorted() == folder.steps.map { "step-00000000\($0)" })
    // Who goes on from an earlier one leaves those behind that came after it.
    try folder.save(checkpoint(3))
    #expect(folder.steps == [2, 3])
  }

  /// Cut anywhere, changed anywhere, missing: the one before is used, and it is said why.
  @Test func everyDamageIsSeen() throws {
    let folder = CheckpointFolder(scratch.path("d"))
    try folder.save(checkpoint(1))
    try folder.save(checkpoint(2))
    let last = "d/step-000000002"
    for name in try scratch.names(last).sorted() {
      let whole = try scratch.bytes("\(last)/\(name)")
      var damages: [[UInt8]?] = [nil, [], whole + [0], Array(whole.dropLast())]
      damages += stride(from: 0, to: whole.count, by: 97).map { Array(whole[..<$0]) }
      damages += stride(from: 0, to: whole.count, by: 53).map { k in
        var changed = whole
        changed[k] ^= 0x10
        return changed
      }
      for damage in damages {
        try scratch.put(damage, at: "\(last)/\(name)")
        let found = try #require(try folder.latest())
        #expect(found.checkpoint.step == 1, "\(name)")
        #expect(found.damaged.count == 1)
        let reason = found.damaged.first?.description ?? ""
        #expect(reason.hasPrefix(scratch.path(last) + ": damaged checkpoint: "), "\(reason)")
        #expect(!reason.contains("\n"))
      }
      try scratch.put(whole, at: "\(last)/\(name)")
    }
    #expect(try folder.latest()?.checkpoint.step == 2)
  }

  @Test func whereEveryoneIsDamagedNothingIsInvented() throws {
    let folder = CheckpointFolder(scratch.path("e"))
    for step in [1, 2] as [Int64] {
      try folder.save(checkpoint(step))
      try scratch.put([], at: "e/step-00000000\(step)/state.json")
    }
    let error = #expect(throws: CheckpointError.self) { try folder.latest() }
    #expect(
      error?.description == """
        \(folder.path): expected a checkpoint, found 2 damaged; the latest: \
        \(folder.path)/step-000000002: damaged checkpoint: expected 13 bytes in state.json, found 0
        """)
  }

  @Test func aNewerFormatIsRefused() throws {
    let folder = CheckpointFolder(scratch.path("f"))
    try folder.save(checkpoint(1))
    let manifest = "f/step-000000001/manifest.json"
    let text = String(decoding: try scratch.bytes(manifest), as: UTF8.self)
    try scratch.put(
      Array(text.replacingOccurrences(of: "\"version\":1", with: "\"version\":2").utf8),
      at: manifest)
    let error = #expect(throws: CheckpointError.self) { try folder.latest() }
    #expect(error == .tooNew(path: folder.path(ofStep: 1), version: 2, known: 1))
  }

  /// What a killed process leaves: a half-written one, and one that was moved aside to be replaced.
  @Test func clearsUpAfterOneThatWasKilled() throws {
    let folder = CheckpointFolder(scratch.path("g"))
    try folder.save(checkpoint(4))
    try scratch.move("g/step-000000004", to: "g/.old-4.part")
    try scratch.put([1, 2], at: "g/.step-5-123.part/model.safetensors")
    #expect(try folder.latest()?.checkpoint.step == 4)
    try folder.save(checkpoint(4))
    #expect(try scratch.names("g") == ["step-000000004"])
  }

  @Test func aPlaceThatCannotBeWrittenIsSaid() throws {
    try scratch.put([1], at: "file")
    let error = #expect(throws: CheckpointError.self) {
      try CheckpointFolder(scratch.path("file/checkpoints")).save(checkpoint(1))
    }
    #expect(error?.description.contains("cannot write") == true, "\(error as Any)")
  }
}
