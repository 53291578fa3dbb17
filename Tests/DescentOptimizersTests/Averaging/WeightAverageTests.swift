import DescentOptimizers
import DescentTensor
import Testing

@Suite("Averages of weights, and sums of gradients")
struct WeightAverageTests {
  /// One parameter of two numbers.
  struct Pair: Module {
    var weights: Parameter
    init(_ a: Double, _ b: Double) { weights = Parameter(Tensor([a, b])) }
    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("weights", &weights)
    }
    var numbers: [Double] { weights.value.doubles }
  }

  // MARK: Accumulation

  /// The gradient of the mean of (w₀ x + w₁ − y)² over some examples, all whole numbers.
  private func gradients(_ model: Pair, _ range: Range<Int>) -> Gradients {
    let x = Tensor(range.map { Double($0 % 5) })
    let y = Tensor(range.map { Double($0 * 3 % 7) })
    return valueAndGradient(at: model) {
      (($0.weights.value[0] * x + $0.weights.value[1]) - y).squared().mean()
    }.gradient
  }

  @Test("Windows have the gradient of the large batch, to the bit, short last one included")
  func accumulation() throws {
    let model = Pair(3, -2)
    var accumulator = Accumulator(steps: 4)
    var windows: [Gradients] = []
    // Windows of 4 + 4 + 4 + 4 examples, and of 4 + 2 + 2.
    let batches = [0..<4, 4..<8, 8..<12, 12..<16, 16..<20, 20..<22, 22..<24]
    for batch in batches {
      let window = accumulator.add(gradients(model, batch), weight: Double(batch.count))
      if let window { windows.append(window) }
    }
    #expect(windows.count == 1 && accumulator.pending == 3)
    let rest = accumulator.flush()
    windows.append(try #require(rest))
    let nothing = accumulator.flush()
    #expect(accumulator.pending == 0 && nothing == nil)
    #expect(sameBits(windows[0].values, gradients(model, 0..<16).values))
    #expect(sameBits(windows[1].values, gradients(model, 16..<24).values))
  }

  @Test("Without weights a short window is still a mean")
  func unweighted() throws {
    var accumulator = Accumulator(steps: 4)
    let gradients = self.gradients(Pair(1, 1), 0..<8)
    for _ in 0..<2 {
      let early = accumulator.add(gradients)
      #expect(early == nil)
    }
    let window = accumulator.flush()
    #expect(sameBits(try #require(window).values, gradients.values))
    _ = accumulator.add(gradients, weight: 0)
    let empty = accumulator.flush()
    #expect(empty == nil)
  }

  // MARK: Averages

  /// torch 2.15's lerp in float64, in the same order.
  private func lerp(_ a: Double, _ b: Double, _ w: Double) -> Double {
    w < 0.5 ? w * (b - a) + a : b - (b - a) * (1 - w)
  }

  static let models = [Pair(1, -1), Pair(0.3, 7), Pair(1e-3, 0.1), Pair(-5, 0.7), Pair(2, 3)]

  @Test("The exponential average copies, then takes steps of 1 − β", arguments: [0.9, 0.3])
  func exponential(decay: Double) {
    var average = ExponentialAverage(decay: decay)
    var expected = Self.models[0].numbers
    for (i, model) in Self.models.enumerated() {
      average.update(with: model)
      if i > 0 {
        expected = zip(expected, model.numbers).map { lerp($0, $1, 1 - decay) }
      }
      #expect(average.values[0].doubles == expected)
    }
    #expect(average.updates == 5)
  }

  @Test("With its bias corrected it is the weighted mean")
  func corrected() {
    var average = ExponentialAverage(decay: 0.9, isBiasCorrected: true)
    for (t, model) in Self.models.enumerated() {
      average.update(with: model)
      for k in 0..<2 {
        var (sum, total, weight) = (0.0, 0.0, 1.0)
        for model in Self.models[...t].reversed() {
          sum += weight * model.numbers[k]
          total += weight
          weight *= 0.9
        }
        #expect(abs(average.values[0].doubles[k] - sum / total) < 1e-14)
      }
    }
  }

  @Test("The stochastic average is the mean")
  func stochastic() {
    var average = StochasticAverage()
    var expected = Self.models[0].numbers
    for (n, model) in Self.models.enumerated() {
      average.update(with: model)
      if n > 0 {
        expected = zip(expected, model.numbers).map { lerp($0, $1, 1 / Double(n + 1)) }
      }
      #expect(average.values[0].doubles == expected)
    }
    for k in 0..<2 {
      let mean = Self.models.reduce(0) { $0 + $1.numbers[k] } / 5
      #expect(abs(average.values[0].doubles[k] - mean) < 1e-15)
    }
  }

  @Test("Averages are put into a model, or exchanged with it and back")
  func swapping() {
    var average = StochasticAverage()
    average.update(with: Pair(1, 2))
    average.update(with: Pair(3, 6))
    var model = Pair(10, 20)
    #expect(average.applied(to: model).numbers == [2, 4])
    #expect(model.numbers == [10, 20])
    average.swap(with: &model)
    #expect(model.numbers == [2, 4] && average.values[0].doubles == [10, 20])
    average.swap(with: &model)
    #expect(model.numbers == [10, 20] && average.values[0].doubles == [2, 4])
    average.apply(to: &model)
    #expect(model.numbers == [2, 4] && average.values[0].doubles == [2, 4])
  }

  @Test("Another model is refused")
  func otherModel() async {
    await #expect(processExitsWith: .failure) {
      var average = StochasticAverage()
      average.update(with: Pair(1, 2))
      average.update(with: TwoLayers())
    }
    await #expect(processExitsWith: .failure) {
      _ = StochasticAverage().applied(to: Pair(1, 2))
    }
  }
}
