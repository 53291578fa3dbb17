/// One thing drawn in a panel: a line, markers, a band, a contour plot, a note.
///
/// Layers are made by its static functions and drawn in the order given.
public struct Layer: Sendable {
  let mark: any Mark
  /// The colour asked for, or nil for the next of the palette.
  let color: SeriesColor?

  init(_ mark: any Mark, color: SeriesColor? = nil) {
    self.mark = mark
    self.color = color
  }
}

/// What a layer has to know about itself.
protocol Mark: Sendable {
  /// Whether it takes the next colour of the palette when it names none.
  var isSeries: Bool { get }
  /// Widens the panel's span, in the scales' rulers, to hold its data.
  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale))
  /// Draws it.
  func draw(on canvas: inout Canvas, style: Style)
  /// Its lines in the legend.
  func legendEntries(style: Style) -> [LegendEntry]
  /// A phrase for those who do not see the figure, or nil.
  var summary: String? { get }
}

extension Mark {
  var isSeries: Bool { true }
  var summary: String? { nil }
  func legendEntries(style: Style) -> [LegendEntry] { [] }
}

/// What sets one series apart from the others.
struct Style: Sendable {
  var color: Color
  var dash: Dash
  var symbol: Symbol
}

extension Layer {
  /// The styles of a panel's layers: each series without a colour of its own
  /// takes the next place of the palette, and with it a dash and a symbol.
  static func styles(of layers: [Layer], theme: Theme) -> [Style] {
    var next = 0
    return layers.map { layer in
      var index = 0
      var color = layer.color
      if case .series(let own) = layer.color {
        index = max(0, own)
      } else if layer.color == nil {
        if layer.mark.isSeries {
          index = next
          next += 1
          color = .series(index)
        } else {
          color = .muted
        }
      }
      return Style(
        color: theme.color(color ?? .foreground), dash: Dash.cycle[index % Dash.cycle.count],
        symbol: Symbol.cycle[index % Symbol.cycle.count])
    }
  }
}
