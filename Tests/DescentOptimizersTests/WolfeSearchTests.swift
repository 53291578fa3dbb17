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
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/WolfeSearch.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
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
}
