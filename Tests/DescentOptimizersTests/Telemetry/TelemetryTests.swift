import CDescentKernels
import DescentOptimizers
import DescentTensor
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("What an update says of itself", .serialized)
struct TelemetryTests {
  /// A matrix, a vector, and one of which not all is looked at.
  static let smallShapes: [Shape] = [[37, 50], [7], [4_500]]
  /// With a piece and a bit.
  static let shapes: [Shape] = smallShapes + [[17_003]]
  /// With one that threads share.
  static let shapesWithLarge = shapes + [[40_123]]

  static func tensors(
    _ seed: UInt64, _ dtype: DType, _ shapes: [Shape] = TelemetryTests.shapes
  ) -> [Tensor] {
    shapes.enumerated().map { randomTensor($1, dtype, seed: seed + 100 * UInt64($0)) }
  }

  /// Muon is for matrices; the rule of two has it.
  static let rules = OptimizerCatalog.names.filter { $0 != "Muon" }

  @Test("Norms are those of the tensors before and after, and no bit moves", arguments: rules)
  func norms(name: String) throws {
    try check(OptimizerCatalog.rule(named: name).init())
  }

  private func check<Rule: Optimizer>(_ rule: Rule) throws {
    for dtype in [DType.float32, .float64] {
      let isLong = rule is SGD || rule is AdamW || rule is LAMB
      let shapes = isLong ? Self.shapes : Self.smallShapes
      var (measured, plain) = (Self.tensors(1, dtype, shapes), Self.tensors(1, dtype, shapes))
      var (state, plainState) = (OptimizerState(), OptimizerState())
      var telemetry = Telemetry()
      for step in 0..<2 {
        let gradients = Self.tensors(UInt64(10 + step), dtype, shapes)
        let before = measured
        state.update(&measured, along: gradients, using: rule, telemetry: &telemetry)
        plainState.update(&plain, along: gradients, using: rule)
        #expect(telemetry.step == Int64(step))
        for i in measured.indices {
          #expect(measured[i].hasSameBits(as: plain[i]), "tensor \(i) at step \(step)")
          let known = try #require(telemetry.parameters[i])
          let moved = zip(measured[i].doubles, before[i].doubles).map { $0 - $1 }
          let close = dtype == .float32 ? 2e-6 : 1e-11
          #expect(known.count == measured[i].count)
          #expect(isNear(known.updateNorm, norm(moved), close), "tensor \(i) at step \(step)")
          #expect(isNear(known.parameterNorm, norm(measured[i].doubles), close))
          #expect(isNear(known.gradientNorm, norm(gradients[i].doubles), close))
        }
      }
      for slot in rule.slots {
        for i in measured.indices {
          let (a, b) = (state.buffer(slot, at: i), plainState.buffer(slot, at: i))
          #expect(try #require(a).hasSameBits(as: #require(b)), "\(slot) of tensor \(i)")
        }
      }
    }
  }

  private func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  private func isNear(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * abs(b)
  }

  /// The elements at which a second moment is looked at: in one block of 64 out of four.
  private func sample(_ count: Int) -> [Int] {
    guard count > 4096 else { return Array(0..<count) }
    return (0..<count).filter { i in
      let piece = i / 16_384 * 16_384
      let block = (i - piece) / 64
      let isWhole = piece + (block + 1) * 64 <= count
      let chosen = (UInt32(block / 4) &* 0x9E37_79B1) >> 30
      return !isWhole || block % 4 == Int(chosen)
    }
  }

  @Test(
    "Adam's second moment is that of its buffer",
    arguments: [
      Adam(epsilon: 0.05), Adam(epsilon: 0.05, amsgrad: true), Adam(epsilon: 0),
      Adam(beta2: 0.9, epsilon: 0.05, weightDecay: 0.1),
      Adam(beta1: 0.4, epsilon: 0.01, epsilonPlacement: .beforeCorrection),
    ])
  func adam(rule: Adam) throws {
    for dtype in [DType.float32, .float64] {
      var (tensors, state, telemetry) = (Self.tensors(1, dtype), OptimizerState(), Telemetry())
      for step in 0..<3 {
        let gradients = Self.tensors(UInt64(10 + step), dtype)
        state.update(&tensors, along: gradients, using: rule, telemetry: &telemetry)
        let correction = (1 - pow(rule.beta2(0), Double(step + 1))).squareRoot()
        let isAfter = rule.epsilonPlacement == .afterCorrection
        let ε = rule.epsilon(0) / (isAfter ? 1 : correction)
        for i in tensors.indices {
          let slot = rule.amsgrad ? "max_exp_avg_sq" : "exp_avg_sq"
          let v = try #require(state.buffer(slot, at: i)).doubles
          let known = try #require(telemetry.parameters[i]?.secondMoment)
          let looked = sample(v.count)
          let roots = looked.map { v[$0].squareRoot() / correction }
          let g = gradients[i].doubles
          let squares = zip(looked, roots).map { pow(g[$0] / max($1, ε), 2) }
          let ratio = (squares.reduce(0, +) / Double(looked.count)).squareRoot()
          let close = dtype == .float32 ? 2e-6 : 1e-11
          #expect(known.count == looked.count, "tensor \(i)")
          #expect(isNear(known.gradientRatio, ratio, close), "tensor \(i)")
          #expect(isNear(known.leastRoot, roots.min() ?? 0, close), "tensor \(i)")
          #expect(isNear(known.greatestRoot, roots.max() ?? 0, close), "tensor \(i)")
          // One element may lie within a rounding of ε.
          let below = Double(roots.count { $0 < ε }) / Double(roots.count)
          #expect(
            abs(try #require(known.belowEpsilon) - below) <= 1 / Double(roots.count), "tensor \(i)")
          #expect(ε == 0 || below > 0 || step > 0 || roots.count < 100)
        }
      }
    }
  }

  @Test("Every rule's ratio of a constant gradient is what its mean of squares makes of it")
  func constantGradient() throws {
    for row in RuleRow.all { try check(row.rule, row.secondMoment, row.name) }
    try check(Muon(), .none, "Muon", [9, 10])
    try check(Adafactor(), .none, "Adafactor")
    try check(MuonWithAdamW(), .corrected, "MuonWithAdamW")
    try check(Lookahead(Adam()), .corrected, "Lookahead")
    try check(Adam().except(where: { _ in false }) { _ in }, .corrected, "groups")
    try check(SparseAdam(), .corrected, "SparseAdam")
    // v is (1 − β₂) t g² where it starts at 0.
    try check(
      Yogi(initialAccumulatorValue: 0),
      .ratio { ((1 - pow(0.999, $0)) / (0.001 * $0)).squareRoot() }, "Yogi from 0")
  }

  private func check(
    _ rule: some Optimizer, _ moment: RuleRow.Moment, _ name: String, _ shape: Shape = [90]
  ) throws {
    var (w, state, telemetry) = (
      randomTensor(shape, .float64, seed: 1), OptimizerState(), Telemetry()
    )
    let g = randomTensor(shape, .float64, seed: 2) + 2
    for t in 1...3 {
      state.update(&w, along: g, using: rule, telemetry: &telemetry)
      let known = try #require(telemetry["0"])
      switch moment {
      case .none: #expect(known.secondMoment == nil, "\(name)")
      case .other: #expect(known.secondMoment != nil, "\(name)")
      case .ratio(let expected):
        let found = try #require(known.secondMoment, "\(name)")
        #expect(isNear(found.gradientRatio, expected(Double(t)), 1e-5), "\(name)")
        #expect((found.belowEpsilon == nil) == (name == "AdamAtan2"), "\(name)")
      }
    }
  }

  /// Adam as a stranger's rule, which is measured from outside.
  struct Outside: Optimizer {
    var adam: Adam
    var learningRate: Schedule {
      get { adam.learningRate }
      set { adam.learningRate = newValue }
    }
    var slots: [String] { adam.slots }
    func update(_ parameter: borrowing ParameterUpdate) { adam.update(parameter) }
    func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
      adam.secondMoment(of: parameter)
    }
  }

  @Test("What Adam's kernel measures is what a second pass does")
  func fused() {
    // The mean is written in two ways, on either side of β₁ = ½.
    for (beta1, amsgrad) in [(0.8, false), (0.8, true), (0.3, false)] {
      for dtype in [DType.float32, .float64] {
        let rule = Adam(
          beta1: Schedule(beta1), epsilon: 0.1, weightDecay: 0.01, amsgrad: amsgrad)
        #expect(measured(rule, dtype) == measured(Outside(adam: rule), dtype))
      }
    }
  }

  private func measured(_ rule: some Optimizer, _ dtype: DType) -> [[UpdateStatistics?]] {
    let shapes = Self.shapesWithLarge
    var (tensors, state, telemetry) = (
      Self.tensors(1, dtype, shapes), OptimizerState(), Telemetry()
    )
    return (0..<2).map { step in
      let gradients = Self.tensors(UInt64(10 + step), dtype, shapes)
      state.update(&tensors, along: gradients, using: rule, telemetry: &telemetry)
      return telemetry.parameters
    }
  }

  @Test("The bits depend neither on the vectors' width nor on the threads")
  func formsAndThreads() async {
    await #expect(processExitsWith: .success) {
      let rules: [any Optimizer] = [AdamW(), SGD(momentum: 0.9), NAdam(), LAMB()]
      for rule in rules {
        for dtype in [DType.float32, .float64] {
          var all: [[[UpdateStatistics?]]] = []
          for form in DK_FORM_SSE2...Int(dk_widest_form()) {
            for threads in 1...2 {
              dk_force_form(Int32(form))
              Threads.count = threads
              all.append(TelemetryTests().measured(rule, dtype))
            }
          }
          #expect(all.allSatisfy { $0 == all[0] })
        }
      }
    }
  }

  @Test("Small tensors that move together are measured as each alone")
  func manySmall() {
    let forms = SmallTensorsTests.forms
    let rules: [any Optimizer] = [AdamW(), RMSprop(), AdamW().frozen { $0.shape[0] == 9 }]
    for rule in rules {
      var (tensors, state, telemetry) = (
        SmallTensorsTests.tensors(1), OptimizerState(), Telemetry()
      )
      let gradients = SmallTensorsTests.tensors(2)
      for _ in 0..<2 {
        state.update(&tensors, along: gradients, using: rule, telemetry: &telemetry)
      }
      let start = SmallTensorsTests.tensors(1)
      for i in stride(from: 2, to: forms.count, by: 7) {
        var (alone, own) = (start[i], OptimizerState())
        var ownTelemetry = Telemetry()
        for _ in 0..<2 {
          own.update(&alone, along: gradients[i], using: rule, telemetry: &ownTelemetry)
        }
        #expect(telemetry.parameters[i] == ownTelemetry.parameters[0], "tensor \(i)")
      }
    }
  }

  @Test("Parameters that stay are not measured, and go by their paths")
  func whichParameters() throws {
    var model = OptimizerStateTests.Model()
    var (state, telemetry) = (OptimizerState(), Telemetry())
    #expect(telemetry.step == nil && telemetry["bias"] == nil)
    let gradients = valueAndGradient(at: model) { $0.bias.value.sum() }.gradient
    state.update(
      &model, along: gradients, using: Adam(), unreached: .skip, telemetry: &telemetry)
    #expect(telemetry.paths == ["part.weight", "bias"])
    #expect(telemetry["part.weight"] == nil && telemetry["bias"] != nil)
    #expect(telemetry.updateNorm == telemetry["bias"]?.updateNorm)
    #expect(telemetry["bias"]?.clipHits == nil)
    var frozen = OptimizerState()
    frozen.update(
      &model, along: gradients, using: Adam().frozen { $0.path == "bias" }, telemetry: &telemetry)
    #expect(telemetry["part.weight"]?.updateNorm == 0 && telemetry["bias"] == nil)
    // The same value for tensors of other lengths.
    var (w, other) = (randomTensor([90_000], .float32, seed: 1), OptimizerState())
    other.update(&w, along: w, using: SGD(), telemetry: &telemetry)
    #expect(telemetry.parameters.count == 1 && telemetry["0"]?.count == 90_000)
    #expect(telemetry["0"]?.secondMoment == nil)
    // No elements.
    var (none, noneState) = (Tensor.zeros([0]), OptimizerState())
    noneState.update(&none, along: none, using: AdamW(), telemetry: &telemetry)
    #expect(telemetry["0"]?.updateNorm == 0 && telemetry["0"]?.secondMoment == nil)
  }

  @Test("What was clipped is counted by parameter")
  func clipHits() throws {
    var model = OptimizerStateTests.Model()
    var gradients = valueAndGradient(at: model) { $0.loss() }.gradient
    gradients.values[0] = Tensor(repeating: 0.5, shape: [3, 5], dtype: .float32)
    gradients.values[1] = Tensor([0.5, 2, -3, 0, 0, 0, 1], dtype: .float32)
    var (state, telemetry) = (OptimizerState(), Telemetry())
    var transforms = GradientTransforms(ClipByValue(1), ClipByAverageNorm(0.2))
    let reports = try state.update(
      &model, along: gradients, using: SGD(), transforms: &transforms, telemetry: &telemetry)
    #expect(telemetry.transforms == reports && reports[0].hits == 2)
    #expect(reports[0].parameterHits == [0, 2])
    // ‖g‖ / n of the first is 0.5 √15 / 15 = 0.129, of the second √3.25 / 7 = 0.258.
    #expect(reports[1].parameterHits == [0, 1])
    #expect(telemetry["part.weight"]?.clipHits == 0 && telemetry["bias"]?.clipHits == 3)
    #expect(isNear(try #require(telemetry["bias"]).gradientNorm, 0.2 * 7, 1e-6))
    var global = GradientTransforms(ClipByGlobalNorm(0.1))
    try state.update(
      &model, along: gradients, using: SGD(), transforms: &global, telemetry: &telemetry)
    #expect(telemetry["part.weight"]?.clipHits == 1 && telemetry["bias"]?.clipHits == 1)
    var skip = GradientTransforms(SkipIfNotFinite())
    gradients.values[0] = Tensor(repeating: .nan, shape: [3, 5], dtype: .float32)
    let before = telemetry.parameters.map { $0?.updateNorm }
    try state.update(
      &model, along: gradients, using: SGD(), transforms: &skip, telemetry: &telemetry)
    #expect(telemetry.parameters.map { $0?.updateNorm } == before && telemetry.step == 1)
  }

  @Test("Shares of the roots are those of the sorted roots, to a factor of √2")
  func quantiles() throws {
    for count in [1000, 30_000] {
      var w = Tensor.zeros([count], dtype: .float64)
      // From 1e-6 to 1, even in the logarithm.
      let g = Tensor(
        (0..<count).map { (k: Int) -> Double in
          let place = Double(k &* 7919 % count) / Double(count)
          return pow(10, -6 * place)
        }, shape: [count])
      var (state, telemetry) = (OptimizerState(), Telemetry())
      state.update(&w, along: g, using: Adam(), telemetry: &telemetry)
      let known = try #require(telemetry["0"]?.secondMoment)
      for share in [0, 0.1, 0.5, 0.9, 1] {
        let expected = pow(10, -6 * (1 - share))
        let ratio = known.root(atShare: share) / expected
        #expect(ratio > 0.6 && ratio < 1.7, "\(share) of \(count): \(ratio)")
      }
      #expect(known.histogram.reduce(0, +) == (count == 1000 ? 1000 : known.histogram.reduce(0, +)))
    }
  }

  @Test("What is not a number is said")
  func notANumber() throws {
    var (w, state, telemetry) = (
      randomTensor([300], .float32, seed: 1), OptimizerState(), Telemetry()
    )
    var g = randomTensor([300], .float32, seed: 2)
    g.withUnsafeMutableElements(as: Float.self) { $0[77] = .nan }
    state.update(&w, along: g, using: AdamW(), telemetry: &telemetry)
    let known = try #require(telemetry["0"])
    #expect(known.updateNorm.isNaN && known.parameterNorm.isNaN && known.gradientNorm.isNaN)
    #expect(try #require(known.secondMoment).gradientRatio.isNaN)
  }
}
