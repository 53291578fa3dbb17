// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/Telemetry/Telemetry.swift.
import Descent
import Testing

@Suite struct TelemetryCommentsSnippets {
  @Test func comment1() throws {
    var w = Tensor([3.0, 4])
    var (state, telemetry) = (OptimizerState(), Telemetry())
    let gradient = Tensor([1.0, 0])
    state.update(&w, along: gradient, using: SGD(learningRate: 0.5), telemetry: &telemetry)
    expectPrinted("0.5", telemetry.updateNorm)
  }
}
