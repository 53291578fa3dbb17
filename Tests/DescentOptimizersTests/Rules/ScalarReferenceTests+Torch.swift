import CDescentKernels
import Testing

/// The equations of torch's other rules for one element, and configurations that take every branch.
extension ScalarReferenceTests {
  /// The gradient with its sign and the weight decay that is added to it.
  private static func gradient<T: BitwiseComparable>(
    _ sign: Double, _ g: T, _ decay: Double, _ p: T
  ) -> T {
    let g = T(sign) * g
    return decay == 0 ? g : g + T(decay) * p
  }

  private static func mean<T: BitwiseComparable>(_ m: T, _ g: T, _ weight: Double) -> T {
    weight < 0.5 ? m + T(weight) * (g - m) : g - (g - m) * (1 - T(weight))
  }

  /// 0 and 0.1.
  private static let decays = [0.0, 0.1]

  // MARK: Adadelta, Adagrad

  static func adadelta<T: BitwiseComparable>(
    _ c: dk_adadelta, _ p: inout T, _ g: T, _ slots: inout [T]
  ) {
    let g = gradient(c.sign, g, c.weightDecay, p)
    slots[0] = slots[0] * T(c.rho) + (T(c.oneMinusRho) * g) * g
    let delta =
      (slots[1] + T(c.epsilon)).squareRoot() / (slots[0] + T(c.epsilon)).squareRoot() * g
    slots[1] = slots[1] * T(c.rho) + (T(c.oneMinusRho) * delta) * delta
    p = p + T(-c.lr) * delta
  }

  @Test func adadelta() {
    let all = Self.decays.map {
      dk_adadelta(
        sign: $0 == 0 ? -1 : 1, lr: 0.7, weightDecay: $0, rho: 0.9, oneMinusRho: 0.1,
        epsilon: 1e-6)
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_adadelta_f32(c, dk_run(p, g, [s[1], s[2]], n))
    } reference: { c, p, g, s in
      Self.sliced(&s) { Self.adadelta(c, &p, g, &$0) }
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_adadelta_f64(c, dk_run(p, g, [s[1], s[2]], n))
    } reference: { c, p, g, s in
      Self.sliced(&s) { Self.adadelta(c, &p, g, &$0) }
    }
  }

  static func adagrad<T: BitwiseComparable>(
    _ c: dk_adagrad, _ p: inout T, _ g: T, _ s: inout T
  ) {
    let g = gradient(c.sign, g, c.weightDecay, p)
    s = s + g * g
    p = p + (T(-c.stepSize) * g) / (s.squareRoot() + T(c.epsilon))
  }

  @Test func adagrad() {
    let all = Self.decays.map {
      dk_adagrad(sign: $0 == 0 ? -1 : 1, weightDecay: $0, stepSize: 0.01, epsilon: $0 * 1e-8)
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_adagrad_f32(c, dk_run(p, g, [s[1]], n))
    } reference: { c, p, g, s in
      Self.adagrad(c, &p, g, &s[1])
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_adagrad_f64(c, dk_run(p, g, [s[1]], n))
    } reference: { c, p, g, s in
      Self.adagrad(c, &p, g, &s[1])
    }
  }

  // MARK: Adamax, NAdam, RAdam

  static func adamax<T: BitwiseComparable>(
    _ c: dk_adamax, _ p: inout T, _ g: T, _ slots: inout [T]
  ) {
    let g = gradient(c.sign, g, c.weightDecay, p)
    slots[0] = mean(slots[0], g, c.oneMinusBeta1)
    let (kept, size) = (slots[1] * T(c.beta2), g.magnitude + T(c.epsilon))
    slots[1] = kept.isNaN || size.isNaN ? .nan : Swift.max(kept, size)
    p = p + (T(-c.stepSize) * slots[0]) / slots[1]
  }

  @Test func adamax() {
    let all = Self.decays.flatMap { decay in
      [0.1, 0.5, 0.8].map {
        dk_adamax(
          sign: decay == 0 ? -1 : 1, weightDecay: decay, oneMinusBeta1: $0, beta2: 0.97,
          epsilon: decay * 1e-7, stepSize: 0.02)
      }
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_adamax_f32(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.adamax(c, &p, g, &s)
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_adamax_f64(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.adamax(c, &p, g, &s)
    }
  }

  static func nadam<T: BitwiseComparable>(
    _ c: dk_nadam, _ p: inout T, _ g: T, _ slots: inout [T]
  ) {
    let g = gradient(c.sign, g, c.isCoupled != 0 ? c.weightDecay : 0, p)
    p = p * T(c.keep)
    slots[0] = mean(slots[0], g, c.oneMinusBeta1)
    slots[1] = slots[1] * T(c.beta2) + (T(c.oneMinusBeta2) * g) * g
    let root = (slots[1] / T(c.correction2)).squareRoot() + T(c.epsilon)
    p = p + (T(-c.gradientStep) * g) / root
    p = p + (T(-c.momentStep) * slots[0]) / root
  }

  @Test func nadam() {
    let all = [0, 1].flatMap { (coupled: Int32) in
      [0.1, 0.5, 0.8].map {
        dk_nadam(
          sign: coupled == 0 ? -1 : 1, keep: coupled == 0 ? 0.999 : 1, weightDecay: 0.1,
          oneMinusBeta1: $0, beta2: 0.97, oneMinusBeta2: 0.03, correction2: 0.3, epsilon: 1e-8,
          gradientStep: 0.01, momentStep: 0.02, isCoupled: coupled)
      }
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_nadam_f32(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.nadam(c, &p, g, &s)
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_nadam_f64(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.nadam(c, &p, g, &s)
    }
  }

  static func radam<T: BitwiseComparable>(
    _ c: dk_radam, _ p: inout T, _ g: T, _ slots: inout [T]
  ) {
    let g = gradient(c.sign, g, c.isCoupled != 0 ? c.weightDecay : 0, p)
    slots[0] = mean(slots[0], g, c.oneMinusBeta1)
    slots[1] = slots[1] * T(c.beta2) + (T(c.oneMinusBeta2) * g) * g
    var step = slots[0] / T(c.correction1) * T(c.lr)
    if c.isRectified != 0 {
      let adaptive = 1 / (slots[1].squareRoot() + T(c.epsilon)) * T(c.root)
      step = step * adaptive * T(c.rectification)
    }
    p = p * T(c.keep) - step
  }

  @Test func radam() {
    let all = [0, 1].flatMap { (coupled: Int32) in
      [0, 1].flatMap { (rectified: Int32) in
        [0.1, 0.8].map {
          dk_radam(
            sign: coupled == 0 ? -1 : 1, keep: coupled == 0 ? 0.999 : 1, weightDecay: 0.1,
            oneMinusBeta1: $0, beta2: 0.97, oneMinusBeta2: 0.03, correction1: 0.3, lr: 0.01,
            root: 0.4, epsilon: 1e-8, rectification: 0.7, isCoupled: coupled,
            isRectified: rectified)
        }
      }
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_radam_f32(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.radam(c, &p, g, &s)
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_radam_f64(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.radam(c, &p, g, &s)
    }
  }

  // MARK: ASGD, RMSprop, Rprop

  static func asgd<T: BitwiseComparable>(_ c: dk_asgd, _ p: inout T, _ g: T, _ a: inout T) {
    let g = gradient(c.sign, g, c.weightDecay, p)
    p = p * T(c.keep) + T(-c.eta) * g
    a = c.mu == 1 ? p : a + (p - a) * T(c.mu)
  }

  @Test func asgd() {
    let all = Self.decays.flatMap { decay in
      [1, 0.25].map {
        dk_asgd(
          sign: decay == 0 ? -1 : 1, weightDecay: decay, keep: 0.999, eta: 0.01, mu: $0)
      }
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_asgd_f32(c, dk_run(p, g, [s[0]], n))
    } reference: { c, p, g, s in
      Self.asgd(c, &p, g, &s[0])
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_asgd_f64(c, dk_run(p, g, [s[0]], n))
    } reference: { c, p, g, s in
      Self.asgd(c, &p, g, &s[0])
    }
  }

  static func rmsprop<T: BitwiseComparable>(
    _ c: dk_rmsprop, _ p: inout T, _ g: T, _ slots: inout [T]
  ) {
    let g = gradient(c.sign, g, c.weightDecay, p)
    slots[1] = slots[1] * T(c.rho) + (T(c.oneMinusRho) * g) * g
    var variance = slots[1]
    if c.isCentered != 0 {
      slots[0] = mean(slots[0], g, c.oneMinusRho)
      variance = slots[1] - slots[0] * slots[0]
      if c.floor > 0, variance < T(c.floor) * slots[1] { variance = T(c.floor) * slots[1] }
    }
    let root = variance.squareRoot() + T(c.epsilon)
    if c.hasMomentum != 0 {
      slots[2] = slots[2] * T(c.momentum) + (root == 0 ? 0 : g / root)
      p = p + T(-c.lr) * slots[2]
    } else {
      p = p + (root == 0 ? 0 : T(-c.lr) * g / root)
    }
  }

  @Test func rmsprop() {
    let all = Self.decays.flatMap { decay in
      [0, 1].flatMap { (momentum: Int32) in
        [(0, 0.1, 0), (1, 0.1, 0), (1, 0.1, 0.2), (1, 0.6, 0.2)].map {
          (centered: Int32, weight: Double, floor: Double) in
          dk_rmsprop(
            sign: decay == 0 ? -1 : 1, lr: 0.01, weightDecay: decay, rho: 1 - weight,
            oneMinusRho: weight, epsilon: decay * 1e-7, floor: floor > 0 ? floor : -.infinity,
            momentum: 0.9, isCentered: centered, hasMomentum: momentum)
        }
      }
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_rmsprop_f32(c, dk_run(p, g, c.hasMomentum != 0 ? [s[1], s[2], s[0]] : [s[1], s[0]], n))
    } reference: { c, p, g, s in
      Self.rmsprop(c, &p, g, &s)
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_rmsprop_f64(c, dk_run(p, g, c.hasMomentum != 0 ? [s[1], s[2], s[0]] : [s[1], s[0]], n))
    } reference: { c, p, g, s in
      Self.rmsprop(c, &p, g, &s)
    }
  }

  static func rprop<T: BitwiseComparable>(
    _ c: dk_rprop, _ p: inout T, _ g: T, _ slots: inout [T]
  ) {
    var g = T(c.sign) * g
    let agreement = g * slots[0]
    var step = slots[1]
    if agreement > 0 { step *= T(c.etaPlus) }
    if agreement < 0 { (step, g) = (step * T(c.etaMinus), 0) }
    if step < T(c.least) { step = T(c.least) }
    if step > T(c.greatest) { step = T(c.greatest) }
    // torch's sign of what is not a number is 0.
    p = p - (g > 0 ? 1 : g < 0 ? -1 : 0) * step
    slots = [g, step, slots[2]]
  }

  @Test func rprop() {
    let all = [1.0, -1].map {
      dk_rprop(sign: $0, etaMinus: 0.5, etaPlus: 1.2, least: 0.01, greatest: 1.5)
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_rprop_f32(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.rprop(c, &p, g, &s)
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_rprop_f64(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.rprop(c, &p, g, &s)
    }
  }

  static func sparseAdam<T: BitwiseComparable>(
    _ c: dk_sparse_adam, _ p: inout T, _ g: T, _ slots: inout [T]
  ) {
    let g = T(c.sign) * g
    slots[0] += (g - slots[0]) * T(c.oneMinusBeta1)
    slots[1] += (g * g - slots[1]) * T(c.oneMinusBeta2)
    p += T(-c.stepSize) * (slots[0] / (slots[1].squareRoot() + T(c.epsilon)))
  }

  @Test func sparseAdam() {
    let all = [1.0, -1].map {
      dk_sparse_adam(
        sign: $0, oneMinusBeta1: 0.1, oneMinusBeta2: 0.03, stepSize: 0.02, epsilon: 1e-8)
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_sparse_adam_f32(c, dk_run(p, g, [s[1], s[2]], n))
    } reference: { c, p, g, s in
      Self.sliced(&s) { Self.sparseAdam(c, &p, g, &$0) }
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_sparse_adam_f64(c, dk_run(p, g, [s[1], s[2]], n))
    } reference: { c, p, g, s in
      Self.sliced(&s) { Self.sparseAdam(c, &p, g, &$0) }
    }
  }

  /// Lends the second and the third slot, which are not negative.
  private static func sliced<T>(_ slots: inout [T], _ body: (inout [T]) -> Void) {
    var two = Array(slots[1...])
    body(&two)
    slots.replaceSubrange(1..., with: two)
  }
}
