/// The key to a contour plot's colours, beside its panel.
struct ColorBar {
  let layer: ContourLayer
  let theme: Theme

  private static let gap = 12.0
  private static let barWidth = 12.0
  private static let size = 11.0

  /// The colour bar of the first contour plot that has levels.
  init?(of panel: Panel, theme: Theme) {
    let contours = panel.layers.compactMap { $0.mark as? ContourLayer }
    guard let layer = contours.first(where: { !$0.levels.isEmpty }) else { return nil }
    self.layer = layer
    self.theme = theme
  }

  private var labelWidth: Double {
    layer.levels.map { TextRuns.width($0.label, size: ColorBar.size) }.max() ?? 0
  }

  /// The room it needs to the right of the panel.
  var width: Double {
    ColorBar.gap + ColorBar.barWidth + 6 + labelWidth + (layer.label == nil ? 0 : 20)
  }

  /// Draws it beside a panel of this size, whose top left is the origin.
  func draw(_ writer: inout SVGWriter, panelWidth: Double, height: Double) {
    let n = SVGWriter.number
    let left = panelWidth + ColorBar.gap
    let bands = layer.levels.count + 1
    let step = height / Double(bands)
    for band in (0..<bands).reversed() {
      // From the top, each down to the bottom and covered by the next, so that
      // no seam shows between them.
      let top = height - Double(band + 1) * step
      writer.element(
        "rect",
        [
          ("x", n(left)), ("y", n(top)), ("width", n(ColorBar.barWidth)),
          ("height", n(height - top)), ("fill", layer.color(ofBand: band).css),
        ])
    }
    let every = max(1, Int((14 / step).rounded(.up)))
    for (index, level) in layer.levels.enumerated() where index % every == 0 {
      let y = height - Double(index + 1) * step
      writer.text(
        level.label, at: Point(x: left + ColorBar.barWidth + 5, y: y + 0.36 * ColorBar.size),
        size: ColorBar.size, color: theme.muted)
    }
    guard let label = layer.label else { return }
    let x = left + ColorBar.barWidth + 6 + labelWidth + 15
    writer.text(
      label, at: Point(x: x, y: height / 2), size: 12, color: theme.foreground,
      anchor: .middle, turned: true)
  }
}
