import CDescentKernels
import DescentTensor
import Testing

/// Each kernel in each vector form against its equations for one element at a time: on zeros,
/// denormal, huge, infinite and undefined numbers, any length, any alignment of an element.
@Suite("Kernels against their scalar references", .serialized)
struct ScalarReferenceTests {
  // MARK: the references

  static func sgd<T: BitwiseComparable>(_ c: dk_sgd, _ p: inout T, _ g: T, _ b: inout T) {
    var g = T(c.sign) * g
    if c.weightDecay != 0 { g = g + T(c.weightDecay) * p }
    if c.hasMomentum != 0 {
      b = c.isFirst != 0 ? g : b * T(c.momentum) + T(1 - c.dampening) * g
      g = c.nesterov != 0 ? g + T(c.momentum) * b : b
    }
    p = p + T(-c.lr) * g
  }

  static func adam<T: BitwiseComparable>(
    _ c: dk_adam, _ p: inout T, _ g: T, _ slots: inout [T]
  ) {
    var (m, v, x) = (slots[0], slots[1], slots[2])
    var g = T(c.sign) * g
    if c.isCoupled != 0 { g = g + T(c.weightDecay) * p }
    let w = T(c.oneMinusBeta1)
    m = c.oneMinusBeta1 < 0.5 ? m + w * (g - m) : g - (g - m) * (1 - w)
    v = v * T(c.beta2) + (T(c.oneMinusBeta2) * g) * g
    if c.amsgrad != 0 { x = x.isNaN || v.isNaN ? .nan : Swift.max(x, v) }
    let root = (c.amsgrad != 0 ? x : v).squareRoot() / T(c.root) + T(c.epsilon)
    p = p * T(c.keep) + (T(-c.stepSize) * m) / root
    slots = [m, v, x]
  }

  // MARK: configurations

  static let sgdConfigurations: [dk_sgd] = {
    var all: [dk_sgd] = []
    for decay in [0, 0.1] {
      for sign in [1.0, -1] {
        all.append(make(sign, decay, momentum: 0, first: 0, nesterov: 0))
        for first in [0, 1] as [Int32] {
          for nesterov in [0, 1] as [Int32] {
            all.append(make(sign, decay, momentum: 0.9, first: first, nesterov: nesterov))
          }
        }
      }
    }
    return all

    func make(
      _ sign: Double, _ decay: Double, momentum: Double, first: Int32, nesterov: Int32
    ) -> dk_sgd {
      dk_sgd(
        sign: sign, lr: 0.01, weightDecay: decay, momentum: momentum,
        dampening: nesterov != 0 ? 0 : 0.3, hasMomentum: momentum != 0 ? 1 : 0, isFirst: first,
        nesterov: nesterov)
    }
  }()

  static let adamConfigurations: [dk_adam] = [0.9, 0.5, 0.4, 0].flatMap { (beta1: Double) in
    [0, 1].flatMap { (coupled: Int32) in
      [0, 1].map { (amsgrad: Int32) in
        dk_adam(
          sign: amsgrad != 0 ? -1 : 1, keep: coupled != 0 ? 1 : 0.999, weightDecay: 0.1,
          oneMinusBeta1: 1 - beta1, beta2: 0.97, oneMinusBeta2: 1 - 0.97, stepSize: 0.01,
          root: 0.4, epsilon: coupled != 0 ? 1e-8 : 0, isCoupled: coupled, amsgrad: amsgrad)
      }
    }
  }

  // MARK: runs

  static let lengths = Array(0...70) + [1000]

  @Test func sgdInFloat32() {
    check(Float.self, Self.sgdConfigurations) { c, n, p, g, s in
      dk_sgd_f32(c, dk_run(p, g, [s[0]], n))
    } reference: { c, p, g, s in
      Self.sgd(c, &p, g, &s[0])
    }
  }

  @Test func sgdInFloat64() {
    check(Double.self, Self.sgdConfigurations) { c, n, p, g, s in
      dk_sgd_f64(c, dk_run(p, g, [s[0]], n))
    } reference: { c, p, g, s in
      Self.sgd(c, &p, g, &s[0])
    }
  }

  @Test func adamInFloat32() {
    check(Float.self, Self.adamConfigurations) { c, n, p, g, s in
      dk_adam_f32(c, dk_run(p, g, [s[0], s[1], s[2]], n))
    } reference: { c, p, g, s in
      Self.adam(c, &p, g, &s)
    }
  }

  @Test func adamInFloat64() {
    check(Double.self, Self.adamConfigurations) { c, n, p, g, s in
      dk_adam_f64(c, dk_run(p, g, [s[0], s[1], s[2]], n))
    } reference: { c, p, g, s in
      Self.adam(c, &p, g, &s)
    }
  }

  /// Runs the kernel from an address that is a multiple of an element's size only, and the reference
  /// over copies, with the elements before and after as witnesses that nothing else is written.
  func check<T: BitwiseComparable, Coefficients>(
    _ type: T.Type, _ configurations: [Coefficients],
    kernel: (
      Coefficients, Int, UnsafeMutableRawPointer, UnsafeRawPointer, [UnsafeMutableRawPointer]
    ) -> Void,
    reference: (Coefficients, inout T, T, inout [T]) -> Void
  ) {
    defer { dk_force_form(Int32(DK_FORM_BEST)) }
    var generator = TestGenerator(state: 11)
    var offset = 0
    for (k, c) in configurations.enumerated() {
      for n in Self.lengths {
        offset = (offset + 1) % 5
        // Parameter, gradient, three slots; the second moments are not negative.
        let before: [[T]] = (0..<5).map { slot in
          (0..<n + offset + 1).map { _ in
            let value = Self.value(&generator, T.self)
            return slot >= 3 ? value.magnitude : value
          }
        }
        var after = before
        for i in offset..<offset + n {
          var slots = [after[2][i], after[3][i], after[4][i]]
          reference(c, &after[0][i], after[1][i], &slots)
          (after[2][i], after[3][i], after[4][i]) = (slots[0], slots[1], slots[2])
        }
        for form in DK_FORM_SSE2...Int(dk_widest_form()) {
          dk_force_form(Int32(form))
          let memory = before.map { elements in
            let copy = UnsafeMutableBufferPointer<T>.allocate(capacity: elements.count)
            _ = copy.initialize(from: elements)
            return copy
          }
          defer { memory.forEach { $0.deallocate() } }
          let pointers = memory.compactMap { $0.baseAddress }.map {
            UnsafeMutableRawPointer($0 + offset)
          }
          kernel(c, n, pointers[0], UnsafeRawPointer(pointers[1]), Array(pointers[2...]))
          for slot in 0..<5 {
            let difference = firstDifference(Array(memory[slot]), after[slot])
            #expect(
              difference == nil, "configuration \(k), length \(n), form \(form), array \(slot)")
          }
        }
      }
    }
  }

  private static func value<T: BitwiseComparable>(
    _ generator: inout TestGenerator, _ type: T.Type
  ) -> T {
    let sign: T = generator.next() % 2 == 0 ? 1 : -1
    switch generator.next() % 24 {
    case 0: return sign * 0
    case 1: return sign * .leastNonzeroMagnitude * T(generator.next() % 1000)
    case 2: return sign * .greatestFiniteMagnitude * T(generator.uniform())
    case 3: return sign * .infinity
    case 4: return .nan
    case 5: return sign * .leastNormalMagnitude
    default: return T(generator.uniform() * 4 - 2)
    }
  }
}

extension dk_run {
  /// Elements with some slots.
  init(
    _ weights: UnsafeMutableRawPointer, _ gradient: UnsafeRawPointer,
    _ slots: [UnsafeMutableRawPointer], _ count: Int
  ) {
    func at(_ k: Int) -> UnsafeMutableRawPointer? { k < slots.count ? slots[k] : nil }
    self.init(
      weights: weights, gradient: gradient, slots: (at(0), at(1), at(2), at(3), at(4), at(5)),
      count: count)
  }
}
