import DescentData
import DescentOptimizers
import Foundation
import Testing

@testable import DescentCommand

@Suite struct TrainConfigurationFileTests {
  private func read(_ text: String) throws -> TrainSettings {
    let folder = try TemporaryFolder()
    return try TrainSettings(readingFile: folder.file("c.yaml", text))
  }

  private static let all = """
    data: d.csv
    target: 3
    header: no
    class_weights: {no: 1, "a, b": 2.5}
    missing: mean
    task: classification
    hidden: [12, 7]
    activation: tanh
    dropout: 0.25
    optimizer: adam
    lr: 0.02
    options: {betas: [0.8, 0.95], amsgrad: true}
    epochs: 11
    batch_size: 13
    patience: 0
    seed: 18446744073709551615
    out: there
    """

  @Test func everyNameIsRead() throws {
    let configuration = try read(Self.all).makeConfiguration()
    #expect(configuration.data == "d.csv")
    #expect(configuration.target == "3")
    #expect(!configuration.hasHeader)
    #expect(configuration.missing == .mean)
    #expect(
      configuration.classWeights
        == .given([.init(name: "no", value: 1), .init(name: "a, b", value: 2.5)]))
    #expect(configuration.task == .classification)
    #expect(configuration.hidden == [12, 7])
    #expect(configuration.activation == .tanh)
    #expect(configuration.dropout == 0.25)
    #expect(configuration.epochs == 11)
    #expect(configuration.batchSize == 13)
    #expect(configuration.patience == 0)
    #expect(configuration.seed == .max)
    #expect(configuration.out == "there")
    let adam = try #require(configuration.optimizer as? Adam)
    #expect(adam.learningRate.constant == 0.02)
    #expect(adam.beta2.constant == 0.95)
    #expect(adam.amsgrad)
  }

  /// What is written reads back as the same, but for the folder, which is the next run's own.
  @Test(arguments: [all, "data: /d e.csv\ntarget: \"ja: 'nein'\"\nhidden: none\n"])
  func whatIsWrittenReadsBack(_ text: String) throws {
    let first = try read(text).makeConfiguration()
    let second = try read(first.yaml()).makeConfiguration()
    #expect(try first.yaml() == second.yaml())
    #expect(second.target == first.target)
    #expect(second.hidden == first.hidden)
    #expect(second.task == first.task)
    #expect(second.seed == first.seed)
    #expect(OptimizerSpecification(second.optimizer) == OptimizerSpecification(first.optimizer))
    #expect(second.out == nil)
    #expect(second.classWeights == first.classWeights)
  }

  @Test func optionsTakeTheFilesPlace() throws {
    var settings = try read(
      "data: d\ntarget: y\nlr: 0.5\nepochs: 9\noptions: {weight_decay: 0.3, eps: 1e-5}\n")
    settings.set(.lr, to: "0.25", source: "--lr")
    settings.set(.epochs, to: "8", source: "--epochs")
    try settings.set(options: ["weightDecay=0.125"])
    let configuration = try settings.makeConfiguration()
    let rule = try #require(configuration.optimizer as? AdamW)
    #expect(rule.learningRate.constant == 0.25)
    #expect(rule.weightDecay.constant == 0.125)
    #expect(rule.epsilon.constant == 1e-5)
    #expect(configuration.epochs == 8)
  }

  /// -O lr corrects a file's lr, and --lr a file's options.lr.
  @Test func theRateInEitherForm() throws {
    var settings = try read("data: d\ntarget: y\nlr: 0.5\n")
    try settings.set(options: ["lr=0.25"])
    #expect(try settings.makeConfiguration().optimizer.learningRate.constant == 0.25)
    settings = try read("data: d\ntarget: y\noptions: {lr: 0.5}\n")
    settings.set(.lr, to: "0.125", source: "--lr")
    #expect(try settings.makeConfiguration().optimizer.learningRate.constant == 0.125)
  }

  /// Momentum means nothing to Adam, and SGD's rate is not Adam's.
  @Test func anotherOptimizerDoesNotTakeTheFilesOptions() throws {
    var settings = try read(
      "data: d\ntarget: y\noptimizer: sgd\nlr: 5\noptions: {momentum: 0.9}\n")
    settings.set(.optimizer, to: "Adam", source: "--optimizer")
    #expect(try settings.makeConfiguration().optimizer.learningRate.constant == 1e-3)
  }

  @Test(arguments: [
    ("epoch: 3", "line 1: unknown name 'epoch'; did you mean 'epochs'?"),
    ("target: y\ncolour: 3", "line 2: unknown name 'colour'; known: data, target"),
    ("target: y\nlr: -1", "line 2, lr: AdamW: lr must be a finite number of at least 0"),
    ("target: y\noptimizer: adamv", "line 2, optimizer: there is no optimizer \"adamv\""),
    ("target: y\noptions: {wieght_decay: 1}", "line 2: AdamW has no option \"wieght_decay\""),
    ("target: y\noptions: 3", "line 2, options: expected names and values"),
    ("target: y\nepochs: [1, 2]", "line 2, epochs: expected one value"),
    ("target: y\nepochs: many", "line 2, epochs: expected a number from 1 to 1000000, got 'many'"),
    ("target: y\ntarget: x", "line 2: 'target' stands here twice"),
    ("target: y\nbatch_size: 3\nbatchSize: 4", "line 3: 'batchSize' was said before:"),
    ("data: [", "line 2, column 1: expected YAML: did not find expected node content"),
    ("target: y\n  epochs: 3", "line 2, column 9: expected YAML: mapping values are not allowed"),
    ("target: y\n? [a, b]\n: 3", "line 2: expected a name"),
    ("target: \"\"", "line 1, target: expected a word, got nothing"),
    ("target: *a", "line 1, column 9: expected YAML: found undefined alias"),
    ("target: y\noptions: {[a]: 1}", "line 2: expected a name"),
    ("target: y\nheader: 3", "line 2, header: expected true or false, got '3'"),
    ("target: y\nseed: 1e3", "line 2, seed: expected a whole number"),
    (
      "target: y\nclass_weights: {a: {b: c}}", "line 2, class_weights: expected classes and numbers"
    ),
    ("target: y\nclass_weights: {a: 0}", "line 2, class_weights: expected balanced, none, or"),
    (
      "target: " + String(repeating: "[", count: 100_000),
      "expected YAML: too many lists in each other"
    ),
    ("words", "expected names and values"),
  ]) func badFiles(_ text: String, _ message: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("c.yaml", text)
    let result = descent("train", "/no/such.csv", "--target", "y", "--config", path)
    // A target on the command line mends a file without one.
    #expect(result.code == 65)
    #expect(result.errorLines.count == 1)
    #expect(result.error.hasPrefix("descent: \(path)"))
    #expect(result.error.contains(message), "\(result.error)")
  }

  /// A name with nothing after it was not said.
  @Test func nothingIsNothing() throws {
    let configuration = try read("data: d\ntarget: y\ntask:\noptions:\nlr: ~\nepochs: null\n")
      .makeConfiguration()
    #expect(configuration.task == nil)
    #expect(configuration.epochs == TrainConfiguration.defaultEpochs)
  }

  @Test func noSuchFile() {
    #expect(descent("train", "d.csv", "--config", "/no/such.yaml").code == 66)
  }
}
