import Testing

@testable import DescentTraining

@Suite struct EarlyStoppingTests {
  private func epochs(
    _ losses: [Double], _ observer: EarlyStopping, isValidation: Bool = true
  ) -> (stop: Int?, best: Int) {
    var observer = observer
    _ = observer.observe(.willStart(totalSteps: 1, step: 0))
    for (i, loss) in losses.enumerated() {
      let report = EpochReport(
        epoch: i + 1, step: Int64(i), trainingLoss: isValidation ? -Double(i) : loss,
        validationLoss: isValidation ? loss : nil, gradientNorm: 1, learningRate: 1, isBest: false)
      if observer.observe(.didEndEpoch(report)) != .proceed { return (i + 1, observer.bestEpoch) }
    }
    return (nil, observer.bestEpoch)
  }

  @Test func waitsForItsPatience() {
    let losses = [5.0, 4, 4.5, 4.2, 3, 3.5, 3.1, 3, 2]
    #expect(epochs(losses, EarlyStopping(patience: 3)) == (8, 5))
    #expect(epochs(losses, EarlyStopping(patience: 2)) == (4, 2))
    #expect(epochs(losses, EarlyStopping(patience: 4)) == (nil, 9))
    #expect(epochs(losses, EarlyStopping(patience: 3), isValidation: false) == (8, 5))
  }

  @Test func smallImprovementsMayNotCount() {
    let losses = [5.0, 4.9, 4.8, 4.7]
    #expect(epochs(losses, EarlyStopping(patience: 2, minimumImprovement: 0.5)) == (3, 1))
    #expect(epochs(losses, EarlyStopping(patience: 2)) == (nil, 4))
  }

  @Test func aLossThatIsNoNumberIsNoImprovement() {
    #expect(epochs([.nan, .nan, 1], EarlyStopping(patience: 2)) == (2, 0))
  }
}
