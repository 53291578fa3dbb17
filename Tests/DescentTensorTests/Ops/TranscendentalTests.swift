import CDescentKernels
import Foundation
import Testing

/// The elementary functions of the kernels against Foundation's in Double (for Float) and
/// against correctly rounded values (for Double), in units in the last place.
@Suite struct TranscendentalTests {
  struct SingleFunction: Sendable, CustomTestStringConvertible {
    let name: String
    let function: @Sendable (Float) -> Float
    let reference: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  struct DoubleFunction: Sendable, CustomTestStringConvertible {
    let name: String
    let function: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  static let singles = [
    SingleFunction(name: "exp", function: { dk_exp_f32($0) }, reference: { exp($0) }),
    SingleFunction(name: "expm1", function: { dk_expm1_f32($0) }, reference: { expm1($0) }),
    SingleFunction(name: "log", function: { dk_log_f32($0) }, reference: { log($0) }),
    SingleFunction(name: "log1p", function: { dk_log1p_f32($0) }, reference: { log1p($0) }),
    SingleFunction(name: "tanh", function: { dk_tanh_f32($0) }, reference: { tanh($0) }),
    SingleFunction(
      name: "sigmoid", function: { dk_sigmoid_f32($0) },
      reference: { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) }),
    SingleFunction(
      name: "softplus", function: { dk_softplus_f32($0) },
      reference: { max($0, 0) + log1p(exp(-abs($0))) }),
    SingleFunction(name: "sin", function: { dk_sin_f32($0) }, reference: { sin($0) }),
    SingleFunction(name: "cos", function: { dk_cos_f32($0) }, reference: { cos($0) }),
  ]

  static let doubles = [
    DoubleFunction(name: "exp") { dk_exp_f64($0) },
    DoubleFunction(name: "expm1") { dk_expm1_f64($0) },
    DoubleFunction(name: "log") { dk_log_f64($0) },
    DoubleFunction(name: "log1p") { dk_log1p_f64($0) },
    DoubleFunction(name: "tanh") { dk_tanh_f64($0) },
    DoubleFunction(name: "sigmoid") { dk_sigmoid_f64($0) },
    DoubleFunction(name: "softplus") { dk_softplus_f64($0) },
    DoubleFunction(name: "sin") { dk_sin_f64($0) },
    DoubleFunction(name: "cos") { dk_cos_f64($0) },
  ]

  // MARK: Accuracy

  /// Every 16381st bit pattern (a prime, so that low bits vary) and those next to the edges.
  static let patterns: [UInt32] = {
    let edges: [Float] = [
      0, .leastNonzeroMagnitude, .leastNormalMagnitude, 0x1p-25, 0x1p-24, 0.34657359, 0.41421356,
      0.625, 0.70710678, 0.78539816, 1, 1.4142135, 1.5707964, 2, 9.0109, 17.32868, 88.37626,
      88.72284, 87.33655, 103.27893, 103.972084, 0x1p24, 1_647_099, .greatestFiniteMagnitude,
      .infinity,
    ]
    var patterns = Array(stride(from: UInt32(0), through: .max - 16_381, by: 16_381))
    for edge in edges {
      for step in -3...3 {
        let pattern = UInt32(truncatingIfNeeded: Int(edge.bitPattern) + step) & 0x7fff_ffff
        patterns += [pattern, pattern | 0x8000_0000]
      }
    }
    return patterns
  }()

  /// |actual - expected| in units in the last place of the expected value, as a Float.
  static func error(_ actual: Float, _ expected: Double) -> Double {
    let rounded = Float(expected)
    if rounded.isNaN || actual.isNaN { return rounded.isNaN == actual.isNaN ? 0 : .infinity }
    if actual == rounded { return actual.sign == rounded.sign ? 0 : .infinity }
    if rounded.isInfinite || actual.isInfinite {
      // One step beyond the largest finite number is where infinity begins.
      let steps = Int(rounded.bitPattern) - Int(actual.bitPattern)
      return Double(abs(steps))
    }
    return abs(Double(actual) - expected) / Double(rounded.ulp)
  }

  @Test(arguments: singles) func floatWithinTwoUlp(_ function: SingleFunction) {
    var worst = 0.0
    var place: Float = 0
    for pattern in Self.patterns {
      let x = Float(bitPattern: pattern)
      let found = Self.error(function.function(x), function.reference(Double(x)))
      if found > worst {
        worst = found
        place = x
      }
    }
    #expect(worst <= 2, "\(function.name)(\(place))")
    #expect(worst > 0.3, "a sweep without any rounding compares nothing")
  }

  @Test func floatPowerWithinOneUlp() {
    var worst = 0.0
    let exponents: [Float] = [2, 3, -2, 0.5, -0.5, 1.0 / 3, 0.9, 1.7, -7, 10, 0.01, 100.3, 1e4]
    for pattern in stride(from: UInt32(0), through: .max - 163_811, by: 163_811) {
      let x = Float(bitPattern: pattern)
      for y in exponents {
        worst = max(worst, Self.error(dk_pow_f32(x, y), pow(Double(x), Double(y))))
      }
    }
    #expect(worst <= 1)
  }

  /// Correctly rounded values, from Scripts/transcendental_reference.py.
  static func fixture(_ name: String) throws -> [[UInt64]] {
    let url = try #require(
      Bundle.module.url(
        forResource: "transcendental", withExtension: "json", subdirectory: "Fixtures"))
    let table = try JSONDecoder().decode([String: [String]].self, from: Data(contentsOf: url))
    return try #require(table[name]).map { row in
      var rest = row[...]
      var numbers: [UInt64] = []
      while !rest.isEmpty {
        numbers.append(try #require(UInt64(rest.prefix(16), radix: 16)))
        rest = rest.dropFirst(16)
      }
      return numbers
    }
  }

  /// The number of doubles from one to the other; 0 and -0 are apart.
  static func steps(_ a: UInt64, _ b: UInt64) -> UInt64 {
    guard a >> 63 == b >> 63 else { return .max }
    return a > b ? a - b : b - a
  }

  @Test(arguments: doubles) func doubleWithinTwoUlp(_ function: DoubleFunction) throws {
    let rows = try Self.fixture(function.name)
    #expect(rows.count > 190)
    for row in rows {
      let x = Double(bitPattern: row[0])
      let y = function.function(x)
      let distance = Self.steps(y.bitPattern, row[1])
      #expect(distance <= 2, "\(function.name)(\(x)) = \(y), not \(Double(bitPattern: row[1]))")
    }
  }

  @Test func doublePowerWithinTwoUlp() throws {
    for row in try Self.fixture("pow") {
      let (x, y) = (Double(bitPattern: row[0]), Double(bitPattern: row[1]))
      let exact = [2, 1, 0, 0.5, -1].contains(y)
      let power = dk_pow_f64(x, y)
      let distance = Self.steps(power.bitPattern, row[2])
      #expect(
        distance <= (exact ? 0 : 2), "\(x) ^ \(y) = \(power), not \(Double(bitPattern: row[2]))")
    }
  }

  // MARK: Special values

  @Test func specialValuesOfDouble() {
    let table: [(String, (Double) -> Double, [(Double, Double)])] = [
      (
        "exp", { dk_exp_f64($0) },
        [(0, 1), (-0.0, 1), (.infinity, .infinity), (-.infinity, 0), (710, .infinity), (-746, 0)]
      ),
      (
        "expm1", { dk_expm1_f64($0) },
        [(0, 0), (-0.0, -0.0), (.infinity, .infinity), (-.infinity, -1), (-50, -1)]
      ),
      (
        "log", { dk_log_f64($0) },
        [(1, 0), (0, -.infinity), (-0.0, -.infinity), (.infinity, .infinity), (-1, .nan)]
      ),
      (
        "log1p", { dk_log1p_f64($0) },
        [(0, 0), (-0.0, -0.0), (-1, -.infinity), (.infinity, .infinity), (-1.5, .nan)]
      ),
      ("tanh", { dk_tanh_f64($0) }, [(0, 0), (-0.0, -0.0), (.infinity, 1), (-.infinity, -1)]),
      ("sigmoid", { dk_sigmoid_f64($0) }, [(0, 0.5), (.infinity, 1), (-.infinity, 0)]),
      (
        "softplus", { dk_softplus_f64($0) },
        [(.infinity, .infinity), (-.infinity, 0), (1e300, 1e300)]
      ),
      ("sin", { dk_sin_f64($0) }, [(0, 0), (-0.0, -0.0), (.infinity, .nan), (-.infinity, .nan)]),
      ("cos", { dk_cos_f64($0) }, [(0, 1), (-0.0, 1), (.infinity, .nan), (-.infinity, .nan)]),
    ]
    for (name, function, rows) in table {
      for (x, expected) in rows {
        let y = function(x)
        #expect(y.bitPattern == expected.bitPattern, "\(name)(\(x)) = \(y)")
      }
      let nan = Double(bitPattern: 0xfff8_0000_0000_1234)
      #expect(function(nan).bitPattern == nan.bitPattern, "\(name) keeps a NaN")
    }
  }

  /// The same in Float: signs of zero and the canonical NaN, which the sweep does not see.
  @Test(arguments: singles) func specialValuesOfFloat(_ function: SingleFunction) {
    for x: Float in [0, -0.0, .infinity, -.infinity, -1, 1] {
      let y = function.function(x)
      let expected = Float(function.reference(Double(x)))
      if expected.isNaN {
        #expect(y.bitPattern == Float.nan.bitPattern, "\(function.name)(\(x)) = \(y)")
      } else if abs(x) != 1 {
        #expect(abs(y - expected) <= expected.ulp || y.bitPattern == expected.bitPattern)
        #expect(y.sign == expected.sign, "\(function.name)(\(x)) = \(y)")
      }
    }
    let nan = Float(bitPattern: 0xffc0_1234)
    #expect(function.function(nan).bitPattern == nan.bitPattern, "\(function.name) keeps a NaN")
    #expect(dk_exp_f32(0) == 1 && dk_log_f32(1).bitPattern == 0 && dk_tanh_f32(20) == 1)
  }

  @Test func specialPowers() {
    let values: [Double] = [
      0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, .infinity, -.infinity, .nan, 0x1p53,
      0x1p53 + 2, 0x1p52 + 1, -0x1p52 - 1, 0x1p51 + 0.5, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]
    for x in values {
      for y in values {
        let (power, expected) = (dk_pow_f64(x, y), pow(x, y))
        if expected.isNaN {
          #expect(power.isNaN, "\(x) ^ \(y) = \(power)")
        } else {
          #expect(
            Self.steps(power.bitPattern, expected.bitPattern) <= 2,
            "\(x) ^ \(y) = \(power), not \(expected)")
        }
        let (u, v) = (Float(x), Float(y))
        let error = Self.error(dk_pow_f32(u, v), pow(Double(u), Double(v)))
        #expect(error <= 1, "\(u) ^ \(v) = \(dk_pow_f32(u, v))")
      }
    }
    // Ties of x * x, which a detour over the logarithm would round either way.
    for i in 0..<1000 {
      let x = Float(4097 + 2 * i)
      #expect(dk_pow_f32(x, 2) == x * x)
      #expect(dk_pow_f32(x, 0.5) == x.squareRoot() && dk_pow_f32(x, -1) == 1 / x)
    }
  }

  @Test func oddAndEvenToTheBit() {
    var generator = Self.Xorshift()
    for _ in 0..<20_000 {
      let x = Double(bitPattern: generator.next() & 0x7fef_ffff_ffff_ffff)
      let u = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()) & 0x7f7f_ffff)
      #expect(dk_tanh_f64(-x) == -dk_tanh_f64(x) && dk_tanh_f32(-u) == -dk_tanh_f32(u))
      #expect(dk_sin_f64(-x) == -dk_sin_f64(x) && dk_sin_f32(-u) == -dk_sin_f32(u))
      #expect(dk_cos_f64(-x) == dk_cos_f64(x) && dk_cos_f32(-u) == dk_cos_f32(u))
    }
  }

  // MARK: Same bits everywhere

  struct Xorshift {
    var state: UInt64 = 88_172_645_463_325_252
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  /// Small, large, infinite and NaN, at changing places.
  static func mixed(_ count: Int) -> [Double] {
    var generator = Xorshift()
    return (0..<count).map { i in
      let bits = generator.next()
      switch i % 11 {
      case 3: return Double(bitPattern: bits)
      case 7: return i % 3 == 0 ? .infinity : .nan
      default: return (Double(bits >> 11) * 0x1p-53 - 0.5) * 40
      }
    }
  }

  @Test func arrayKernelsEqualScalarsAtEveryOffset() {
    let x = Self.mixed(150)
    let u = x.map { Float($0) }
    var y = x
    var v = u
    for offset in 0..<70 {
      let count = 150 - offset - offset % 9
      func checkDouble(
        _ kernel: (UnsafePointer<Double>?, UnsafeMutablePointer<Double>?, Int) -> Void,
        _ scalar: (Double) -> Double
      ) {
        y = x
        x.withUnsafeBufferPointer { from in
          y.withUnsafeMutableBufferPointer { to in
            kernel(from.baseAddress.map { $0 + offset }, to.baseAddress.map { $0 + offset }, count)
          }
        }
        let expected = x.indices.map {
          $0 >= offset && $0 < offset + count ? scalar(x[$0]) : x[$0]
        }
        #expect(y.map(\.bitPattern) == expected.map(\.bitPattern))
      }
      func checkFloat(
        _ kernel: (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int) -> Void,
        _ scalar: (Float) -> Float
      ) {
        v = u
        // In place.
        v.withUnsafeMutableBufferPointer { to in
          let start = to.baseAddress.map { $0 + offset }
          kernel(start.map { UnsafePointer($0) }, start, count)
        }
        let expected = u.indices.map {
          $0 >= offset && $0 < offset + count ? scalar(u[$0]) : u[$0]
        }
        #expect(v.map(\.bitPattern) == expected.map(\.bitPattern))
      }
      checkDouble(dk_sin_n_f64) { dk_sin_f64($0) }
      checkDouble(dk_cos_n_f64) { dk_cos_f64($0) }
      checkFloat(dk_sin_n_f32) { dk_sin_f32($0) }
      checkFloat(dk_cos_n_f32) { dk_cos_f32($0) }
    }
  }

  /// The bits do not depend on the processor, the compiler's options or the vector width.
  ///
  /// They are folded into one number a function (the recurrence of FNV-1a, a value at a time).
  /// Whoever changes a polynomial changes these numbers with it.
  @Test func bitsArePinned() {
    func folded(_ function: (Double, Double) -> UInt64) -> String {
      var generator = Xorshift()
      var hash: UInt64 = 14_695_981_039_346_656_037
      for i in 0..<10_000 {
        // Odd: any double at all; even: exponents from -20 to 11.
        let (a, b) = (generator.next(), generator.next())
        let near = a & 0x800f_ffff_ffff_ffff | (1003 + b % 32) << 52
        let x = Double(bitPattern: i % 2 == 1 ? a : near)
        hash = (hash ^ function(x, Double(Int64(bitPattern: b)) * 0x1p-60)) &* 1_099_511_628_211
      }
      return String(hash, radix: 16)
    }
    var found: [String: String] = [:]
    for function in Self.doubles {
      found[function.name + " f64"] = folded { x, _ in function.function(x).bitPattern }
    }
    for function in Self.singles {
      found[function.name + " f32"] = folded { x, _ in
        UInt64(function.function(Float(x)).bitPattern)
      }
    }
    found["pow f64"] = folded { dk_pow_f64($0, $1).bitPattern }
    found["pow f32"] = folded { UInt64(dk_pow_f32(Float($0), Float($1)).bitPattern) }
    found["atan2 f64"] = folded { dk_atan2_f64($0, $1).bitPattern }
    found["atan2 f32"] = folded { UInt64(dk_atan2_f32(Float($0), Float($1)).bitPattern) }
    #expect(found == Self.pinned)
  }

  static let pinned = [
    "atan2 f32": "1811e514ffa892cf",
    "atan2 f64": "d6ab42f499a5c89d",
    "cos f32": "6d2d58320d0affcf",
    "cos f64": "213be2280813adb4",
    "exp f32": "a94fc3c5e30dc295",
    "exp f64": "c1ef4a3a3e99fbf4",
    "expm1 f32": "9f62659d1c76671b",
    "expm1 f64": "629eb210215bd954",
    "log f32": "80a911f64a0ef243",
    "log f64": "5b7d63d5bf4f1439",
    "log1p f32": "99439b521871d2ba",
    "log1p f64": "9760418cc93ac1d2",
    "pow f32": "346a2e436c32eeb9",
    "pow f64": "eb956fb2b85757cb",
    "sigmoid f32": "57f5109ce3affd99",
    "sigmoid f64": "21119f81a77aa60",
    "sin f32": "751ac34598d5be5",
    "sin f64": "d1f9d18c7502d016",
    "softplus f32": "aba3c6b1567778d6",
    "softplus f64": "f53f29e61d5b29b9",
    "tanh f32": "53d74759446cacfa",
    "tanh f64": "c323ba30ad5e4b66",
  ]
}
