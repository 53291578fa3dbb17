import DescentOptimizers
import Foundation
import Testing

/// Torch's schedulers, step by step.
@Suite struct ScheduleReferenceTests {
  /// One of torch's schedulers with options, and the rate that some steps use.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let schedule: String
    let options: [String: Option]
    let base_lr: Double
    let base_momentum: Double?
    let metric: [Double]?
    let steps: [Int64]
    let lr: [Double]
    let momentum: [Double]?

    var testDescription: String { id }

    var start: ScheduleStart { ScheduleStart(rate: base_lr, momentum: base_momentum) }
    var specification: ScheduleSpecification { Self.specification(schedule, options) }

    private static func specification(
      _ name: String, _ options: [String: Option]
    ) -> ScheduleSpecification {
      var result = ScheduleSpecification(name)
      for (name, option) in options {
        switch option {
        case .value(let value): result.options[name] = value
        case .schedules(let parts):
          result.schedules = parts.map { specification($0.name, $0.options) }
        }
      }
      return result
    }
  }

  /// An option's value, or the schedulers within one.
  enum Option: Decodable, Sendable {
    struct Part: Decodable, Sendable {
      let name: String
      let options: [String: Option]
      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        name = try container.decode(String.self)
        options = try container.decode([String: Option].self)
      }
    }
    case value(OptionValue)
    case schedules([Part])

    init(from decoder: any Decoder) throws {
      if let parts = try? [Part](from: decoder), !parts.isEmpty {
        self = .schedules(parts)
      } else {
        self = .value(try OptionValue(from: decoder))
      }
    }
  }

  static func read<Value: Decodable>(_ name: String) -> [Value] {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name).json")
    guard let data = try? Data(contentsOf: url) else { return [] }
    return (try? JSONDecoder().decode([Value].self, from: data)) ?? []
  }

  static let cases: [Case] = read("schedules")

  /// How far a rate may be from torch's, which multiplies its way from step to step.
  static func isNear(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * abs(b)
  }

  @Test func allCasesAreThere() { #expect(Self.cases.count == 52) }

  @Test(arguments: cases) func givesTorchsRates(_ reference: Case) throws {
    var lr: [Double]
    var momentum: [Double]?
    if let metric = reference.metric {
      var plateau = try reference.specification.makePlateau(from: reference.start)
      #expect(reference.specification.isPlateau)
      lr = []
      for value in metric {
        lr.append(plateau.rate)
        plateau.observe(value)
      }
      lr = reference.steps.map { lr[Int($0)] }
    } else {
      let rates = try reference.specification.makeRates(from: reference.start)
      lr = reference.steps.map { rates.learningRate($0) }
      momentum = rates.momentum.map { line in reference.steps.map { line($0) } }
      // Written and read again it is the same.
      let text = reference.specification.description
      let again = try ScheduleSpecification(parsing: text)
      let lr2 = try again.makeRates(from: reference.start).learningRate
      #expect(reference.steps.map { lr2($0) } == lr, "\(text)")
    }
    #expect((momentum == nil) == (reference.momentum == nil))
    for (i, step) in reference.steps.enumerated() {
      #expect(Self.isNear(lr[i], reference.lr[i], 1e-9), "step \(step): \(lr[i])")
      if let momentum, let expected = reference.momentum {
        #expect(Self.isNear(momentum[i], expected[i], 1e-9), "step \(step): \(momentum[i])")
      }
    }
  }

  // MARK: Bit patterns

  struct Bits: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let lr: String
    let momentum: String?
    var testDescription: String { name }

    static func numbers(_ digits: String) throws -> [Double] {
      try stride(from: 0, to: digits.count, by: 16).map { start in
        let first = digits.index(digits.startIndex, offsetBy: start)
        return try Double(hexadecimal: digits[first..<digits.index(first, offsetBy: 16)])
      }
    }
  }

  static let bits: [Bits] = read("schedules-61")

  /// The same schedules by their Swift names.
  private static let schedules: [String: ScheduledRates] = [
    "StepLR(step_size=7,gamma=0.5)": .init(.step(from: 0.1, by: 0.5, every: 7)),
    "MultiStepLR([5,5,20],0.3)": .init(.multiStep(from: 0.1, by: 0.3, at: [5, 5, 20])),
    "ConstantLR(1/3,5)": .init(.held(0.1)),
    "LinearLR(1/3->1,5)": .init(.linear(from: 0.1 / 3, to: 0.1, over: 5)),
    "ExponentialLR(0.93)": .init(.exponential(from: 0.1, by: 0.93)),
    "PolynomialLR(30,2)": .init(.polynomial(from: 0.1, power: 2, over: 30)),
    "CosineAnnealingLR(20,1e-3)": .init(.cosine(from: 0.1, to: 1e-3, over: 20)),
    "CosineAnnealingWarmRestarts(7,2,1e-4)": .init(
      .cosineRestarts(from: 0.1, to: 1e-4, every: 7, growing: 2)),
    "CyclicLR(triangular)": .init(
      .cyclic(from: 1e-3, to: 0.1, up: 8, down: 5),
      momentum: .cyclic(from: 0.9, to: 0.8, up: 8, down: 5)),
    "CyclicLR(triangular2)": .init(
      .cyclic(from: 1e-3, to: 0.1, up: 8, height: .triangular2),
      momentum: .cyclic(from: 0.9, to: 0.8, up: 8, height: .triangular2)),
    "CyclicLR(exp_range)": .init(
      .cyclic(from: 1e-3, to: 0.1, up: 8, height: .exponential(0.97)),
      momentum: .cyclic(from: 0.9, to: 0.8, up: 8, height: .exponential(0.97))),
    "OneCycleLR(cos)": .init(
      .oneCycle(peak: 0.5, over: 61), momentum: .oneCycleMomentum(over: 61)),
    "OneCycleLR(linear,3phase)": .init(
      .oneCycle(peak: 0.5, over: 61, annealing: .linear, hasThreePhases: true),
      momentum: .oneCycleMomentum(over: 61, annealing: .linear, hasThreePhases: true)),
    "LambdaLR(1/(1+t))": .init(Schedule("0.1 / (1 + step)") { 0.1 / (1 + Double($0)) }),
    "MultiplicativeLR(0.95)": .init(.multiplicative(from: 0.1, "0.95") { _ in 0.95 }),
    "SequentialLR([Linear5,Cos20],[5])": .init(
      .linear(from: 0.01, to: 0.1, over: 5).then(.cosine(from: 0.1, over: 20), at: 5)),
    "ChainedScheduler([Constant,Exp])": .init(
      .held(0.1, by: 0.1, over: 4) * .exponential(from: 1, by: 0.9)),
    "SWALR(0.05,10,cos)": .init(.averaging(from: 0.1, to: 0.05)),
  ]

  @Test func allBitPatternsAreThere() {
    #expect(Self.bits.count == 19)
    #expect(Set(Self.schedules.keys).isSubset(of: Self.bits.map(\.name)))
    #expect(Self.schedules.count == 18)
  }

  @Test(arguments: bits) func staysWithin1e13OfTorch(_ reference: Bits) throws {
    let expected = try Bits.numbers(reference.lr)
    guard let rates = Self.schedules[reference.name] else {
      // The one that follows a metric: 1, 1/2, … down to a tenth, where it stays.
      #expect(reference.name == "ReduceLROnPlateau(patience=3,cooldown=2)")
      var plateau = ReduceOnPlateau(rate: 0.1, patience: 3, cooldown: 2)
      var lr = [plateau.rate]
      for t in 0..<60 {
        plateau.observe(max(1 / (1 + Double(t)), 0.1))
        lr.append(plateau.rate)
      }
      #expect(lr == expected)
      return
    }
    let momentum = try reference.momentum.map(Bits.numbers)
    #expect((momentum == nil) == (rates.momentum == nil))
    for t in expected.indices {
      let lr = rates.learningRate(Int64(t))
      #expect(Self.isNear(lr, expected[t], 1e-13), "step \(t): \(lr), not \(expected[t])")
      if let momentum, let value = rates.momentum?(Int64(t)) {
        #expect(Self.isNear(value, momentum[t], 1e-13), "step \(t): \(value), not \(momentum[t])")
      }
    }
  }
}
