import CDescentKernels

/// How the height of a cyclic schedule's cycles changes.
public enum CycleHeight: Sendable, Hashable {
  /// It stays.
  case triangular
  /// It halves from cycle to cycle.
  case triangular2
  /// It shrinks by a factor at every step.
  case exponential(Double)
}

extension Schedule {
  /// Up and down between two values along straight lines, again and again.
  ///
  ///     vₜ = a + (b − a) · h(s) · c,   h = s / up  or  (up + down − s) / down,   s = t mod (up + down)
  ///
  /// with c = 1, 2⁻ᵏ in the cycle k, or γᵗ. For a momentum that moves against the rate, `low` is the
  /// value at the start and `high` the one at the peak: ``cyclic(from:to:up:down:height:)`` from 0.9 to
  /// 0.8.
  ///
  /// - Parameters:
  ///   - low: a.
  ///   - high: b.
  ///   - up: The steps from low to high.
  ///   - down: The steps back; as many as up if nil.
  ///   - height: How the height changes from cycle to cycle.
  /// - Returns: The schedule.
  /// - SeeAlso: Smith, *Cyclical Learning Rates for Training Neural Networks* (WACV 2017). Behaviour:
  ///   torch.optim.lr_scheduler.CyclicLR, 2.15.
  /// - Precondition: At least 1 step up and 1 step down.
  public static func cyclic(
    from low: Double, to high: Double, up: Int64 = 2000, down: Int64? = nil,
    height: CycleHeight = .triangular
  ) -> Schedule {
    let down = down ?? up
    precondition(
      up >= 1 && down >= 1,
      "Schedule.cyclic: expected at least 1 step up and down, got \(up) and \(down)")
    let shape =
      switch height {
      case .triangular: ""
      case .triangular2: ", half as high each time"
      case .exponential(let factor): ", the height times \(brief(factor)) at every step"
      }
    let peak = ScheduleMark(.arrival, at: up, "the first peak")
    return Schedule(
      "between \(brief(low)) and \(brief(high)), \(up) steps up and \(down) down\(shape)",
      marks: [peak]
    ) { t in
      let place = t % (up + down)
      let height0 =
        place <= up ? Double(place) / Double(up) : Double(up + down - place) / Double(down)
      let scale =
        switch height {
        case .triangular: 1.0
        case .triangular2: dk_pow_f64(0.5, Double(t / (up + down)))
        case .exponential(let factor): dk_pow_f64(factor, Double(t))
        }
      return low + (high - low) * height0 * scale
    }
  }
}

extension ScheduleEntry {
  static let cyclic = ScheduleEntry(
    "CyclicLR", aliases: ["cyclic"],
    options: [
      "base_lr", "max_lr", "step_size_up", "step_size_down", "mode", "gamma", "scale_fn",
      "scale_mode", "cycle_momentum", "base_momentum", "max_momentum",
    ]
  ) { o, base throws(ScheduleError) in
    try o.refuseFunctions(["scale_fn"])
    let low = try o.number("base_lr", nil, .nonNegative)
    let high = try o.number("max_lr", nil, .nonNegative)
    let up = try o.steps("step_size_up", 2000)
    let down = o.isGiven("step_size_down") ? try o.steps("step_size_down", up) : up
    let gamma = try o.number("gamma", 1, .nonNegative)
    // It says what a function of the user's is given; the three modes know.
    _ = try o.choice("scale_mode", ["cycle", "iterations"])
    let height: CycleHeight =
      switch try o.choice("mode", ["triangular", "triangular2", "exp_range"]) {
      case "triangular2": .triangular2
      case "exp_range": .exponential(gamma)
      default: .triangular
      }
    func cycle(_ a: Double, _ b: Double) -> Schedule {
      .cyclic(from: a, to: b, up: up, down: down, height: height)
    }
    let least = try o.number("base_momentum", 0.8, .nonNegative)
    let greatest = try o.number("max_momentum", 0.9, .nonNegative)
    return .init(
      cycle(low, high),
      momentum: try o.flag("cycle_momentum", true) ? cycle(greatest, least) : nil)
  }
}
