import CDescentKernels
import Synchronization

extension Schedule {
  /// A factor of its own for every step.
  ///
  ///     vₜ = v₀ f(1) f(2) … f(t)
  ///
  /// Behaviour: torch.optim.lr_scheduler.MultiplicativeLR, 2.15. A schedule that gives each step's
  /// factor on the start itself, torch's LambdaLR, is ``init(_:marks:_:)``.
  ///
  /// - Complexity: t factors at the step t; one when steps are asked for in their order.
  public static func multiplicative(
    from start: Double, _ description: String,
    by factor: @escaping @Sendable (_ step: Int64) -> Double
  ) -> Schedule {
    let products = RunningProduct(start)
    return Schedule("\(brief(start)), at every step times \(description)") { t in
      products.product(to: t, of: factor)
    }
  }
}

/// Remembers the product so far, which the steps to come begin with; what it says depends on the
/// step alone.
private final class RunningProduct: Sendable {
  private let start: Double
  private let latest: Mutex<(step: Int64, product: Double)>

  init(_ start: Double) {
    self.start = start
    latest = Mutex((0, start))
  }

  func product(to step: Int64, of factor: (Int64) -> Double) -> Double {
    let known = latest.withLock { $0 }
    var (t, product) = known.step <= step ? known : (0, start)
    while t < step {
      t += 1
      product *= factor(t)
    }
    let result = (step: max(step, 0), product: product)
    latest.withLock { $0 = result }
    return product
  }
}

extension ScheduleEntry {
  static let multiplicative = ScheduleEntry(
    "MultiplicativeLR", aliases: ["multiplicative"], options: ["lr_lambda"]
  ) { o, base throws(ScheduleError) in
    let factor = try o.number("lr_lambda", nil, .nonNegative)
    return .init(.exponential(from: base.rate, by: factor))
  }

  static let lambda = ScheduleEntry(
    "LambdaLR", aliases: ["lambda"], options: ["lr_lambda"]
  ) { o, base throws(ScheduleError) in
    .init(Schedule(base.rate * (try o.number("lr_lambda", nil, .nonNegative))))
  }
}
