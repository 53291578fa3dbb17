import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import Foundation
import Testing

@testable import DescentTraining

@Suite("Logs of a run") struct RunLogTests {
  private let scratch = ScratchFolder()

  private func text(_ name: String) throws -> String {
    String(decoding: try scratch.bytes(name), as: UTF8.self)
  }

  private func report(_ step: Int64, _ loss: Double, _ norm: Double = 2) -> StepReport {
    StepReport(step: step, loss: loss, gradientNorm: norm, learningRate: 0.001)
  }

  private func tell(_ log: inout some RunLog, _ events: [TrainingEvent]) {
    for event in events { #expect(log.observe(event) == .proceed) }
  }

  /// A step that is made, one that is left out, a pass, and a step at which the run breaks off.
  private var events: [TrainingEvent] {
    var measured = report(0, 1.5)
    var (w, state, telemetry) = (Tensor([3.0, 4]), OptimizerState(), Telemetry())
    state.update(&w, along: Tensor([1.0, 0]), using: SGD(learningRate: 0.5), telemetry: &telemetry)
    measured.telemetry = telemetry
    let headed = StepReport(
      step: 1, loss: 0.25, gradientNorm: 3, learningRate: 0.001,
      heads: [
        HeadReport(name: "a \"b\"", loss: .infinity, gradientNorm: 1, share: 0.5, alignment: -1)
      ])
    let epoch = EpochReport(
      epoch: 1, step: 2, trainingLoss: 0.875, validationLoss: .nan, gradientNorm: 2.5,
      learningRate: 0.001, isBest: true, metrics: [Metric("a,b", 0.5), Metric("f1", .infinity)])
    return [
      .willStart(totalSteps: nil, step: 0), .didComputeGradients(report(0, 1.5)),
      .didStep(measured), .didComputeGradients(report(1, 1e300)), .didComputeGradients(headed),
      .didStep(headed), .didEndEpoch(epoch), .didComputeGradients(report(2, .nan, -.infinity)),
      .didFinish(step: 2, reason: "it broke"),
    ]
  }

  @Test func commaSeparated() throws {
    var log = try CSVLog(scratch.path("steps.csv"), epochs: scratch.path("epochs.csv"))
    tell(&log, events)
    #expect(
      try text("steps.csv") == """
        step,loss,gradient_norm,learning_rate,update_norm,parameter_norm,skipped
        0,1.5,2.0,0.001,0.5,\((2.5 * 2.5 + 16).squareRoot()),0
        1,1e+300,2.0,0.001,,,1
        1,0.25,3.0,0.001,,,0
        2,nan,-inf,0.001,,,1

        """)
    #expect(
      try text("epochs.csv") == """
        step,epoch,training_loss,validation_loss,gradient_norm,learning_rate,best,"a,b",f1
        1,1,0.875,nan,2.5,0.001,1,0.5,inf

        """)
    // Another process goes on after the pass, and knows the metrics by their names.
    var second = try CSVLog(scratch.path("steps.csv"), epochs: scratch.path("epochs.csv"))
    let epoch = EpochReport(
      epoch: 2, step: 3, trainingLoss: 1, validationLoss: nil, gradientNorm: 1, learningRate: 1,
      isBest: false, metrics: [Metric("f1", 2), Metric("new", 3)])
    tell(
      &second,
      [.willStart(totalSteps: nil, step: 2), .didStep(report(2, 7)), .didEndEpoch(epoch)])
    #expect(try text("steps.csv").hasSuffix("1,0.25,3.0,0.001,,,0\n2,7.0,2.0,0.001,,,0\n"))
    #expect(try text("epochs.csv").hasSuffix("0.5,inf\n2,2,1.0,,1.0,1.0,0,,2.0\n"))
  }

  @Test func linesOfJSON() throws {
    var log = try JSONLinesLog(scratch.path("log.jsonl"))
    tell(&log, events)
    let lines = try text("log.jsonl").split(separator: "\n")
    #expect(lines.count == 6)
    for line in lines {
      _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
    }
    let norm = (2.5 * 2.5 + 16).squareRoot()
    #expect(
      lines[0]
        == #"{"step":0,"loss":1.5,"gradient_norm":2.0,"learning_rate":0.001,"update_norm":0.5,"#
        + #""parameter_norm":\#(norm),"parameters":{"0":{"count":2,"update_norm":0.5,"#
        + #""parameter_norm":\#(norm),"gradient_norm":1.0}}}"#)
    #expect(
      lines[1]
        == #"{"step":1,"loss":1e+300,"gradient_norm":2.0,"learning_rate":0.001,"skipped":true}"#)
    #expect(
      lines[2].hasSuffix(
        #""heads":[{"name":"a \"b\"","loss":"inf","gradient_norm":1.0,"share":0.5,"alignment":-1.0}]}"#
      ))
    #expect(
      lines[3]
        == #"{"step":1,"epoch":1,"training_loss":0.875,"validation_loss":"nan","gradient_norm":2.5,"#
        + #""learning_rate":0.001,"best":true,"metrics":{"a,b":0.5,"f1":"inf"}}"#)
    #expect(lines[4].contains(#""loss":"nan","gradient_norm":"-inf""#))
    #expect(lines[5] == #"{"step":2,"finished":true,"reason":"it broke"}"#)
  }

  @Test func eventFile() throws {
    var log = try TensorBoardLog(folder: scratch.path("tb"))
    tell(&log, events)
    let found = try TFEventLog(folder: scratch.path("tb"))
    #expect(found.scalars["loss"]?.map(\.value) == [1.5, 0.25])
    #expect(found.scalars["learning_rate"]?.map(\.step) == [0, 1])
    let skipped = try #require(found.scalars["skipped_loss"])
    #expect(skipped[0].value == 1e300 && skipped[1].value.isNaN && skipped.map(\.step) == [1, 2])
    #expect(found.scalars["skipped_gradient_norm"]?.last?.value == -.infinity)
    #expect(found.scalars["update_norm/0"]?.map(\.value) == [0.5])
    #expect(found.scalars["head_loss/a \"b\""]?.first?.value == .infinity)
    #expect(found.scalars["epoch/training_loss"]?.first?.step == 1)
    #expect(found.scalars["epoch/validation_loss"]?.first?.value.isNaN == true)
    #expect(found.scalars["epoch/f1"]?.first?.value == .infinity)
    #expect(found.texts["end"]?.first?.texts == ["it broke"])
  }

  /// Every place, also after a line that was torn when the process died.
  @Test func cutsAwayWhatIsDoneAgain() throws {
    for step in 0...5 as ClosedRange<Int64> {
      for (name, start) in [("a.csv", ""), ("a.jsonl", "{\"step\":")] {
        let lines = (0..<5).map { "\(start)\($0),rest\n" }
        let torn = "\(start)5,re"
        try scratch.put(Array(("head\n" + lines.joined() + torn).utf8), at: name)
        let log = try LineLog(scratch.path(name), mark: start)
        #expect(try log.cut(from: step) == (step == 0 ? nil : step - 1))
        try log.append("next\n")
        #expect(try text(name) == "head\n" + lines.prefix(Int(step)).joined() + "next\n")
      }
    }
    // A line longer than what is read at a time.
    let long = "0," + String(repeating: "x", count: 300_000) + "\n"
    try scratch.put(Array((long + "1,\n" + long).utf8), at: "b")
    _ = try LineLog(scratch.path("b")).cut(from: 1)
    #expect(try text("b") == long)
  }

  /// A run that is stopped and goes on leaves the bytes of one that was not, from wherever it goes on.
  @Test func aResumedRunLeavesTheSameLog() throws {
    func run(from step: Int64? = nil) throws {
      let name = "whole"
      var generator = Generator(seed: 11)
      let examples = noisyLine(rows: 22, using: &generator)
      var model = smallNetwork(using: &generator)
      var context = Context.training(using: generator)
      var trainer = smallTrainer([
        try CSVLog(scratch.path("\(name).csv"), epochs: scratch.path("\(name)-epochs.csv")),
        try JSONLinesLog(scratch.path("\(name).jsonl")),
        try TensorBoardLog(folder: scratch.path(name)),
      ])
      trainer.telemetryInterval = 2
      if let step {
        let saved = try CheckpointFolder(scratch.path("saved")).read(step: step)
        _ = try trainer.restore(saved, into: &model, in: &context)
      } else {
        trainer.checkpoints = Checkpoints(
          in: scratch.path("saved"), every: .steps(1), keeping: 99, savesBest: false)
      }
      _ = try trainer.fit(&model, on: DataLoader(examples, batchSize: 5), epochs: 3, in: &context)
    }
    try run()
    let logs = [".csv", "-epochs.csv", ".jsonl"]
    let expected = try logs.map { try text("whole" + $0) }
    #expect(expected[0].split(separator: "\n").count == 16)
    let points = try TFEventLog(folder: scratch.path("whole")).scalars
    let steps = CheckpointFolder(scratch.path("saved")).steps
    #expect(steps.count >= 14)
    for saved in steps {
      // The log is there as a process left it that had gone on after it saved.
      try run(from: saved)
      for (log, text) in zip(logs, expected) {
        #expect(try self.text("whole" + log) == text, "\(log) from \(saved)")
      }
      let found = try TFEventLog(folder: scratch.path("whole")).scalars
      #expect(found.keys == points.keys)
      for (tag, list) in points {
        #expect(found[tag]?.map(\.step) == list.map(\.step), "\(tag) from \(saved)")
        #expect(found[tag]?.map(\.value) == list.map(\.value), "\(tag) from \(saved)")
      }
    }
  }

  #if os(Linux)
    @Test func aFullDiskEndsTheRunUnlessToldOtherwise() throws {
      var log = try JSONLinesLog("/dev/full")
      let answer = log.observe(.didStep(report(0, 1)))
      #expect(
        answer
          == .stop(
            reason:
              "the log cannot be written: /dev/full: cannot write: No space left on device"))
      #expect(log.failure != nil && log.observe(.didStep(report(1, 1))) == answer)
      var patient = try CSVLog("/dev/full")
      patient.stopsOnFailure = false
      #expect(patient.observe(.didStep(report(0, 1))) == .proceed && patient.failure != nil)
    }
  #endif

  @Test func saysWhatCannotBeWritten() {
    #expect(throws: DataError.self) { try CSVLog("/no/such/folder/a.csv") }
    #expect(throws: DataError.self) { try JSONLinesLog("") }
    #expect(throws: DataError.self) { try TensorBoardLog(folder: "/dev/null") }
  }
}
