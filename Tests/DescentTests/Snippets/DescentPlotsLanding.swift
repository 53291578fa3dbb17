// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentPlots/DescentPlots.docc/DescentPlots.md.
import DescentPlots
import Testing

@Suite struct DescentPlotsLandingSnippets {
  @Test func runs() throws {
    let losses = (0..<200).map { 1 / Double(1 + $0 * $0) }
    let figure = Figure(
      "A loss", subtitle: "that falls with the square of the step",
      panels: [
        Panel(
          x: Axis("updates"), y: Axis("loss", scale: .logarithmic),
          layers: [.line(losses, label: "training")])
      ])
    expectPrinted("true", figure.svg.hasPrefix("<svg"))
  }
}
