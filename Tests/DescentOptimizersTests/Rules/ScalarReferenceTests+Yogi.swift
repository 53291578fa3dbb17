import CDescentKernels
import Testing

/// Yogi's equations for one element.
extension ScalarReferenceTests {
  static func yogi<T: BitwiseComparable>(
    _ c: dk_yogi, _ p: inout T, _ g: T, _ slots: inout [T]
  ) {
    var g = T(c.sign) * g
    if c.isCoupled != 0 { g = g + T(c.weightDecay) * p }
    let m = T(c.oneMinusBeta1) * g + T(c.beta1) * slots[0]
    let (v, square) = (slots[1], g * g)
    // The sign of a difference that is not a number is 0; of two infinities the product is none.
    let sign: T = v - square > 0 ? 1 : v - square < 0 ? -1 : 0
    let next = v - (T(c.oneMinusBeta2) * sign) * square
    let root = (next / T(c.correction2)).squareRoot() + T(c.epsilon)
    p = p * T(c.keep) + T(-c.lr) * ((m / T(c.correction1)) / root)
    slots = [m, next, slots[2]]
  }

  @Test func yogi() {
    let all = [0, 1].flatMap { (coupled: Int32) in
      [0.9, 0.4, 0].map { beta1 in
        dk_yogi(
          sign: coupled == 0 ? -1 : 1, keep: coupled == 0 ? 0.999 : 1, weightDecay: 0.1, lr: 0.01,
          beta1: beta1, oneMinusBeta1: 1 - beta1, oneMinusBeta2: 0.03, correction1: 0.3,
          correction2: 0.2, epsilon: coupled == 0 ? 1e-3 : 0, isCoupled: coupled)
      }
    }
    check(Float.self, all) { c, n, p, g, s in
      dk_yogi_f32(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.yogi(c, &p, g, &s)
    }
    check(Double.self, all) { c, n, p, g, s in
      dk_yogi_f64(c, dk_run(p, g, [s[0], s[1]], n))
    } reference: { c, p, g, s in
      Self.yogi(c, &p, g, &s)
    }
  }
}
