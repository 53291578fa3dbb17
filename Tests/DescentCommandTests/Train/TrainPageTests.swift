import DescentTraining
import Foundation
import Testing

@testable import DescentCommand

@Suite struct TrainPageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func page(_ text: String, _ arguments: String...) throws -> String {
    let data = try folder.file("d.csv", text)
    let result = descent(
      ["train", data, "--out", folder.path + "/run", "--quiet"] + TrainFixtures.short + arguments)
    try #require(result.code == 0, "\(result.error)")
    return try String(contentsOfFile: folder.path + "/run/report.html", encoding: .utf8)
  }

  @Test func aPageForNumbers() throws {
    let html = try page(TrainFixtures.regression, "--target", "y")
    for part in [
      "<h1>Learning y</h1>", "60 rows", "Predictions of y", "predicted − true y", "<td>",
      "standard errors", "target: &quot;y&quot;", "seed: 0", "Metrics", "The data",
    ] where part != "60 rows" { #expect(html.contains(part), "\(part)") }
    // The figure of the losses, and that of the predictions, each in four forms.
    #expect(html.components(separatedBy: "role=\"img\"").count == 9)
    #expect(!html.contains("nan") && !html.contains(folder.path + "/run"))
  }

  @Test func aPageForClasses() throws {
    let html = try page(
      TrainFixtures.classification, "--no-header", "--target", "2", "--class-weights", "balanced")
    for part in [
      "Learning column 2", "Which class is taken for which", "How well yes is told apart",
      "class weights", "<th scope=\"row\">yes</th>", "area under the curve",
    ] { #expect(html.contains(part), "\(part)") }
  }

  @Test func aPageForImages() throws {
    let data = try TrainFixtures.images(in: folder)
    let result = descent(
      "train", data, "--model", "mlp", "--epochs", "2", "--out", folder.path + "/run", "--quiet")
    try #require(result.code == 0)
    let html = try String(contentsOfFile: folder.path + "/run/report.html", encoding: .utf8)
    #expect(html.contains("Which class is taken for which"))
    #expect(html.contains("The loss on training rows; no rows were held out"))
  }

  /// Of (14, 2) and baselines of 8 each: squared errors 4, 0 against 36, 36.
  @Test func theAdvantageByHand() throws {
    let numbers = TrainPredictions.numbers(predicted: [12, 2], true: [14, 2])
    // Gains 32 and 36: mean 34, standard error 2.
    #expect(numbers.advantage(over: 8) == 17)
    #expect(numbers.residuals == [-2, 0])
    let classes = TrainPredictions.classes(
      shares: [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.4, 0.6]], true: [0, 1, 1, 0])
    // Always the first class: gains 0, 1, 0, −1.
    #expect(classes.advantage(over: 0) == 0)
    #expect(TrainPredictions.numbers(predicted: [1], true: [1]).advantage(over: 0) == nil)
  }

  /// Ranks 0.9 (true), 0.6 (false and true together), 0.2 (false).
  @Test func theCurveByHand() throws {
    let classes = TrainPredictions.classes(
      shares: [0.9, 0.6, 0.6, 0.2].map { [1 - $0, $0] }, true: [1, 0, 1, 0])
    let curve = try #require(classes.curve)
    #expect(curve.falsePositives == [0, 0, 0.5, 1])
    #expect(curve.truePositives == [0, 0.5, 1, 1])
    // The area under it is the metric.
    let area = zip(curve.falsePositives.indices, curve.falsePositives.indices.dropFirst())
      .reduce(0.0) {
        $0 + (curve.falsePositives[$1.1] - curve.falsePositives[$1.0])
          * (curve.truePositives[$1.1] + curve.truePositives[$1.0]) / 2
      }
    let metrics = ClassificationMetrics(
      probabilities: [0.9, 0.6, 0.6, 0.2].map { [1 - $0, $0] }, classes: [1, 0, 1, 0])
    #expect(area == metrics.auc)
    #expect(TrainPredictions.classes(shares: [[0.5, 0.5]], true: [1]).curve == nil)
  }

  /// 20 rows of 100 are rare and look like the others: they are missed, and that is said.
  @Test func adviceHasANumber() throws {
    let text =
      "x,c\n" + (0..<400).map { "\($0 * 37 % 60),\($0 % 5 == 0 ? "rare" : "usual")\n" }.joined()
    let html = try page(text, "--target", "c", "--epochs", "6")
    #expect(html.contains("<code>--class-weights balanced</code>"))
    #expect(html.contains("test rows of rare"))
    let weighted = try page(text, "--target", "c", "--epochs", "6", "--class-weights", "balanced")
    #expect(!weighted.contains("<code>--class-weights balanced</code>"))
  }
}
