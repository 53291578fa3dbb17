import DescentOptimizers
import DescentTensor
import Testing

@Suite("Transforms of gradients")
struct TransformTests {
  /// Gradients of `TwoLayers` with every number replaced.
  private func gradients(_ dtype: DType = .float32, _ number: (Int, Int) -> Double) -> Gradients {
    var gradients = TwoLayers(dtype).gradients()
    for i in gradients.values.indices {
      let value = gradients.values[i]
      gradients.values[i] = Tensor(
        (0..<value.count).map { number(i, $0) }, shape: value.shape, dtype: dtype)
    }
    return gradients
  }

  private func norm(_ values: [Tensor]) -> Double {
    values.reduce(0) { $0 + $1.doubles.reduce(0) { $0 + $1 * $1 } }.squareRoot()
  }

  @Test("Tied parameters count once, and stay equal under noise")
  func ties() {
    var model = TwoLayers(.float64)
    model.second = model.first
    let tied = model
    var gradients = valueAndGradient(at: tied) {
      ($0.first.value * $0.second.value).sum() + $0.firstBias.value.sum()
    }.gradient
    // 2 w for the twelve tied weights, 1 for the four of the bias.
    let expected = (4 * tied.first.value.squared().sum().scalar + 4).squareRoot()
    #expect(abs(gradients.norm - expected) < 1e-14)
    var noise = GradientNoise(variance: 1, using: Generator(seed: 5))
    _ = noise.apply(to: &gradients, of: tied, step: 0)
    #expect(firstDifference(gradients.values[0], gradients.values[2]) == nil)
    #expect(abs(gradients.norm - expected) > 1e-3)
  }

  @Test("Adaptive clipping keeps the direction of rows whose squares overflow")
  func adaptiveOverflow() throws {
    var gradients = gradients(.float64) { _, j in j % 2 == 0 ? 1e200 : -1e200 }
    var model = TwoLayers(.float64)
    model.first.value = Tensor(repeating: 0.5, shape: [3, 4], dtype: .float64)
    _ = try AdaptiveClip(0.1).apply(to: &gradients, of: model, step: 0)
    // ‖w‖ = 1, so ‖g‖ becomes 0.1 in each row of four.
    for (j, x) in gradients.values[0].doubles.enumerated() {
      #expect(abs(x - (j % 2 == 0 ? 0.05 : -0.05)) < 1e-16)
    }
  }

  // MARK: The global norm

  @Test(
    "The norm of finite gradients is finite, whatever their size",
    arguments: [
      (DType.float32, 1e20), (.float32, 3e38), (.float32, 1e-40), (.float64, 1e200),
      (.float64, 1e-200), (.float64, 1e300),
    ])
  func norms(dtype: DType, size: Double) {
    let gradients = gradients(dtype) { _, _ in size }
    let expected = Double(gradients.values[0].doubles[0]) * 26.0.squareRoot()
    #expect(abs(gradients.norm / expected - 1) < 1e-14)
  }

  @Test(
    "Gradients of 1e20 are clipped, not zeroed",
    arguments: [
      (DType.float32, 1e20, 1.0), (.float32, 3e38, 1e-3), (.float64, 1e200, 1),
      (.float64, 1e308, 1),
    ])
  func hugeGradients(dtype: DType, size: Double, limit: Double) throws {
    var gradients = gradients(dtype) { i, j in (i + j) % 2 == 0 ? size : -size }
    let report = try ClipByGlobalNorm(limit).apply(to: &gradients, of: TwoLayers(dtype), step: 0)
    #expect(report.hits == 1)
    #expect(abs(norm(gradients.values) / limit - 1) < 1e-6)
    #expect(gradients.values[0].doubles[0] > 0 && gradients.values[0].doubles[1] < 0)
  }

  @Test("Clipping multiplies by c / (‖g‖ + 1e-6), as torch does")
  func globalNorm() throws {
    var gradients = gradients { i, j in i == 0 ? [3, 4][j % 2] : 0 }
    // ‖g‖² = 6 (9 + 16).
    let factor = 2 / (150.0.squareRoot() + 1e-6)
    let expected = gradients.values.map { $0 * factor }
    let report = try ClipByGlobalNorm(2).apply(to: &gradients, of: TwoLayers(), step: 0)
    #expect(sameBits(gradients.values, expected))
    var wanted = TransformReport(
      "ClipByGlobalNorm", hits: 1, norm: 150.0.squareRoot(), factor: factor)
    wanted.parameterHits = [1, 1, 1, 1]
    #expect(report == wanted)
    let before = gradients.values
    let quiet = try ClipByGlobalNorm(2.5).apply(to: &gradients, of: TwoLayers(), step: 0)
    #expect(sameBits(gradients.values, before) && quiet.hits == 0 && quiet.factor == 1)
  }

  static let clips: [@Sendable (NotFinitePolicy) -> any GradientTransform] = [
    { ClipByGlobalNorm(1, notFinite: $0) }, { ClipByValue(1, notFinite: $0) },
    { ClipByAverageNorm(1, notFinite: $0) }, { AdaptiveClip(notFinite: $0) },
    { ZClip(notFinite: $0) },
  ]

  @Test("A value that is not finite is named or skipped, never hidden", arguments: 0..<5)
  func notFinite(clip: Int) throws {
    for bad in [Double.infinity, -.infinity, .nan] {
      let start = gradients { i, j in i == 2 && j == 5 ? bad : 1 }
      var gradients = start
      var failing = Self.clips[clip](.fail)
      #expect(throws: GradientError.notFinite(parameter: "second.weight", step: 7)) {
        _ = try failing.apply(to: &gradients, of: TwoLayers(), step: 7)
      }
      var skipping = Self.clips[clip](.skip)
      let report = try skipping.apply(to: &gradients, of: TwoLayers(), step: 7)
      #expect(report.skipsUpdate && sameBits(gradients.values, start.values))
    }
    #expect(
      GradientError.notFinite(parameter: "second.weight", step: 7).description
        == "the gradient of second.weight is not finite at step 7")
  }

  @Test("A negative limit, none and no number are refused")
  func limits() async {
    await #expect(processExitsWith: .failure) { _ = ClipByGlobalNorm(-1) }
    await #expect(processExitsWith: .failure) { _ = ClipByGlobalNorm(.nan) }
    await #expect(processExitsWith: .failure) { _ = ClipByValue(-1) }
    await #expect(processExitsWith: .failure) { _ = ClipByAverageNorm(0) }
    await #expect(processExitsWith: .failure) { _ = AdaptiveClip(-0.01) }
  }

  // MARK: Other clips

  @Test("Clipping by value counts the elements outside")
  func value() throws {
    var gradients = gradients { i, j in i == 1 ? [-3, -0.5, 0.5, 2][j] : 1 }
    let report = try ClipByValue(1).apply(to: &gradients, of: TwoLayers(), step: 0)
    #expect(gradients.values[1].doubles == [-1, -0.5, 0.5, 1])
    #expect(gradients.values[0].doubles.allSatisfy { $0 == 1 })
    #expect(report.hits == 2)
  }

  @Test("Clipping by average norm: g c / max(c, ‖g‖ / n), each parameter by itself")
  func averageNorm() throws {
    // ‖g‖/n is 3/√12 ≈ 0.87, 1.5, 3/√8 ≈ 1.06 and 3/√2 ≈ 2.1.
    var gradients = gradients(.float64) { _, _ in 3 }
    let report = try ClipByAverageNorm(1.2).apply(to: &gradients, of: TwoLayers(.float64), step: 0)
    #expect(report.hits == 2)
    #expect(gradients.values[0].doubles.allSatisfy { $0 == 3 })
    #expect(gradients.values[1].doubles.allSatisfy { abs($0 - 3 * 1.2 / 1.5) < 1e-15 })
    #expect(gradients.values[2].doubles.allSatisfy { $0 == 3 })
    #expect(
      gradients.values[3].doubles.allSatisfy { abs($0 - 1.2 * 2.0.squareRoot()) < 1e-14 })
  }

  @Test("Adaptive clipping goes by rows of a matrix, and takes a vector as a whole")
  func adaptive() throws {
    var model = TwoLayers(.float64)
    model.first.value = Tensor(
      (0..<12).map { [2, 0, 1e-9][$0 / 4] }, shape: [3, 4], dtype: .float64)
    model.firstBias.value = Tensor(onesLike: model.firstBias.value)
    var gradients = gradients(.float64) { i, j in i == 0 ? [0.01, 0.01, 1][j / 4] : i == 1 ? 1 : 0 }
    let report = try AdaptiveClip(0.1).apply(to: &gradients, of: model, step: 0)
    // Row norms of the weights: 4, 0 and 2e-9, the last two below 1e-3; of the gradient: 0.02, 0.02, 2.
    let rows = gradients.values[0].doubles
    #expect(rows[..<4].allSatisfy { $0 == 0.01 })
    #expect(rows[4..<8].allSatisfy { abs($0 - 0.01 * 1e-4 / 0.02) < 1e-18 })
    #expect(rows[8...].allSatisfy { abs($0 - 1e-4 / 2) < 1e-18 })
    // ‖w‖ = 2 and ‖g‖ = 2.
    #expect(gradients.values[1].doubles.allSatisfy { abs($0 - 0.1) < 1e-16 })
    #expect(report.hits == 3)
    var spared = self.gradients(.float64) { _, _ in 100 }
    let only = try AdaptiveClip(where: { $0.path == "second.bias" })
      .apply(to: &spared, of: model, step: 0)
    #expect(only.hits == 1 && spared.values[0].doubles.allSatisfy { $0 == 100 })
  }

  @Test("ZClip starts from the first norms, and pulls back what stands out of them")
  func zClip() throws {
    var clip = ZClip(decay: 0.9, threshold: 2, warmUp: 2, epsilon: 0)
    func step(_ norm: Double) throws -> (Double, TransformReport) {
      var gradients = gradients(.float64) { i, j in i == 0 && j == 0 ? norm : 0 }
      let report = try clip.apply(to: &gradients, of: TwoLayers(.float64), step: 0)
      return (gradients.values[0].doubles[0], report)
    }
    #expect(try step(1).0 == 1)
    #expect(clip.mean == nil)
    #expect(try step(3).0 == 3)
    // μ = 2, σ = 1.
    #expect(clip.mean == 2 && clip.variance == 1)
    #expect(try step(3).1.hits == 0)
    // μ = 2.1, σ² = 0.9 + 0.1 · 0.9².
    #expect(clip.mean.map { abs($0 - 2.1) < 1e-15 } == true)
    #expect(abs(clip.variance - 0.981) < 1e-15)
    let σ = 0.981.squareRoot()
    let z = (10 - 2.1) / σ
    let expected = 2.1 + 4 / z * σ
    let (clipped, report) = try step(10)
    #expect(abs(clipped - expected) < 1e-14 && report.hits == 1)
    let μ = 0.9 * 2.1 + 0.1 * expected
    #expect(clip.mean.map { abs($0 - μ) < 1e-14 } == true)
    #expect(abs(clip.variance - (0.9 * 0.981 + 0.1 * (expected - μ) * (expected - μ))) < 1e-14)
  }

  // MARK: Others

  @Test("Centralization takes the mean off every output of a matrix only")
  func centralize() {
    var gradients = gradients(.float64) { _, j in Double(j) }
    let report = Centralize().apply(to: &gradients, of: TwoLayers(.float64), step: 0)
    let row = [-1.5, -0.5, 0.5, 1.5]
    #expect(gradients.values[0].doubles == row + row + row)
    #expect(gradients.values[1].doubles == [0, 1, 2, 3])
    #expect(gradients.values[2].doubles == [-0.5, 0.5, -0.5, 0.5, -0.5, 0.5, -0.5, 0.5])
    #expect(report.hits == 2)
  }

  @Test("Noise has the variance η / (1 + t)^γ, and comes from the generator")
  func noise() {
    var transform = GradientNoise(variance: 4, decay: 0.5, using: Generator(seed: 3))
    var gradients = gradients(.float64) { _, _ in 1 }
    _ = transform.apply(to: &gradients, of: TwoLayers(.float64), step: 255)
    var generator = Generator(seed: 3)
    // 4 / √256 = 0.5².
    for value in gradients.values {
      let noise = Tensor.normal(
        value.shape, standardDeviation: 0.5, dtype: .float64, using: &generator)
      #expect(firstDifference(value, noise + Tensor(onesLike: value)) == nil)
    }
    var again = self.gradients(.float64) { _, _ in 1 }
    _ = transform.apply(to: &again, of: TwoLayers(.float64), step: 255)
    #expect(!sameBits(again.values, gradients.values))
  }

  @Test("Skipping ends in an error when it goes on")
  func skip() throws {
    var transforms = GradientTransforms(SkipIfNotFinite(atMost: 2), ClipByGlobalNorm(1))
    var model = TwoLayers()
    let start = model.values
    var state = OptimizerState()
    let bad = gradients { i, j in i == 1 && j == 0 ? .nan : 1 }
    func step(_ gradients: Gradients) throws -> [TransformReport] {
      try state.update(
        &model, along: gradients, using: SGD(learningRate: 1), transforms: &transforms)
    }
    for _ in 0..<2 {
      let reports = try step(bad)
      #expect(reports.map(\.transform) == ["SkipIfNotFinite"])
    }
    #expect(state.step == 0 && sameBits(model.values, start))
    let good = gradients { _, _ in 1 }
    #expect(try step(good).map(\.hits) == [0, 1])
    #expect(state.step == 1)
    #expect(
      sameBits(
        model.values, start.map { $0 - Tensor(onesLike: $0) * (1 / (26.0.squareRoot() + 1e-6)) })
    )
    _ = try step(bad)
    _ = try step(bad)
    let error = GradientError.skippedTooOften(times: 3, parameter: "first.bias", step: 1)
    #expect(throws: error) { _ = try step(bad) }
    #expect(
      error.description
        == "3 steps in a row had a gradient that is not finite, the last of them step 1 in first.bias"
    )
  }
}
