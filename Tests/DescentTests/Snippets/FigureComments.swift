// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentPlots/Figure.swift.
import DescentPlots
import Testing

@Suite struct FigureCommentsSnippets {
  @Test func comment1() throws {
    let figure = Figure(
      "Training", panels: [
        Panel(
          x: Axis("epoch"), y: Axis("loss", scale: .logarithmic),
          layers: [.line([1, 2, 3], [0.5, 0.1, 0.02], label: "training")])
      ])
    expectPrinted("<svg", figure.svg.prefix(4))
  }
}
