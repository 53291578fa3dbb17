/// A picture of one or more panels, as SVG.
///
/// ```swift
/// import DescentPlots
///
/// let figure = Figure(
///   "Training", panels: [
///     Panel(
///       x: Axis("epoch"), y: Axis("loss", scale: .logarithmic),
///       layers: [.line([1, 2, 3], [0.5, 0.1, 0.02], label: "training")])
///   ])
/// print(figure.svg.prefix(4))  // <svg
/// ```
///
/// The same values give the same bytes. The picture brings its own ground, and
/// names no ids, so that many fit in one page.
public struct Figure: Sendable {
  /// Stands above the panels; empty for none.
  public var title: String
  /// A line under the title; empty for none.
  public var subtitle: String
  /// The panels, row by row.
  public var panels: [Panel]
  /// How many panels stand side by side.
  public var columns: Int
  /// In pixels.
  public var width: Double
  /// In pixels, or nil for what the panels need.
  public var height: Double?
  /// Whether the panels of a column share one horizontal axis, named under the
  /// lowest.
  public var sharesX: Bool
  /// The ground and the inks.
  public var theme: Theme
  /// What the picture shows, in words; made from the panels when nil.
  public var description: String?

  /// Makes a figure.
  ///
  /// - Parameters:
  ///   - title: Stands above the panels.
  ///   - subtitle: A line under the title.
  ///   - panels: The panels, row by row.
  ///   - columns: How many panels stand side by side.
  ///   - width: In pixels.
  ///   - height: In pixels; what the panels need when nil.
  ///   - sharesX: Whether the panels of a column share one horizontal axis.
  ///   - theme: The ground and the inks.
  ///   - description: What the picture shows, in words, for those who do not
  ///     see it; made from the panels when nil.
  public init(
    _ title: String = "", subtitle: String = "", panels: [Panel], columns: Int = 1,
    width: Double = 900, height: Double? = nil, sharesX: Bool = false, theme: Theme = .light,
    description: String? = nil
  ) {
    precondition(columns >= 1, "Figure \"\(title)\": \(columns) columns")
    precondition(
      width >= 200 && (height ?? 120) >= 120,
      "Figure \"\(title)\": \(width) × \(height ?? 0) pixels, at least 200 × 120 needed")
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.columns = columns
    self.width = width
    self.height = height
    self.sharesX = sharesX
    self.theme = theme
    self.description = description
  }

  /// The picture.
  public var svg: String {
    // A legend that finds no room inside its panel moves above it, which moves
    // everything else: the layout is made again.
    var above = Set(
      panels.indices.filter {
        [.above, .lineEnds].contains(panels[$0].legend) || panels[$0].hasContour
      })
    while true {
      let layout = FigureLayout(self, legendsAbove: above)
      var writer = SVGWriter()
      open(&writer, layout)
      var moved = false
      for (index, place) in layout.places.enumerated() {
        var drawing = PanelDrawing(panel: panels[index], place: place, theme: theme)
        drawing.draw(&writer)
        if drawing.needsLegendAbove, above.insert(index).inserted { moved = true }
      }
      writer.close("svg")
      if !moved { return writer.text }
    }
  }

  private func open(_ writer: inout SVGWriter, _ layout: FigureLayout) {
    let n = SVGWriter.number
    writer.open(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("width", n(width)), ("height", n(layout.height)),
        ("viewBox", "0 0 \(n(width)) \(n(layout.height))"), ("role", "img"),
        ("font-family", theme.fontFamily), ("font-size", "11"),
      ])
    writer.element("title", content: title.isEmpty ? "Figure" : title)
    writer.element(
      "desc", content: description ?? panels.map(\.summary).joined(separator: " "))
    writer.element(
      "rect",
      [("width", n(width)), ("height", n(layout.height)), ("fill", theme.background.css)])
    let room = width - 2 * FigureLayout.margin
    if !title.isEmpty {
      writer.text(
        TextRuns.fitted(title, size: FigureLayout.titleSize, bold: true, within: room),
        at: Point(x: FigureLayout.margin, y: FigureLayout.margin + 15),
        size: FigureLayout.titleSize, color: theme.foreground, bold: true)
    }
    if !subtitle.isEmpty {
      let y = FigureLayout.margin + (title.isEmpty ? 12 : 34)
      writer.text(
        TextRuns.fitted(subtitle, size: FigureLayout.subtitleSize, within: room),
        at: Point(x: FigureLayout.margin, y: y), size: FigureLayout.subtitleSize,
        color: theme.muted)
    }
  }
}
