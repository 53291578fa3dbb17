import DescentData
import DescentLayers
import DescentTensor
import DescentTraining
import Foundation
import Testing

@testable import DescentCommand

@Suite struct TrainTaskTests {
  /// A linear model of one input, and rows for it.
  private func model(_ weights: [Float]) -> Sequential {
    Sequential(
      Linear(weight: Tensor(weights, shape: [weights.count, 1]), bias: nil as Tensor?))
  }

  /// The network sees z = (y − 10) / 4; it predicts z = x: y = 14 for 10, y = 2 for 6.
  @Test func regressionIsJudgedInTheTargetsUnits() {
    let task = TrainTask.regression(Standardization(mean: 10, scale: 4))
    let rows = Examples(
      inputs: Tensor([1, -2] as [Float], shape: [2, 1]),
      targets: Tensor([0, -1] as [Float], shape: [2, 1]))
    let (loss, scores) = task.judge(model([1]), on: rows)
    #expect(loss == 1)
    #expect(scores["rmse"] == 4)
    #expect(scores["mae"] == 4)
    var context = Context.evaluation
    #expect(task.loss(model([1]), rows, &context).scalar == loss)
  }

  /// Training targets 6, 6, 18 have mean 10; test targets 14 and 10 are 4 and 0 away.
  @Test func theBaselineIsTheTrainingMean() {
    let task = TrainTask.regression(Standardization(mean: 10, scale: 4))
    let scores = task.baseline(
      training: Tensor([-1, -1, 2] as [Float]), test: Tensor([1, 0] as [Float]))
    #expect(scores["mae"] == 2)
    #expect(scores["rmse"] == 8.0.squareRoot())
    #expect(scores["r2"] == -1)
  }

  /// Scores 0 and x: the odds of class 1 are eˣ.
  @Test func classificationIsJudgedByItsOdds() {
    let task = TrainTask.classification(count: 2)
    let rows = Examples(
      inputs: Tensor([1, -1, 2] as [Float], shape: [3, 1]), targets: Tensor([1, 1, 0] as [Int32]))
    let (loss, scores) = task.judge(model([0, 1]), on: rows)
    let expected = (log(1 + exp(-1.0)) + log(1 + exp(1.0)) + log(1 + exp(2.0))) / 3
    #expect(abs(loss - expected) <= 1e-15)
    #expect(abs(scores["log_loss"] - expected) <= 1e-15)
    #expect(scores["accuracy"] == 1.0 / 3)
    var context = Context.evaluation
    #expect(abs(task.loss(model([0, 1]), rows, &context).scalar - expected) <= 2e-7)
  }

  /// Scores beyond e's reach leave the loss finite: 1000 for the wrong class.
  @Test func greatScoresDoNotOverflow() {
    let rows = Examples(
      inputs: Tensor([1000] as [Float], shape: [1, 1]), targets: Tensor([0] as [Int32]))
    #expect(TrainTask.classification(count: 2).judge(model([0, 1]), on: rows).loss == 1000)
  }

  /// Shares ¾ and ¼ of the training classes; the commonest is right once in three.
  @Test func theBaselineIsTheTrainingShares() {
    let scores = TrainTask.classification(count: 2).baseline(
      training: Tensor([0, 0, 1, 0] as [Int32]), test: Tensor([0, 1, 1] as [Int32]))
    #expect(scores["accuracy"] == 1.0 / 3)
    let mean: Double = (log(4.0 / 3) + 2 * log(4.0)) / 3
    #expect(abs(scores["log_loss"] - mean) <= 1e-15)
    #expect(scores["auc"] == 0.5)
    #expect(scores["f1"] == 0)
  }

  /// More rows than are evaluated at once.
  @Test func piecesMakeTheWhole() {
    let n = 4099
    let rows = Examples(
      inputs: Tensor((0..<n).map { Float($0 % 7) }, shape: [n, 1]),
      targets: Tensor([Float](repeating: 0, count: n), shape: [n, 1]))
    let task = TrainTask.regression(Standardization(mean: 0, scale: 1))
    let squares = (0..<n).reduce(0) { $0 + ($1 % 7) * ($1 % 7) }
    #expect(task.judge(model([1]), on: rows).loss == Double(squares) / Double(n))
  }
}
