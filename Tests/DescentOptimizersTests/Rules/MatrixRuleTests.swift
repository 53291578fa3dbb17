import DescentOptimizers
import DescentTensor
import Foundation
import Testing

/// Trajectories of the rules that look at a matrix as a whole, whose sums libraries add up in
/// different orders.
@Suite("Rules for matrices: Adafactor, Muon and Muon with AdamW")
struct MatrixRuleTests {
  struct Reference: Decodable {
    struct Case: Decodable {
      let name: String
      let options: [String: OptionValue]
      let dtype: String
      let after: [String: String]
      let slots: [String: [String: String]]
    }
    let shapes: [[Int]]
    let start: [String: String]
    let gradients: [String: [String]]
    let cases: [Case]

    init(reading rule: String) throws {
      let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(rule).json")
      self = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    }
  }

  private func numbers(_ digits: String, _ dtype: String) throws -> Tensor {
    func all<T: BitwiseComparable>(_ type: T.Type) throws -> [T] {
      var rest = digits[...]
      return try (0..<digits.count / T.digits).map { _ in
        defer { rest = rest.dropFirst(T.digits) }
        return try T(hexadecimal: rest.prefix(T.digits))
      }
    }
    return dtype == "float32" ? Tensor(try all(Float.self)) : Tensor(try all(Double.self))
  }

  private func tensors(_ digits: String, _ reference: Reference, _ dtype: String) throws
    -> [Tensor]
  {
    let flat = try numbers(digits, dtype)
    let pieces = flat.split(lengths: reference.shapes.map { $0.reduce(1, *) })
    return zip(pieces, reference.shapes).map { $0.reshaped(to: $1) }
  }

  /// The greatest difference of two tensors, relative to the second's greatest element.
  private func distance(_ a: Tensor, _ b: Tensor) -> Double {
    (a - b).abs().max().scalar / max(b.abs().max().scalar, .leastNormalMagnitude)
  }

  /// Goes every configuration's way; the greatest distances of parameters and of buffers.
  func follow(_ rule: String, _ this: Reference.Case, _ reference: Reference) throws -> (
    parameters: Double, buffers: Double
  ) {
    let optimizer = try OptimizerSpecification(rule, this.options).makeOptimizer()
    var state = OptimizerState()
    var parameters = try tensors(try #require(reference.start[this.dtype]), reference, this.dtype)
    var (greatest, compared) = (0.0, 0)
    for (step, digits) in try #require(reference.gradients[this.dtype]).enumerated() {
      state.update(
        &parameters, along: try tensors(digits, reference, this.dtype), using: optimizer)
      guard let wanted = this.after["\(step + 1)"] else { continue }
      for (ours, torch) in zip(parameters, try tensors(wanted, reference, this.dtype)) {
        greatest = max(greatest, distance(ours, torch))
        compared += 1
      }
    }
    #expect(compared == 6 * reference.shapes.count)
    var buffers = 0.0
    for (slot, values) in this.slots {
      for (position, digits) in values {
        let ours = try #require(state.buffer(slot, at: Int(position) ?? -1))
        buffers = max(buffers, distance(ours.flattened, try numbers(digits, this.dtype)))
      }
    }
    return (greatest, buffers)
  }

  @Test("Adafactor takes torch's way within a few roundings")
  func adafactor() throws {
    let reference = try Reference(reading: "Adafactor")
    #expect(reference.cases.count == 10)
    for this in reference.cases {
      let (parameters, buffers) = try follow("Adafactor", this, reference)
      let bound = this.dtype == "float32" ? 1e-6 : 1e-13
      #expect(parameters <= bound && buffers <= bound, "\(this.name), \(this.dtype)")
    }
  }

  @Test("Adafactor keeps a row and a column of a matrix, and all of a vector")
  func adafactorSlots() throws {
    let rule = Adafactor()
    var state = OptimizerState()
    var parameters = [Tensor.ones([3, 4]), .ones([5]), .ones([2, 3, 2]), Tensor(1.5)]
    state.update(&parameters, along: parameters, using: rule)
    let shapes = (0..<4).map { i in rule.slots.map { state.buffer($0, at: i)?.shape.dimensions } }
    #expect(shapes[0] == [[3, 1], [1, 4], [0]])
    #expect(shapes[1] == [[0], [0], [5]])
    #expect(shapes[2] == [[2, 3, 1], [2, 1, 2], [0]])
    #expect(shapes[3] == [[0], [0], []])
  }

  @Test("Adafactor's first steps by hand: no longer than 1/√t of what the weights are, or of ε₂")
  func adafactorByHand() {
    var (w, state) = (Tensor([0.0]), OptimizerState())
    let rule = Adafactor(learningRate: 3, epsilon2: 0.01)
    state.update(&w, along: Tensor([7.0]), using: rule)
    // V = g², U = 1; the weights' RMS is 0, and ε₂ in its place.
    #expect(abs(w.scalar + 0.01) < 1e-17)
    state.update(&w, along: Tensor([7.0]), using: rule)
    #expect(abs(w.scalar + 0.01 + 0.01 / 2.0.squareRoot()) < 1e-16)
  }

  @Test("Adafactor's ε₁ is that of each parameter's type, unless it is given")
  func adafactorEpsilon() throws {
    // A gradient of zeros: U = 0 / ε₁, no step; one of 1e-9 is below float32's ε₁ and not float64's.
    for (dtype, wanted) in [(DType.float32, 1e-9 / Double(Float.ulpOfOne)), (.float64, 1)] {
      var (w, state) = (Tensor(repeating: 1, shape: [4], dtype: dtype), OptimizerState())
      state.update(
        &w, along: Tensor(repeating: 1e-9, shape: [4], dtype: dtype),
        using: Adafactor(learningRate: 0.5))
      #expect(abs((1 - w[0].scalar) / 0.5 - wanted) < 1e-6)
    }
    var (w, state) = (Tensor(repeating: 1, shape: [4], dtype: .float64), OptimizerState())
    let rule = try #require(
      try OptimizerSpecification("adafactor", ["lr": 0.5, "eps": [1e-8, 1e-3]]).makeOptimizer()
        as? Adafactor)
    state.update(&w, along: Tensor(repeating: 1e-9, shape: [4], dtype: .float64), using: rule)
    #expect(abs((1 - w[0].scalar) / 0.5 - 0.1) < 1e-12)
  }

  @Test("Muon takes torch's way as closely as bfloat16 lets it")
  func muon() throws {
    let reference = try Reference(reading: "Muon")
    #expect(reference.cases.count == 18)
    for this in reference.cases {
      let (parameters, buffers) = try follow("Muon", this, reference)
      #expect(parameters <= 1e-6, "\(this.name), \(this.dtype)")
      // Before the iteration nothing is rounded to bfloat16.
      #expect(buffers == 0, "\(this.name), \(this.dtype)")
    }
  }

  @Test("Muon's step has singular values near 1, however far apart the gradient's are")
  func orthogonal() {
    // Of 2 × 3: rows 1 and 100 long, orthogonal; s = √max(1, 2/3) = 1.
    var (w, state) = (Tensor(repeating: 0, shape: [2, 3], dtype: .float64), OptimizerState())
    let gradient = Tensor([1.0, 0, 0, 0, 60, 80], shape: [2, 3])
    state.update(&w, along: gradient, using: Muon(learningRate: 1, weightDecay: 0))
    let first = w[0].norm().scalar, second = w[1].norm().scalar
    #expect(first > 0.25 && first < 1.3 && second > 0.6 && second < 1.3)
    #expect(abs((w[0] * w[1]).sum().scalar) < 0.02)
    #expect(w[0][0].scalar < 0 && w[1][2].scalar < 0)
  }

  @Test("Muon's rate for each way of adjusting it")
  func adjustments() {
    func length(_ adjustment: Muon.RateAdjustment, _ shape: Shape) -> Double {
      var w = Tensor(zerosLike: randomTensor(shape, .float64, seed: 5))
      var state = OptimizerState()
      state.update(
        &w, along: randomTensor(shape, .float64, seed: 5),
        using: Muon(learningRate: 1, weightDecay: 0, rateAdjustment: adjustment))
      return w.norm().scalar
    }
    for (shape, unclamped, original) in [
      ([8, 2] as Shape, 2.0, 2.0), ([2, 8], 0.5, 1), ([3, 3], 1, 1),
    ] {
      let plain = length(.spectralUnclamped, shape) / unclamped
      #expect(abs(length(.original, shape) / plain - original) < 1e-12)
      let matched = 0.2 * Double(max(shape[0], shape[1])).squareRoot()
      #expect(abs(length(.matchRMSAdamW, shape) / plain - matched) < 1e-12)
    }
  }

  @Test("Muon with AdamW moves matrices by one and the rest by the other")
  func routing() throws {
    let shapes: [Shape] = [[3, 4], [5], [2, 3, 2], []]
    let start = shapes.enumerated().map { randomTensor($1, .float32, seed: UInt64($0)) }
    let (muon, adamW) = (
      Muon(learningRate: 0.02, momentum: 0.8), AdamW(learningRate: 0.003, amsgrad: true)
    )
    var (both, bothState) = (start, OptimizerState())
    var (byMuon, muonState) = ([start[0]], OptimizerState())
    var (byAdamW, adamWState) = (Array(start[1...]), OptimizerState())
    for step in 0..<5 {
      let gradients = shapes.enumerated().map {
        randomTensor($1, .float32, seed: UInt64(100 + 10 * step + $0))
      }
      bothState.update(
        &both, along: gradients, using: MuonWithAdamW(muon: muon, adamW: adamW))
      muonState.update(&byMuon, along: [gradients[0]], using: muon)
      adamWState.update(&byAdamW, along: Array(gradients[1...]), using: adamW)
    }
    #expect(firstDifference(both[0], byMuon[0]) == nil)
    for i in 1...3 { #expect(firstDifference(both[i], byAdamW[i - 1]) == nil) }
    #expect(bothState.buffer("exp_avg", at: 0)?.count == 0)
    #expect(bothState.buffer("momentum_buffer", at: 0)?.count == 12)
    #expect(bothState.buffer("momentum_buffer", at: 1)?.count == 0)
    #expect(bothState.buffer("max_exp_avg_sq", at: 2)?.count == 12)
    let named = try OptimizerSpecification(
      "MuonWithAdamW", ["lr": 0.02, "adamw_lr": 0.003, "adamw_betas": [0.8, 0.9]]
    ).makeOptimizer()
    let rule = try #require(named as? MuonWithAdamW)
    #expect(rule.muon.learningRate.constant == 0.02 && rule.adamW.learningRate.constant == 0.003)
    #expect(rule.adamW.beta2.constant == 0.9 && rule.learningRate.constant == 0.02)
  }

  @Test("Muon objects to a vector, and its options to what they cannot be")
  func refusals() {
    #expect(Muon().objection(to: [3, 4]) == nil)
    #expect(
      Muon().objection(to: [8])
        == "Muon moves matrices, expected 2 axes, got shape [8]; MuonWithAdamW takes the rest")
    func message(_ rule: String, _ options: [String: OptionValue]) -> String {
      do throws(OptimizerError) {
        _ = try OptimizerSpecification(rule, options).makeOptimizer()
        return ""
      } catch {
        return error.description
      }
    }
    #expect(
      message("muon", ["adjust_lr_fn": "kaiming"])
        == "Muon: adjust_lr_fn must be original, match_rms_adamw, spectral_unclamped or none, "
        + "not \"kaiming\"")
    #expect(
      message("muon", ["ns_coefficients": [1, 2]])
        == "Muon: ns_coefficients must be three finite numbers, not [1.0, 2.0]")
    #expect(
      message("adafactor", ["beta2_decay": 0.5])
        == "Adafactor: beta2_decay must be a finite number of at most 0, not 0.5")
    #expect(
      message("adafactor", ["d": 0.5])
        == "Adafactor: d must be a finite number of at least 1, not 0.5")
    #expect(
      message("MuonWithAdamW", ["adamw_lr": -1])
        == "MuonWithAdamW: adamw_lr must be a finite number of at least 0, not -1.0")
  }
}
