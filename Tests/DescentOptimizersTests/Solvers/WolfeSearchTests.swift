import DescentOptimizers
import DescentTensor
import Foundation
import Testing

/// The line search against torch's, in one variable, from first lengths that are too short and too
/// long by far: where it ends and after how many evaluations.
@Suite("The line search of L-BFGS")
struct WolfeSearchTests {
  struct Case: Decodable {
    let function: String
    let start: Double
    let rate: Double
    let maxEvaluations: Int
    let maxIterations: Int
    let end: Double
    let evaluations: Int

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      function = try list.decode(String.self)
      start = try list.decode(Double.self)
      rate = try list.decode(Double.self)
      maxEvaluations = try list.decode(Int.self)
      maxIterations = try list.decode(Int.self)
      end = try list.decode(Double.self)
      evaluations = try list.decode(Int.self)
    }
  }

  private func value(_ function: String, _ x: Tensor) -> Tensor {
    switch function {
    case "wave": (3 * x).sin() + x * x / 10
    case "quartic": x * x * x * x - 3 * x * x * x + 2 * x
    case "bowl": (1 + x * x).log() - x / 4
    case "wall": x.exp() + (-2 * x).exp() / 8 + (5 * x).cos() / 3
    default: (x - 1) * (x - 1) + (12 * x).sin() / 6
    }
  }

  @Test("Every search ends where torch's does, after as many evaluations")
  func torch() throws {
    let cases = try read("WolfeSearch", Case.self)
    #expect(cases.count > 500)
    for this in cases {
      let solver = LBFGS(
        learningRate: Schedule(this.rate), maxIterations: this.maxIterations,
        maxEvaluations: this.maxEvaluations, toleranceGradient: 0, lineSearch: .strongWolfe)
      var (point, state) = (Tensor([this.start]), LBFGS.State())
      let step = try solver.step(&point, state: &state) { value(this.function, $0).sum() }
      let isNear = abs(point.scalar - this.end) <= 1e-8 * max(1, abs(this.end))
      #expect(
        isNear && step.evaluations == this.evaluations,
        "\(this.function) from \(this.start), rate \(this.rate), \(this.maxEvaluations), \(this.maxIterations): \(point.scalar) and not \(this.end), \(step.evaluations) and not \(this.evaluations)"
      )
    }
  }

  private func read<T: Decodable>(_ name: String, _ type: T.Type) throws -> [T] {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name).json")
    return try JSONDecoder().decode([T].self, from: Data(contentsOf: url))
  }

  /// A function that answers the k-th question with the k-th trial, wherever it is asked.
  struct Script: Decodable {
    struct Trial: Decodable {
      let length: Double
      let value: Double
      /// The slope, as a multiple of the gradient at the start, where it is −1.
      let slope: Double

      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        length = try list.decode(Double.self)
        value = try list.decode(Double.self)
        slope = try list.decode(Double.self)
      }
    }

    /// The gradient at the start is 2 to this power.
    let exponent: Int
    let rate: Double
    let maxEvaluations: Int
    let start: Double
    let trials: [Trial]
    let end: Double

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      exponent = try list.decode(Int.self)
      rate = try list.decode(Double.self)
      maxEvaluations = try list.decode(Int.self)
      start = try list.decode(Double.self)
      trials = try list.decode([Trial].self)
      end = try list.decode(Double.self)
    }
  }

  @Test("Every trial of a search is where torch's is, whatever values and slopes it meets")
  func scripts() throws {
    let scripts = try read("WolfeScripts", Script.self)
    #expect(scripts.count > 390)
    for (number, script) in scripts.enumerated() {
      let size = Double(sign: .plus, exponent: script.exponent, significand: 1)
      var lengths: [Double] = []
      let solver = LBFGS(
        learningRate: Schedule(script.rate), maxIterations: 1,
        maxEvaluations: script.maxEvaluations, toleranceGradient: 0, toleranceChange: 0,
        lineSearch: .strongWolfe)
      var (point, state) = (Tensor([0.0]), LBFGS.State())
      let step = try solver.step(&point, state: &state) { x in
        let trial = lengths.count
        lengths.append(-x[0].scalar / size)
        guard trial > 0, trial <= script.trials.count else {
          return ((x - x.detached) * size + script.start).sum()
        }
        let (value, slope) = (script.trials[trial - 1].value, script.trials[trial - 1].slope)
        return ((x - x.detached) * (-slope * size) + value).sum()
      }
      let wanted = [0] + script.trials.map(\.length)
      func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * abs(b) }
      #expect(
        lengths.count == wanted.count && zip(lengths, wanted).allSatisfy(isNear)
          && isNear(-point.scalar / size, script.end) && step.evaluations == wanted.count,
        "script \(number): \(lengths) and not \(wanted), \(-point.scalar / size) and not \(script.end)"
      )
    }
  }

  @Test("Where the formula for the cubic's minimum is 0/0, the search goes on in the middle")
  func noQuotient() throws {
    // The cubic itself: slopes of −1 at 0 and −2 at 1, and a fall of ½; the bounds are 1.01 and 10.
    var (point, state, places) = (Tensor([0.0]), LBFGS.State(), [Double]())
    try LBFGS(maxIterations: 1, maxEvaluations: 2, lineSearch: .strongWolfe)
      .step(&point, state: &state) { x in
        places.append(x[0].scalar)
        return (((2.5 - 2 * x) * x - 1) * x).sum()
      }
    #expect(places == [0, 1, 5.505] && point.scalar == 5.505)
  }
}
