import DescentLayers
import DescentOptimizers
import DescentPlots
import DescentTensor
import DescentTraining

/// The figures of the optimizers' articles that no formula of `descent minimize` can give; the others are
/// in `Scripts/guide-figures.sh`.
enum GuideFigure: String, CaseIterable, Sendable {
  case sam = "SAM"
  case lookahead = "Lookahead"
  case sparseAdam = "SparseAdam"
  case leastSquares = "leastSquares"
  case muonWithAdamW = "MuonWithAdamW"

  /// Whether it has the same bytes on every machine: matrix products have not.
  var isExact: Bool { self != .muonWithAdamW }

  /// The picture.
  func figure() throws -> Figure {
    switch self {
    case .sam: GuideFigure.flatness()
    case .lookahead: GuideFigure.slowWeights()
    case .sparseAdam: GuideFigure.rareRow()
    case .leastSquares: try GuideFigure.decay()
    case .muonWithAdamW: GuideFigure.network()
    }
  }

  // MARK: SAM

  /// A wide bowl with a narrow, deeper hole on the way to its middle.
  private static func holedBowl(_ x: Tensor, _ y: Tensor) -> Tensor {
    let hole = (-((x + 0.8) * 4).squared()).exp()
    return 0.3 * (x - 0.4).squared() + 0.3 * y.squared() - hole
  }

  private static func flatness() -> Figure {
    let start = Tensor([-2.6, 1.4])
    let rule = SGD(learningRate: 0.1)
    var (plain, plainState) = (start, OptimizerState())
    var (wary, waryState) = (Point2(start), OptimizerState())
    let sam = SAM(rule, rho: 0.6)
    var ways = (plain: [start.doubles], wary: [start.doubles])
    for _ in 0..<120 {
      let (_, gradient) = valueAndGradient(at: plain) { holedBowl($0[0], $0[1]) }
      plainState.update(&plain, along: gradient, using: rule)
      ways.plain.append(plain.doubles)
      sam.step(&wary, state: &waryState) { holedBowl($0.place.value[0], $0.place.value[1]) }
      ways.wary.append(wary.place.value.doubles)
    }
    let xs = places(-3, 3)
    let profile = holedBowl(Tensor(xs), Tensor(zerosLike: Tensor(xs))).doubles
    return Figure(
      "SAM and the flatter minimum",
      subtitle: "0.3 (w0 − 0.4)² + 0.3 w1² − exp(−(4 (w0 + 0.8))²); "
        + "rate 0.1, ρ 0.6, 120 steps from (−2.6, 1.4)",
      panels: [
        Panel(
          "Trajectories", x: Axis("w0"), y: Axis("w1"),
          layers: [contour(holedBowl, xs, places(-1, 2)), way(ways.plain, "SGD", 0)]
            + [way(ways.wary, "SAM(SGD)", 1)]),
        Panel(
          "The floor of the valley, w1 = 0", x: Axis("w0"), y: Axis("f"),
          layers: [
            .line(xs, profile, label: "f", color: .foreground),
            mark(ways.plain, "SGD ends", 0), mark(ways.wary, "SAM ends", 1),
          ]),
      ], columns: 2, width: 900, height: 430)
  }

  private static func mark(_ way: [[Double]], _ name: String, _ series: Int) -> DescentPlots.Layer {
    let end = way.last ?? []
    return .markers(
      [end[0]], holedBowl(Tensor([end[0]]), Tensor([end[1]])).doubles, label: name,
      color: .series(series), radius: 6)
  }

  // MARK: Lookahead

  private static func bowl(_ x: Tensor, _ y: Tensor) -> Tensor {
    0.5 * x.squared() + 10 * y.squared()
  }

  private static func slowWeights() -> Figure {
    let start = Tensor([-4.0, 1.5])
    func follow(_ rule: some Optimizer) -> (fast: [[Double]], slow: [[Double]], values: [Double]) {
      var (point, state) = (start, OptimizerState())
      var (fast, slow, values) = ([point.doubles], [point.doubles], [Double]())
      for _ in 0..<60 {
        let (value, gradient) = valueAndGradient(at: point) { bowl($0[0], $0[1]) }
        values.append(value.scalar)
        state.update(&point, along: gradient, using: rule)
        fast.append(point.doubles)
        let answer = state.evaluationWeights(of: point, using: rule).doubles
        if answer != slow.last { slow.append(answer) }
      }
      return (fast, slow, values)
    }
    // Just below 2 / 20, where it bounces from wall to wall.
    let rule = SGD(learningRate: 0.098)
    let (alone, led) = (follow(rule), follow(Lookahead(rule, every: 5, share: 0.5)))
    return Figure(
      "Lookahead around SGD", subtitle: "0.5 w0² + 10 w1²; rate 0.098, k 5, α 0.5, 60 steps",
      panels: [
        Panel(
          "Trajectories", x: Axis("w0"), y: Axis("w1"),
          layers: [
            contour(bowl, places(-5, 2), places(-2, 2)), way(alone.fast, "SGD alone", 0),
            way(led.slow, "the slow weights", 1),
          ]),
        Panel(
          "Loss", x: Axis("updates"), y: Axis("loss", scale: .logarithmic),
          layers: [
            .line(alone.values, label: "SGD alone", color: .series(0)),
            .line(led.values, label: "Lookahead(SGD)", color: .series(1)),
          ]),
      ], columns: 2, width: 900, height: 430)
  }

  // MARK: SparseAdam

  /// A row that a batch has every 40th step: a gradient of 1, and nothing in between.
  private static func rareRow() -> Figure {
    let (sparse, dense) = (SparseAdam(learningRate: 0.01), Adam(learningRate: 0.01))
    var tables = (sparse: Tensor([[1.0]]), dense: Tensor([[1.0]]))
    var states = (sparse: OptimizerState(), dense: OptimizerState())
    var rows = (sparse: [1.0], dense: [1.0])
    for step in 0..<200 {
      let isSeen = step % 40 == 0
      let seen = RowSparse(
        rows: isSeen ? [0] : [], values: .ones([isSeen ? 1 : 0, 1], dtype: .float64),
        of: [1, 1])
      states.sparse.update(&tables.sparse, along: seen, using: sparse)
      states.dense.update(&tables.dense, along: seen.dense, using: dense)
      rows.sparse.append(tables.sparse.scalar)
      rows.dense.append(tables.dense.scalar)
    }
    let seen = stride(from: 0, to: 200, by: 40).map { Double($0) }
    return Figure(
      "A row that a batch has every 40th step",
      subtitle: "its gradient is 1 then and 0 in between; rate 0.01",
      panels: [
        Panel(
          x: Axis("updates"), y: Axis("the row's weight"),
          layers: seen.map { .verticalLine(at: $0, color: .muted) } + [
            .line(rows.dense, label: "Adam on the dense gradient", color: .series(0)),
            .line(rows.sparse, label: "SparseAdam", color: .series(1)),
          ])
      ], width: 640, height: 400)
  }

  // MARK: leastSquares

  private static func decay() throws -> Figure {
    let times = (0..<24).map { Double($0) / 4 }
    let measured = times.enumerated().map { k, t in
      2.5 * Tensor([-0.8 * t]).exp().scalar + 0.4
        + 0.12 * Tensor([Double(3 * k * k % 7) - 3]).sin().scalar
    }
    let (t, y) = (Tensor(times), Tensor(measured))
    func model(_ w: Tensor, _ t: Tensor) -> Tensor { w[0] * (-(w[1] * t)).exp() + w[2] }
    let start = Tensor([1.0, 3, 0])
    let fine = places(0, 6)
    var values: [Double] = []
    var layers: [DescentPlots.Layer] = [
      .markers(times, measured, label: "measured", color: .foreground, radius: 3)
    ]
    for steps in 0...10 {
      let fit = try DescentOptimizers.leastSquares(from: start, steps: steps) { model($0, t) - y }
      values.append(fit.value)
      guard [0, 3, 6, 10].contains(steps) else { continue }
      layers.append(
        .line(
          fine, model(fit.point, Tensor(fine)).doubles,
          label: steps == 0 ? "at the start" : "after \(steps) steps",
          dash: .solid, width: steps == 10 ? 2.4 : 1.4))
    }
    return Figure(
      "leastSquares on a decay", subtitle: "a exp(−b t) + c from a = 1, b = 3, c = 0",
      panels: [
        Panel("The curve", x: Axis("t"), y: Axis("y"), layers: layers),
        Panel(
          "½ ‖r‖²", x: Axis("steps tried"), y: Axis("", scale: .logarithmic),
          layers: [.line(values, color: .series(0))]),
      ], columns: 2, width: 900, height: 400)
  }

  // MARK: MuonWithAdamW

  private static func network() -> Figure {
    func losses(_ rule: some Optimizer) -> [Double] {
      var generator = Generator(seed: 7)
      let x = Tensor.randn([128, 6], using: &generator)
      let y = (x * x).sum(axis: 1, keepingAxis: true).sin()
      var model = Sequential(
        Linear(from: 6, to: 48, using: &generator), Tanh(),
        Linear(from: 48, to: 48, using: &generator), Tanh(),
        Linear(from: 48, to: 1, using: &generator))
      var state = OptimizerState()
      return (0..<300).map { _ in
        let (value, gradients) = valueAndGradient(at: model) { meanSquaredError($0(x), y) }
        state.update(&model, along: gradients, using: rule)
        return value.scalar
      }
    }
    let muon = Muon(learningRate: .cosine(from: 0.02, to: 0, over: 300), weightDecay: 0)
    let adamW = AdamW(learningRate: .cosine(from: 3e-3, to: 0, over: 300))
    return Figure(
      "A network with Muon for its matrices",
      subtitle: "6, 48, 48, 1 with tanh on 128 examples; Muon from 0.02, AdamW from 0.003",
      panels: [
        Panel(
          x: Axis("updates"), y: Axis("mean squared error", scale: .logarithmic),
          layers: [
            .line(losses(adamW), label: "AdamW for all", color: .series(0)),
            .line(
              losses(MuonWithAdamW(muon: muon, adamW: adamW)), label: "MuonWithAdamW",
              color: .series(1)),
          ])
      ], width: 640, height: 400)
  }

  // MARK: What they share

  private static func places(_ low: Double, _ high: Double) -> [Double] {
    (0...120).map { low + (high - low) * Double($0) / 120 }
  }

  private static func contour(
    _ function: (Tensor, Tensor) -> Tensor, _ xs: [Double], _ ys: [Double]
  ) -> DescentPlots.Layer {
    let values = function(
      Tensor(ys.flatMap { _ in xs }), Tensor(ys.flatMap { y in xs.map { _ in y } }))
    return .contour(x: xs, y: ys, values: values.doubles, levels: .linear(14))
  }

  private static func way(_ points: [[Double]], _ name: String, _ series: Int) -> DescentPlots.Layer
  {
    .trajectory(
      points.map { $0[0] }, points.map { $0[1] }, label: name, color: .series(series))
  }
}

/// A place in the plane as a model.
private struct Point2: Module {
  var place: Parameter

  init(_ place: Tensor) { self.place = Parameter(place) }

  mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("place", &place) }
}
