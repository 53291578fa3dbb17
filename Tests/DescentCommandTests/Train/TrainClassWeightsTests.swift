import DescentData
import DescentLayers
import DescentTensor
import DescentTraining
import Foundation
import Testing

@testable import DescentCommand

@Suite struct TrainClassWeightsTests {
  @Test(arguments: [
    ("balanced", TrainClassWeights.balanced), ("Balanced", .balanced),
    ("no=1,yes=2.5", .given([.init(name: "no", value: 1), .init(name: "yes", value: 2.5)])),
    (" a=b = 3 ", .given([.init(name: "a=b", value: 3)])),
    (
      #"x\,y=2,back\\slash=1"#,
      .given([.init(name: "x,y", value: 2), .init(name: #"back\slash"#, value: 1)])
    ),
  ]) func reads(_ text: String, _ weights: TrainClassWeights) {
    #expect(TrainClassWeights(text) == weights)
  }

  @Test(arguments: [
    "", "yes", "yes=", "=2", "yes=0", "yes=-1", "yes=nan", "yes=inf", "a=1,a=2", "a=1,,b=2",
  ]) func refuses(_ text: String) { #expect(TrainClassWeights(text) == nil) }

  @Test func escapedNamesReadBack() {
    for name in ["a,b", #"a\"#, "a=b", "ä"] {
      let text = TrainClassWeights.escaped(name) + "=2"
      #expect(TrainClassWeights(text) == .given([.init(name: name, value: 2)]))
    }
  }

  /// Classes of 3, 1 and 0 training rows, two being there: 4 / (2 · 3), 4 / (2 · 1), 1.
  @Test func eachClassHasItsWeight() throws {
    let rows = Tensor([0, 1, 0, 0] as [Int32])
    let classes = ["1", "2", "x"]
    #expect(
      try TrainClassWeights.balanced.weights(of: classes, rows: rows) == [4.0 / 6, 2, 1])
    let given = try #require(TrainClassWeights("2.0=7"))
    #expect(try given.weights(of: classes, rows: rows) == [1, 7, 1])
  }

  /// Σ w l / Σ w, in training and when judged: weights 1 and 3, logits 0 and x.
  @Test func theLossIsWeighted() {
    let task = TrainTask.classification(count: 2, weights: [1, 3])
    let model = Sequential(
      Linear(weight: Tensor([0, 1] as [Float], shape: [2, 1]), bias: nil as Tensor?))
    let rows = Examples(
      inputs: Tensor([1, 2] as [Float], shape: [2, 1]), targets: Tensor([0, 1] as [Int32]))
    let expected = (log(1 + exp(1.0)) + 3 * log(1 + exp(-2.0))) / 4
    let (loss, scores) = task.judge(model, on: rows)
    #expect(abs(loss - expected) <= 1e-15)
    var context = Context.evaluation
    #expect(abs(task.loss(model, rows, &context).scalar - expected) <= 2e-7)
    // The metrics count every row alike.
    let mean = (log(1 + exp(1.0)) + log(1 + exp(-2.0))) / 2
    #expect(abs(scores["log_loss"] - mean) <= 1e-15)
  }

  /// 60 rows of which every sixth is rare; balanced, the rare class counts five times the other.
  @Test func fromTheCommandToTheFolder() throws {
    let folder = try TemporaryFolder()
    let text =
      "x,c\n"
      + (0..<60).map { "\($0 * 37 % 60),\($0 % 6 == 0 ? "rare, so" : "usual")\n" }
      .joined().replacing("rare, so", with: "\"rare, so\"")
    let data = try folder.file("d.csv", text)
    func train(_ out: String, _ arguments: String...) -> CommandResult {
      descent(
        ["train", data, "--target", "c", "--json", "--out", folder.path + "/" + out]
          + TrainFixtures.short + arguments)
    }
    let plain = train("plain")
    #expect(try plain.json["class_weights"] == nil)
    let balanced = train("balanced", "--class-weights", "balanced")
    #expect(balanced.code == 0, "\(balanced.error)")
    let weights = try #require(try balanced.json["class_weights"])
    let (rare, usual) = (weights["rare, so"]?.double ?? 0, weights["usual"]?.double ?? 0)
    let members = 41 / (2 * rare)
    #expect(members == members.rounded() && abs(41 / (2 * usual) - (41 - members)) <= 1e-12)
    #expect(
      try bytes(folder.path + "/plain/model.safetensors")
        != bytes(folder.path + "/balanced/model.safetensors"))
    let given = train("given", "--class-weights", #"rare\, so=4"#)
    #expect(try given.json["class_weights"] == ["rare, so": 4.0, "usual": 1.0])
    // The configuration makes both again.
    for name in ["balanced", "given"] {
      let run = folder.path + "/" + name
      let again = descent(
        "train", "--config", run + "/config.yaml", "--out", folder.path + "/again", "--quiet")
      #expect(again.code == 0, "\(again.error)")
      for file in ["model.safetensors", "config.yaml", "result.json"] {
        #expect(try bytes(run + "/" + file) == bytes(folder.path + "/again/" + file))
      }
    }
    // What is known of each class adds up to the test rows.
    let json = try balanced.json
    guard case .array(let classes)? = json["classes"],
      case .array(let confusion)? = json["confusion"]
    else { throw CommandError.badData("no classes") }
    #expect(classes.map { $0["class"] } == ["rare, so", "usual"])
    #expect(classes.reduce(0) { $0 + ($1["rows"]?.double ?? 0) } == 12)
    #expect(classes.reduce(0) { $0 + ($1["predicted"]?.double ?? 0) } == 12)
    #expect(confusion.count == 2)
  }

  @Test func refusals() throws {
    let folder = try TemporaryFolder()
    let numbers = try folder.file("n.csv", TrainFixtures.regression)
    let result = descent(
      ["train", numbers, "--target", "y", "--class-weights", "balanced", "--out"]
        + [folder.path + "/run"])
    #expect(result.code == 64)
    #expect(
      result.error.contains("--class-weights: is for classes, and y is predicted as a number"))
    let words = try folder.file("w.csv", TrainFixtures.classification)
    let unknown = descent(
      ["train", words, "--no-header", "--target", "2", "--class-weights", "yess=2", "--out"]
        + [folder.path + "/run"])
    #expect(unknown.code == 64)
    #expect(unknown.error.contains("there is no class 'yess'; did you mean 'yes'?"))
    let wrong = descent("train", words, "--target", "2", "--class-weights", "much")
    #expect(
      wrong.errorLines == [
        "descent: --class-weights: expected balanced, none, or class=weight between commas, each "
          + "weight above 0, got 'much'"
      ])
  }
}
